import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as Mock from "tiktok-mock-server/effect"
import { isReachable, publishWithin } from "./deadlines.ts"
import * as Fixture from "./mock.ts"

const slow = Fixture.layerOn(Mock.layer({ lifecycle: { mode: "after", millis: 60_000 } }))

describe("limits of time", () => {
  it.effect("interrupt a publish, which its key continues", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const post = { _tag: "Video", media: Fixture.mp4, privacyLevel: "SELF_ONLY" } as const
      const first = yield* Effect.forkChild(Effect.flip(publishWithin(creator, post, "order", "20 seconds")))
      yield* Mock.advanceUntil("the limit", () => first.pollUnsafe() !== undefined)
      assert.strictEqual((yield* Fiber.join(first))._tag, "TimeoutError")
      const second = yield* Effect.forkChild(publishWithin(creator, post, "order", "1 hour"))
      yield* Mock.advanceUntil("the outcome", () => second.pollUnsafe() !== undefined)
      assert.strictEqual((yield* Fiber.join(second))._tag, "Published")
      const { control } = yield* Mock.MockTikTok
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(slow)))

  it.effect("end a call that takes too long", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      assert.isTrue(yield* isReachable(creator))
      const { faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "user.info" }, effect: { kind: "delay", millis: 10_000 } })
      const fiber = yield* Effect.forkChild(isReachable(creator))
      yield* Mock.advanceUntil("the response", () => fiber.pollUnsafe() !== undefined)
      assert.isFalse(yield* Fiber.join(fiber))
    }).pipe(Effect.provide(Fixture.layer)))
})
