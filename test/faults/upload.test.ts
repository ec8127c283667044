import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Media, Post, Publisher, Uploader } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { FaultEffect } from "tiktok-mock-server"
import { type ContractName, makeFixture, run, settings, terms } from "../support/fixture.ts"
import { sha256, smallestChunk, video, videoFile } from "../support/media.ts"

const bytes = video(3 * smallestChunk)

const publishFile = (creator: Post.CreatorId) =>
  Effect.scoped(Effect.gen(function*() {
    const path = yield* videoFile(bytes)
    const publisher = yield* Publisher.Publisher
    return yield* publisher.publish(creator, Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" }), {
      chunkSize: smallestChunk
    })
  }))

/** A failure of a chunk, and whether the chunk must be sent again. */
const transientFailures = (contract: ContractName): ReadonlyArray<readonly [string, FaultEffect, 0 | 1]> => [
  ["is answered 500", { kind: "code", code: terms[contract].serverFault }, 1],
  ["is answered 503 by a proxy, in HTML", { kind: "status", status: 503, body: "<html>", contentType: "text/html" }, 1],
  ["is answered 502 with a page", { kind: "html" }, 1],
  ["is answered 429", { kind: "code", code: terms[contract].rateLimited }, 1],
  ["meets a reset connection", { kind: "reset" }, 1],
  ["breaks off on the way", { kind: "break-body", after: 1_000_000 }, 1],
  // The catalog's status does not report how many bytes have arrived.
  ["is taken but the answer is lost", { kind: "lose-answer" }, contract === "live" ? 0 : 1],
  ["is taken but the answer breaks off", { kind: "cut" }, 0]
]

describe.each(settings)("an upload in $contract over $transport", ({ contract, transport }) => {
  const transfers = transport === "socket" ? ["Buffered", "Streamed"] as const : ["Buffered"] as const

  describe.each(transfers)("%s", (transfer) => {
    describe.each([1, 2, 3])("whose chunk %d", (nth) => {
      it.effect.each(transientFailures(contract))("%s, ends whole", ([, effect, again]) =>
        Effect.gen(function*() {
          const fixture = yield* makeFixture({ contract, transport })
          fixture.mock.faults.add({ match: { operation: "upload", nth }, effect })
          const outcome = yield* run(
            fixture,
            publishFile(fixture.creator).pipe(Effect.provideService(Uploader.Transfer, transfer))
          )
          assert.strictEqual(outcome._tag, "Published")
          const [post, ...others] = fixture.mock.control.posts()
          assert.deepStrictEqual(others, [])
          assert.strictEqual(post?.sha256, sha256(bytes))
          // Only the broken chunk is sent again.
          assert.strictEqual(fixture.mock.journal.find({ operation: "upload" }).length, 3 + again)
        }))
    })
  })

  it.effect("gives up after five attempts and leaves nothing published", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      fixture.mock.faults.add({
        match: { operation: "upload" },
        effect: { kind: "code", code: terms[contract].serverFault }
      })
      const error = yield* Effect.flip(run(fixture, publishFile(fixture.creator)))
      assert.strictEqual(error.reason._tag, "ServerFault")
      const [post] = fixture.mock.control.posts()
      assert.strictEqual(error.publishId, post?.publishId)
      assert.notStrictEqual(post?.stage, "published")
      assert.strictEqual(fixture.mock.journal.find({ operation: "upload" }).length, 5)
    }))

  it.effect("ends as UploadExpired when its URL has expired", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      const program = Effect.gen(function*() {
        const publisher = yield* Publisher.Publisher
        return yield* publisher.publishStream(
          fixture.creator,
          Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY" }),
          {
            chunkSize: smallestChunk
          }
        ).pipe(
          Stream.tap((event) =>
            Effect.sync(() => {
              if (event._tag === "Initialized") fixture.mock.control.expireUpload(event.publishId)
            })
          ),
          Stream.runDrain
        )
      })
      const { reason } = yield* Effect.flip(run(fixture, program))
      assert.strictEqual(reason._tag === "UploadExpired" && reason.status, 403)
    }))

  it.effect("closes its connection when it is interrupted, and publishes nothing", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      fixture.mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "hang" } })
      const fiber = yield* Effect.forkChild(Effect.provide(publishFile(fixture.creator), fixture.layer))
      while (fixture.mock.control.posts()[0]?.bytesReceived !== smallestChunk) yield* settle
      yield* settle
      yield* Fiber.interrupt(fiber)
      while (fixture.inFlight() > 0) yield* settle
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(fixture.mock.control.posts()[0]?.bytesReceived, smallestChunk)
      assert.notStrictEqual(fixture.mock.control.posts()[0]?.stage, "published")
    }))
})

const settle = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 5)))
