/** An upload that is gone on with after its URL has run out. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Media, Post, Publisher, RetryPolicy } from "effect-tiktok"
import type { FaultEffect } from "tiktok-mock-server"
import { smallestChunk, video } from "../support/media.ts"
import { makeWorld, run, settings, type World } from "../support/world.ts"

const post = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })

const once = { reads: RetryPolicy.standard, inits: RetryPolicy.none, chunks: RetryPolicy.none }

/** Publishes while a chunk fails, and again two hours later. */
const twice = Effect.fnUntraced(function*(world: World, nth: number, effect: FaultEffect) {
  world.mock.faults.add({ match: { operation: "upload", nth }, effect })
  return yield* run(
    world,
    Effect.gen(function*() {
      const { publish } = yield* Publisher.Publisher
      const publishing = publish(world.creator, post, { key: "key", chunkSize: smallestChunk })
      yield* Effect.ignore(Effect.provideService(publishing, RetryPolicy.RetryPolicy, once))
      yield* Effect.sleep("2 hours")
      return yield* publishing
    }),
    "20 seconds"
  )
})

const inits = ({ mock }: World) => mock.journal.find({ operation: "video.init" }).length

const published = ({ mock }: World) => mock.control.posts().filter(({ stage }) => stage === "published").length

describe.each(settings)("an upload whose URL has run out, in $contract over $transport,", ({ contract, transport }) => {
  it.effect("is begun anew while its last byte was surely not sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract, transport })
      const outcome = yield* twice(world, 1, { kind: "reset" })
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(published(world), 1)
      assert.strictEqual(inits(world), 2)
    }))

  it.effect("is not begun anew when its last byte has arrived", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract, transport })
      const outcome = yield* twice(world, 2, { kind: "lose-answer" })
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(published(world), 1)
      assert.strictEqual(inits(world), 1)
    }))

  it.effect("is begun anew when TikTok says that its last byte has not arrived, and only then", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract, transport })
      const outcome = yield* twice(world, 2, { kind: "reset" })
      // The catalog's status does not tell how many bytes have arrived.
      const isTold = contract === "live"
      assert.strictEqual(outcome._tag, isTold ? "Published" : "StillProcessing")
      assert.strictEqual(published(world), isTold ? 1 : 0)
      assert.strictEqual(inits(world), isTold ? 2 : 1)
    }))
})
