import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Layer } from "effect"
import { Checkpoint, Media, Post, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as Mock from "tiktok-mock-server/effect"
import { free, job, layerRecovery, prune, waiting } from "./keys.ts"
import * as Fixture from "./mock.ts"

const pulled = Post.video({ media: Media.url("https://verified-domain.com/1.mp4"), privacyLevel: "SELF_ONLY" })

describe("keys", () => {
  it.effect("post once when the job runs again", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      const first = yield* job("order 1", creator, pulled)
      assert.deepStrictEqual(yield* job("order 1", creator, pulled), first)
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(Fixture.layer)))

  // #region background
  it.effect("resume after an interruption", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control, faults, journal } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "hang" } })
      const fiber = yield* Effect.forkChild(job("order 1", creator, pulled))
      yield* Mock.advanceUntil("the status call", () => journal.find({ operation: "status" }).length > 0)
      yield* Fiber.interrupt(fiber)

      const { pending } = yield* Publisher.Publisher
      assert.deepStrictEqual((yield* pending).map(({ key }) => key), ["order 1"])
      yield* Effect.scoped(Effect.gen(function*() {
        yield* Layer.build(layerRecovery)
        yield* Mock.advanceUntil("the outcome of every publish", Effect.map(pending, (left) => left.length === 0))
      }))
      assert.strictEqual((yield* job("order 1", creator, pulled))._tag, "Published")
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(Fixture.layer)))
  // #endregion background

  it.effect("are free again after a person frees them", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control, faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 })
      assert.strictEqual((yield* job("order 1", creator, pulled))._tag, "OutcomeUnknown")
      assert.strictEqual((yield* Publisher.Publisher.use(({ resume }) => resume("order 1")))._tag, "OutcomeUnknown")
      assert.strictEqual(control.posts().length, 1)
      assert.match((yield* waiting).join(), /^order 1 by .* profile/)

      yield* free("order 1")
      assert.deepStrictEqual(yield* waiting, [])
      assert.strictEqual((yield* job("order 1", creator, pulled))._tag, "Published")
      assert.strictEqual(control.posts().length, 2)
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("are pruned after the retention time", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      yield* job("order 1", creator, pulled)
      assert.strictEqual(yield* prune, 0)
      yield* TestClock.adjust("91 days")
      assert.strictEqual(yield* prune, 1)
      const { closedSince } = yield* Checkpoint.CheckpointStore
      assert.deepStrictEqual(yield* closedSince(DateTime.makeUnsafe(0)), [])
    }).pipe(Effect.provide(Fixture.layer)))
})
