import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Exit, Fiber, Schema } from "effect"
import { Quota } from "effect-tiktok"
import { TestClock } from "effect/testing"

const limit = (key: string, most: number, window: Duration.Input): Quota.Limit => ({
  name: key,
  key,
  limit: most,
  window: Duration.fromInputUnsafe(window)
})

const failing = Quota.makeMemory({ maxWait: 0, margin: 0 })
const pause = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30_000 }))

describe("Quota", () => {
  it.effect.prop(
    "never lets more than the limit through in any window, and never fewer than it could",
    { pauses: Schema.Array(pause), most: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })) },
    ({ most, pauses }) =>
      Effect.gen(function*() {
        const quota = yield* failing
        const taken: Array<number> = []
        for (const millis of pauses) {
          yield* TestClock.adjust(millis)
          const now = yield* Clock.currentTimeMillis
          const before = taken.filter((time) => time > now - 60_000).length
          const exit = yield* Effect.exit(quota.take([limit("init", most, "1 minute")]))
          assert.strictEqual(Exit.isSuccess(exit), before < most)
          if (Exit.isSuccess(exit)) taken.push(now)
        }
      }),
    { arbitrary: { runs: 100 } }
  )

  it.effect("takes all limits together or none", () =>
    Effect.gen(function*() {
      const quota = yield* failing
      const minute = limit("init", 6, "1 minute")
      const day = limit("day", 1, "1 day")
      yield* quota.take([minute, day])
      for (let i = 0; i < 20; i++) yield* Effect.flip(quota.take([minute, day]))
      // The refused calls have spent nothing of the minute.
      for (let i = 0; i < 5; i++) yield* quota.take([minute])
      yield* Effect.flip(quota.take([minute]))
    }))

  it.effect("names the limit and the time until there is room", () =>
    Effect.gen(function*() {
      const quota = yield* failing
      const day = limit("daily videos", 1, "1 day")
      yield* quota.take([day])
      yield* TestClock.adjust("1 hour")
      const { reason } = yield* Effect.flip(quota.take([day]))
      assert(reason._tag === "QuotaExhausted")
      assert.strictEqual(reason.limit, "daily videos")
      assert.deepStrictEqual(reason.retryAfter, Duration.hours(23))
      assert.deepStrictEqual(yield* quota.nextSlot([day]), Duration.hours(23))
    }))

  it.effect("waits for room as long as it may", () =>
    Effect.gen(function*() {
      const quota = yield* Quota.makeMemory({ maxWait: "1 minute", margin: "1 second" })
      const one = limit("init", 1, "1 minute")
      yield* quota.take([one])
      yield* TestClock.adjust("1 second")
      const fiber = yield* Effect.forkChild(quota.take([one]))
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    }))

  it.effect("serves all who wait, one window after another", () =>
    Effect.gen(function*() {
      const quota = yield* Quota.makeMemory({ maxWait: "1 hour", margin: 0 })
      const times: Array<number> = []
      const take = Effect.andThen(
        quota.take([limit("init", 2, "1 minute")]),
        Effect.map(Clock.currentTimeMillis, (now) => times.push(now))
      )
      const fiber = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 6 }, () => take), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("3 minutes")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(times, [0, 0, 60_000, 60_000, 120_000, 120_000])
    }))

  it.effect("spends nothing for a wait that is interrupted", () =>
    Effect.gen(function*() {
      const quota = yield* Quota.makeMemory({ maxWait: "1 hour", margin: 0 })
      const one = limit("init", 1, "1 minute")
      yield* quota.take([one])
      const fiber = yield* Effect.forkChild(quota.take([one]))
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* quota.nextSlot([one]), Duration.zero)
    }))
})
