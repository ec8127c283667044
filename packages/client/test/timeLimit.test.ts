import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Duration, Effect, Exit, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import { answerWithin, timeLimit } from "../src/internal/common/timeLimit.ts"

const minute = Duration.minutes(1)

/** Work that never ends and stops slowly. */
const endless = Effect.gen(function*() {
  const stopped = yield* Ref.make(false)
  const begun = yield* Deferred.make<void>()
  const work = Deferred.succeed(begun, undefined).pipe(
    Effect.andThen(Effect.never),
    Effect.onInterrupt(() => Effect.andThen(Effect.yieldNow, Ref.set(stopped, true)))
  )
  return { begun: Deferred.await(begun), stopped: Ref.get(stopped), work }
})

/** The test clock. Counts the sleeping fibers. */
const countingClock = Effect.map(Clock.Clock, (clock) => {
  let asleep = 0
  const counting: Clock.Clock = Object.create(clock, {
    sleep: {
      value: (duration: Duration.Duration) =>
        Effect.suspend(() => {
          asleep++
          return Effect.ensuring(clock.sleep(duration), Effect.sync(() => asleep--))
        })
    }
  })
  return { asleep: () => asleep, counting }
})

describe("timeLimit", () => {
  it.effect("returns the result of the work, and stops the timer", () =>
    Effect.gen(function*() {
      const { asleep, counting } = yield* countingClock
      const limited = (work: Effect.Effect<string, string>) =>
        Effect.provideService(timeLimit(work, minute, () => "late"), Clock.Clock, counting)
      const done = yield* Deferred.make<string, string>()
      const fiber = yield* Effect.forkChild(limited(Deferred.await(done)), { startImmediately: true })
      assert.strictEqual(asleep(), 1)
      yield* Deferred.succeed(done, "done")
      assert.strictEqual(yield* Fiber.join(fiber), "done")
      assert.strictEqual(asleep(), 0)
      assert.strictEqual(yield* limited(Effect.succeed("at once")), "at once")
      assert.strictEqual(yield* Effect.flip(limited(Effect.fail("broken"))), "broken")
      assert.strictEqual(yield* Effect.flip(limited(Effect.andThen(Effect.yieldNow, Effect.fail("broken")))), "broken")
      assert.strictEqual(asleep(), 0)
    }))

  it.effect("fails after the time limit, when the work has stopped", () =>
    Effect.gen(function*() {
      const { stopped, work } = yield* endless
      const fiber = yield* Effect.forkChild(timeLimit(work, minute, () => "late"), { startImmediately: true })
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.await(fiber), Exit.fail("late"))
      assert.isTrue(yield* stopped)
    }))

  it.effect("ends if the clock fails", () =>
    Effect.gen(function*() {
      const { counting } = yield* countingClock
      const broken: Clock.Clock = Object.create(counting, { sleep: { value: () => Effect.die("no more time") } })
      const { stopped, work } = yield* endless
      const exit = yield* Effect.exit(
        Effect.provideService(timeLimit(work, minute, () => "late"), Clock.Clock, broken)
      )
      assert.deepStrictEqual(exit, Exit.die("no more time"))
      assert.isTrue(yield* stopped)
    }))

  it.effect("interrupts the work and waits for it to stop", () =>
    Effect.gen(function*() {
      const { asleep, counting } = yield* countingClock
      const { begun, stopped, work } = yield* endless
      const fiber = yield* Effect.forkChild(
        Effect.provideService(timeLimit(work, minute, () => "late"), Clock.Clock, counting)
      )
      yield* begun
      yield* Fiber.interrupt(fiber)
      assert.isTrue(yield* stopped)
      assert.strictEqual(asleep(), 0)
    }))
})

describe("answerWithin", () => {
  it.effect("fails after the time limit, even if the work cannot be interrupted", () =>
    Effect.gen(function*() {
      const hanging = Effect.uninterruptible(answerWithin(Effect.uninterruptible(Effect.never), minute, () => "late"))
      const fiber = yield* Effect.forkChild(hanging, { startImmediately: true })
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.await(fiber), Exit.fail("late"))
    }))

  it.effect("ends an interruption of its caller after the time limit", () =>
    Effect.gen(function*() {
      const hanging = answerWithin(Effect.uninterruptible(Effect.never), minute, () => "late")
      const fiber = yield* Effect.forkChild(hanging, { startImmediately: true })
      const stopping = yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true })
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(stopping.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* Fiber.await(stopping)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    }))

  it.effect("waits for interrupted work, and leaves no timer", () =>
    Effect.gen(function*() {
      const { asleep, counting } = yield* countingClock
      const { begun, stopped, work } = yield* endless
      const fiber = yield* Effect.forkChild(
        Effect.provideService(answerWithin(work, minute, () => "late"), Clock.Clock, counting),
        { startImmediately: true }
      )
      yield* begun
      assert.strictEqual(asleep(), 1)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(yield* stopped)
      assert.strictEqual(asleep(), 0)
    }))
})
