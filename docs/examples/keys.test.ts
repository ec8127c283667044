import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as Mock from "tiktok-mock-server/effect"
import { free, goOn, job } from "./keys.ts"
import * as World from "./mock.ts"

const pulled = Post.video({ media: Media.url("https://verified-domain.com/1.mp4"), privacyLevel: "SELF_ONLY" })

describe("keys", () => {
  it.effect("post once, however often the job runs", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { control } = yield* Mock.MockTikTok
      const first = yield* job("order 1", creator, pulled)
      assert.deepStrictEqual(yield* job("order 1", creator, pulled), first)
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(World.layer)))

  it.effect("go on after an interruption", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { control, faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "hang" } })
      const fiber = yield* Effect.forkChild(job("order 1", creator, pulled))
      while (control.posts().length === 0) yield* Effect.yieldNow
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)

      const results = yield* goOn
      assert.deepStrictEqual(results.map((result) => Result.isSuccess(result) && result.success._tag), ["Published"])
      assert.deepStrictEqual(yield* goOn, [])
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(World.layer)))

  it.effect("are free again when a person says so", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { control, faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-answer" }, times: 1 })
      assert.strictEqual((yield* job("order 1", creator, pulled))._tag, "OutcomeUnknown")
      assert.strictEqual((yield* Publisher.Publisher.use(({ resume }) => resume("order 1")))._tag, "OutcomeUnknown")
      assert.strictEqual(control.posts().length, 1)

      yield* free("order 1")
      assert.strictEqual((yield* job("order 1", creator, pulled))._tag, "Published")
      assert.strictEqual(control.posts().length, 2)
    }).pipe(Effect.provide(World.layer)))
})
