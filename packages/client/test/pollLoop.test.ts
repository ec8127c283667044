import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Schedule } from "effect"
import { type RetryPolicy, TikTokError } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { settableClock } from "../../../test/support/settableClock.ts"
import * as RetryDriver from "../src/internal/common/retryDriver.ts"
import * as PollLoop from "../src/internal/publish/pollLoop.ts"

const hour = 3_600_000
const steps = [["back", -hour], ["forth", hour], ["back by years", -50_000 * hour]] as const

describe("poll loop", () => {
  it.effect.each(steps)("ends at its deadline when the clock is set %s", ([, by]) =>
    Effect.gen(function*() {
      const { clock, set } = yield* settableClock
      let polls = 0
      const fiber = yield* PollLoop.untilFinal({
        poll: () => Effect.sync(() => void polls++),
        schedule: Schedule.spaced("1 second"),
        deadline: 10_000,
        hasEvents: false
      }, () => false).pipe(Effect.provideService(Clock.Clock, clock), Effect.forkChild)
      yield* TestClock.adjust("3 seconds")
      set(by)
      yield* TestClock.adjust("6900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("100 millis")
      yield* Fiber.join(fiber)
      assert.strictEqual(polls, 10)
    }))

  it.effect.each(steps)(
    "ends at its deadline when a status call hangs and the clock is set %s",
    ([, by]) =>
      Effect.gen(function*() {
        const { clock, set } = yield* settableClock
        const fiber = yield* PollLoop.untilFinal({
          poll: () => Effect.never,
          schedule: Schedule.spaced("1 second"),
          deadline: 10_000,
          hasEvents: false
        }, () => false).pipe(Effect.provideService(Clock.Clock, clock), Effect.forkChild)
        yield* TestClock.adjust("3 seconds")
        set(by)
        yield* TestClock.adjust("7 seconds")
        yield* Fiber.join(fiber)
      })
  )
})

describe("retry driver", () => {
  it.effect.each(steps)(
    "ends a policy after its duration when the clock is set %s",
    ([, by]) =>
      Effect.gen(function*() {
        const { clock, set } = yield* settableClock
        const error = TikTokError.fromReason("test")(
          new TikTokError.ServerFault({ code: "internal", detail: "", status: 500 })
        )
        const policy: RetryPolicy.Policy = Schedule.spaced("1 second").pipe(
          Schedule.upTo({ duration: Duration.seconds(5) })
        )
        const driver = RetryDriver.make(policy, {})
        let waits = 0
        const fiber = yield* Effect.forever(Effect.tap(driver.wait(error), () => Effect.sync(() => void waits++))).pipe(
          Effect.provideService(Clock.Clock, clock),
          Effect.flip,
          Effect.forkChild
        )
        yield* TestClock.adjust("2500 millis")
        set(by)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* Fiber.join(fiber), error)
        assert.isAtLeast(waits, 4)
        assert.isAtMost(waits, 6)
      })
  )
})
