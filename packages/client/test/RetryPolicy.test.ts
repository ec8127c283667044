import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Schedule } from "effect"
import { ErrorCatalog, RetryPolicy, TikTokError } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as Retry from "../src/internal/common/retry.ts"

const failure = (status: number, retryAfter?: Duration.Duration) =>
  TikTokError.fromReason("status")(
    status === 429
      ? new TikTokError.RateLimited({ code: "too_many_requests", detail: "", status, retryAfter })
      : status >= 500
      ? new TikTokError.ServerFault({ code: "internal_server_error", detail: "", status, retryAfter })
      : new TikTokError.RequestRejected({ code: "invalid_request", detail: "", status })
  )

const attempts = (error: TikTokError.TikTokError, adjust: Duration.Input = "1 day") =>
  Effect.gen(function*() {
    const times: Array<number> = []
    const call = Effect.andThen(Effect.map(Clock.currentTimeMillis, (now) => times.push(now)), Effect.fail(error))
    const fiber = yield* Effect.forkChild(Effect.exit(call.pipe((yield* Retry.make)("reads"))))
    yield* TestClock.adjust(adjust)
    yield* Fiber.join(fiber)
    return times
  })

describe("RetryPolicy", () => {
  it.effect("repeats a transient failure with growing pauses, and ends", () =>
    Effect.gen(function*() {
      const times = yield* attempts(failure(503))
      const pauses = times.slice(1).map((time, index) => time - times[index]!)
      assert.strictEqual(pauses.length, 4)
      pauses.forEach((pause, index) => {
        const nominal = 500 * 2 ** index
        assert.isTrue(pause >= nominal * 0.79 && pause <= nominal * 1.21, `${pause} is about ${nominal}`)
      })
    }))

  it.effect("does not repeat a call that a daily limit refuses, although it may succeed later", () =>
    Effect.gen(function*() {
      const fields = { code: "c", detail: "", status: 403, retryAfter: Duration.days(1) }
      const reasons = [
        new TikTokError.PostCapReached(fields),
        new TikTokError.DraftsFull(fields),
        new TikTokError.ActiveUserCapReached(fields)
      ]
      for (const reason of reasons) {
        const error = TikTokError.fromReason("video.init")(reason)
        assert.isTrue(error.retryable)
        assert.deepStrictEqual(error.retryAfter, Duration.days(1))
        assert.lengthOf(yield* attempts(error, "10 days"), 1)
      }
    }))

  it.effect("waits as long as TikTok says", () =>
    Effect.gen(function*() {
      const [first = 0, second = 0] = yield* attempts(failure(429, Duration.seconds(60)))
      assert.strictEqual(second - first, 60_000)
    }))

  it.each(ErrorCatalog.entries)("knows whether $code in the $contract contract is transient", (entry) => {
    const reason = new TikTokError[entry.reason]({ code: entry.code, detail: "", status: entry.status })
    assert.strictEqual(Retry.isTransient(TikTokError.fromReason("status")(reason)), entry.retry === "transient")
  })

  it.effect("does not sleep for a day because TikTok says so", () =>
    Effect.gen(function*() {
      const [first = 0, second = 0] = yield* attempts(failure(429, Duration.days(1)))
      assert.strictEqual(second - first, 120_000)
    }))

  it.effect("makes a refused call once", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* attempts(failure(400))).length, 1)
    }))

  const once = { reads: RetryPolicy.none, inits: RetryPolicy.none, chunks: RetryPolicy.none }

  it.effect("yields to a policy of the service", () =>
    Effect.gen(function*() {
      const times = yield* Effect.provideService(attempts(failure(503)), RetryPolicy.RetryPolicy, once)
      assert.strictEqual(times.length, 1)
    }))

  it.effect("yields to a policy of the caller, like the policy of the service", () =>
    Effect.gen(function*() {
      const retry = yield* Effect.provideService(Retry.make, RetryPolicy.RetryPolicy, once)
      let calls = 0
      const call = retry("reads")(Effect.andThen(Effect.sync(() => void calls++), Effect.fail(failure(503))))
      const twice = { ...once, reads: Schedule.recurs(1) }
      yield* Effect.flip(Effect.provideService(call, RetryPolicy.RetryPolicy, twice))
      assert.strictEqual(calls, 2)
      yield* Effect.flip(call)
      assert.strictEqual(calls, 3)
    }))
})
