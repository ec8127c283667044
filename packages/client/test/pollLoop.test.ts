import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Schedule } from "effect"
import { type RetryPolicy, TikTokError } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as RetryDriver from "../src/internal/common/retryDriver.ts"
import * as Asking from "../src/internal/publish/pollLoop.ts"

/** A test clock whose time of day can be set. */
const settable = Effect.map(Clock.clockWith(Effect.succeed), (clock) => {
  let offset = 0
  const now = () => clock.currentTimeMillisUnsafe() + offset
  return {
    set: (by: number) => void (offset = by),
    clock: Clock.Clock.of({
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: () => BigInt(now()) * 1_000_000n,
      currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      sleep: (duration) => clock.sleep(duration)
    })
  }
})

const hour = 3_600_000
const steps = [["back", -hour], ["forth", hour], ["back by years", -50_000 * hour]] as const

describe("polling for a status", () => {
  it.effect.each(steps)("ends at its deadline if the clock is set %s", ([, by]) =>
    Effect.gen(function*() {
      const { clock, set } = yield* settable
      let asked = 0
      const fiber = yield* Asking.settled({
        ask: () => Effect.sync(() => void asked++),
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
      assert.strictEqual(asked, 10)
    }))

  it.effect.each(steps)(
    "waits for a hanging status call only until its deadline if the clock is set %s",
    ([, by]) =>
      Effect.gen(function*() {
        const { clock, set } = yield* settable
        const fiber = yield* Asking.settled({
          ask: () => Effect.never,
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

describe("a policy that ends after a time", () => {
  it.effect.each(steps)("ends then if the clock is set %s", ([, by]) =>
    Effect.gen(function*() {
      const { clock, set } = yield* settable
      const error = TikTokError.fromReason("test")(
        new TikTokError.ServerFault({ code: "internal", detail: "", status: 500 })
      )
      const policy: RetryPolicy.Policy = Schedule.spaced("1 second").pipe(
        Schedule.upTo({ duration: Duration.seconds(5) })
      )
      const driver = RetryDriver.make(policy)
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
    }))
})
