import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Exit, Fiber, Layer, Scheduler, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { runs } from "../../../test/support/runs.ts"
import * as QuotaMemory from "../src/internal/quota/quotaMemory.ts"
import * as QuotaService from "../src/internal/quota/quotaService.ts"
import { advance, atOnce, exhausted, limit, memory, patient, quiet, stores } from "./quotaPlaces.ts"

for (const { isThere, name, open } of stores) {
  describe.skipIf(!isThere)(`Quota in ${name}`, () => {
    it.effect.prop(
      "allows a call exactly if every window has room, and otherwise returns the wait",
      {
        calls: Schema.Array(Schema.Struct({
          pause: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30_000 })),
          both: Schema.Boolean
        })),
        most: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })),
        mostLong: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))
      },
      ({ calls, most, mostLong }) =>
        Effect.gen(function*() {
          const quota = yield* QuotaService.make((yield* open).store, atOnce)
          const short = { ...limit("short", most, "1 minute"), times: new Array<number>() }
          const long = { ...limit("long", mostLong, "5 minutes"), times: new Array<number>() }
          for (const { both, pause } of calls) {
            yield* TestClock.adjust(pause)
            const now = yield* Clock.currentTimeMillis
            const limits = both ? [short, long] : [short]
            const waits = limits.map(({ limit, times, window }) => {
              const seen = times.filter((time) => time > now - Duration.toMillis(window))
              return seen.length < limit ? 0 : (seen[seen.length - limit] ?? 0) + Duration.toMillis(window) - now
            })
            const wait = Math.max(...waits)
            assert.deepStrictEqual(yield* quota.nextSlot(limits), Duration.millis(wait))
            const exit = yield* Effect.exit(quota.take(limits))
            assert.strictEqual(Exit.isSuccess(exit), wait === 0)
            if (wait === 0) limits.forEach(({ times }) => times.push(now))
          }
        }),
      { arbitrary: { runs: runs(60) } }
    )

    it.effect("takes all limits together or none", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const minute = limit("init", 6, "1 minute")
        const day = limit("day", 1, "1 day")
        yield* quota.take([minute, day])
        for (let i = 0; i < 20; i++) yield* Effect.flip(quota.take([minute, day]))
        // The refused calls have taken no slot of the minute.
        for (let i = 0; i < 5; i++) yield* quota.take([minute])
        yield* Effect.flip(quota.take([minute]))
      }))

    it.effect("has room in every limit again after a slot is given back, once", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const minute = limit("init", 2, "1 minute")
        const day = limit("day", 3, "1 day")
        yield* quota.take([minute, day])
        const slot = yield* quota.take([minute, day])
        yield* Effect.flip(quota.take([minute, day]))
        yield* slot.giveBack
        yield* slot.giveBack
        yield* quota.take([minute, day])
        assert.strictEqual(exhausted(yield* Effect.flip(quota.take([minute, day]))).limit, "init")
        yield* TestClock.adjust("1 minute")
        yield* quota.take([minute, day])
        assert.strictEqual(exhausted(yield* Effect.flip(quota.take([minute, day]))).limit, "day")
      }))

    it.effect("allows exactly as many of 100 concurrent calls as there are slots", () =>
      Effect.gen(function*() {
        const { store } = yield* open
        const limits = [limit("minute", 37, "1 minute"), limit("day", 60, "1 day")]
        for (const left of [37, 23, 0]) {
          const exits = yield* Effect.all(
            Array.from(
              { length: 100 },
              () => Effect.exit(Effect.flatMap(QuotaService.make(store, atOnce), (quota) => quota.take(limits)))
            ),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(exits.filter(Exit.isSuccess).length, left)
          yield* TestClock.adjust("1 minute")
        }
      }))

    it.effect("names the limit that blocks the longest, and the time until it has room", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const minute = limit("init", 1, "1 minute")
        const day = limit("daily videos", 1, "1 day")
        yield* quota.take([minute, day])
        const reason = exhausted(yield* Effect.flip(quota.take([minute, day])))
        assert.strictEqual(reason.limit, "daily videos")
        assert.strictEqual(reason.scope, "creator")
        assert.deepStrictEqual(reason.retryAfter, Duration.days(1))
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(yield* quota.nextSlot([minute, day]), Duration.hours(23))
        assert.deepStrictEqual(yield* quota.nextSlot([minute]), Duration.zero)
      }))

    it.effect("waits for room up to maxWait", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, { maxWait: "1 minute", margin: "1 second" })
        const one = limit("init", 1, "1 minute")
        yield* quota.take([one])
        const early = exhausted(yield* Effect.flip(quota.take([one])))
        assert.deepStrictEqual(early.retryAfter, Duration.seconds(61))
        yield* TestClock.adjust("1 second")
        const fiber = yield* Effect.forkChild(quota.take([one]))
        yield* advance(place, "59 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* advance(place, "1 second")
        yield* Fiber.join(fiber)
      }))

    it.effect("keeps the order of waiting calls, with at most two store commands for each", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, patient)
        const served: Array<readonly [who: number, minute: number]> = []
        const take = (who: number) =>
          Effect.andThen(
            quota.take([limit("init", 2, "1 minute"), limit("day", 15, "1 day")]),
            Effect.map(Clock.currentTimeMillis, (now) => void served.push([who, now / 60_000]))
          )
        const fiber = yield* Effect.forkChild(
          Effect.forEach(Array.from({ length: 10 }, (_, who) => who), take, { concurrency: "unbounded" })
        )
        yield* advance(place, "4 minutes", "10 seconds")
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(served, Array.from({ length: 10 }, (_, who) => [who, Math.floor(who / 2)]))
        assert.isAtMost(place.asked(), 20)
      }))

    it.effect("does not make calls for other limits wait", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, { maxWait: "2 days", margin: 0 })
        const minute = limit("init", 6, "1 minute")
        const day = limit("day", 1, "1 day")
        yield* quota.take([minute, day])
        const fiber = yield* Effect.forkChild(quota.take([minute, day]))
        yield* quiet(place)
        yield* quota.take([minute])
        assert.isUndefined(fiber.pollUnsafe())
        yield* Fiber.interrupt(fiber)
      }))

    it.effect("takes no slot for an interrupted wait, and the next call moves up", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, patient)
        const one = limit("init", 1, "1 minute")
        yield* quota.take([one])
        const first = yield* Effect.forkChild(quota.take([one]))
        yield* quiet(place)
        const second = yield* Effect.forkChild(quota.take([one]))
        yield* advance(place, "30 seconds", "10 seconds")
        yield* Fiber.interrupt(first)
        yield* advance(place, "30 seconds", "10 seconds")
        yield* Fiber.join(second)
        assert.deepStrictEqual(yield* quota.nextSlot([one]), Duration.minutes(1))
      }))

    it.effect("fails queued calls as soon as their slot would come too late", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, { maxWait: "90 seconds", margin: 0 })
        const one = limit("init", 1, "1 minute")
        const take = Effect.andThen(
          Effect.result(quota.take([one])),
          (result) => Effect.map(Clock.currentTimeMillis, (now) => [result, now / 1000] as const)
        )
        const fiber = yield* Effect.forkChild(Effect.all(Array.from({ length: 3 }, () => take), {
          concurrency: "unbounded"
        }))
        yield* advance(place, "60 seconds", "10 seconds")
        const results = yield* Fiber.join(fiber)
        assert.deepStrictEqual(results.map(([{ _tag }, at]) => [_tag, at]), [
          ["Success", 0],
          ["Success", 60],
          ["Failure", 60]
        ])
      }))

    it.effect("stops every call that a paused limit covers, and no other, until the pause ends", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const app = limit("active creators", Infinity, "1 day", { scope: "app" })
        const creators = ["mara", "jonas"].map((creator) => [limit(`init:${creator}`, 6, "1 minute"), app])
        for (const limits of creators) yield* quota.take(limits)
        yield* quota.pause(app)
        yield* TestClock.adjust("1 hour")
        for (const limits of creators) {
          const reason = exhausted(yield* Effect.flip(quota.take(limits)))
          assert.strictEqual(reason.limit, "active creators")
          assert.strictEqual(reason.scope, "app")
          assert.deepStrictEqual(reason.retryAfter, Duration.hours(23))
          yield* quota.take(limits.slice(0, 1))
        }
        yield* TestClock.adjust("23 hours")
        for (const limits of creators) yield* quota.take(limits)
      }))

    it.effect("lets a later pause replace an earlier one", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const drafts = limit("pending drafts", 5, "1 day")
        yield* quota.pause(drafts)
        assert.deepStrictEqual(yield* quota.nextSlot([drafts]), Duration.days(1))
        yield* quota.pause(drafts, "10 minutes")
        assert.deepStrictEqual(yield* quota.nextSlot([drafts]), Duration.minutes(10))
        yield* quota.pause(drafts, 0)
        yield* quota.take([drafts])
      }))

    it.effect("makes all slots free when a limit is reset", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const drafts = limit("pending drafts", 2, "1 day")
        yield* quota.take([drafts])
        yield* quota.pause(drafts)
        yield* quota.reset(drafts)
        for (let i = 0; i < 2; i++) yield* quota.take([drafts])
        assert.strictEqual(exhausted(yield* Effect.flip(quota.take([drafts]))).limit, "pending drafts")
      }))

    it.effect.each<readonly [string, Duration.Duration]>([
      ["a little", Duration.minutes(10)],
      ["by a day", Duration.hours(23)]
    ])("never blocks longer than a window when the clock is set back %s", ([, back]) =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, atOnce)
        const init = limit("init", 3, "1 minute")
        const paused = limit("drafts", Infinity, "1 day")
        yield* TestClock.adjust("1 day")
        for (let i = 0; i < 3; i++) yield* quota.take([init])
        yield* quota.pause(paused, "5 minutes")
        yield* TestClock.setTime(Duration.toMillis(Duration.subtract(Duration.days(1), back)))
        assert.isAtMost(Duration.toMillis(yield* quota.nextSlot([init])), 60_000)
        assert.isAtMost(Duration.toMillis(yield* quota.nextSlot([paused])), 300_000)
        // Slots in the window stay in it.
        assert.strictEqual(exhausted(yield* Effect.flip(quota.take([init]))).limit, "init")
        yield* TestClock.adjust("1 minute")
        for (let i = 0; i < 3; i++) yield* quota.take([init])
        yield* TestClock.adjust("4 minutes")
        yield* quota.take([paused])
      }))

    it.effect("does not wait longer if the clock is set back", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, { maxWait: "90 seconds", margin: 0 })
        yield* TestClock.adjust("1 day")
        yield* quota.take([limit("init", 1, "1 minute")])
        yield* TestClock.setTime(0)
        const waiting = yield* Effect.forkChild(quota.take([limit("init", 1, "1 minute")]))
        yield* advance(place, "1 minute", "10 seconds")
        yield* Fiber.join(waiting)
      }))

    it.effect("refuses every call if a limit is zero", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        const limits = [limit("init", 6, "1 minute"), limit("daily posts", 0, "1 day")]
        const reason = exhausted(yield* Effect.flip(quota.take(limits)))
        assert.strictEqual(reason.limit, "daily posts")
        assert.deepStrictEqual(yield* quota.nextSlot(limits), Duration.days(1))
        for (let i = 0; i < 6; i++) yield* quota.take(limits.slice(0, 1))
      }))

    it.effect("counts nothing if only TikTok can count", () =>
      Effect.gen(function*() {
        const quota = yield* QuotaService.make((yield* open).store, atOnce)
        for (let i = 0; i < 50; i++) yield* quota.take([limit("daily posts", Infinity, "1 day")])
      }))
  })
}

describe("Quota", () => {
  it.effect("leaves no call in the queue after an interruption at any point", () =>
    Effect.gen(function*() {
      const quota = yield* QuotaService.make(yield* QuotaMemory.make, patient)
      const limits = [limit("init", 1_000, "1 minute")]
      // A fiber that yields every few steps can be interrupted between any two of them.
      for (const steps of [3, 4, 5, 7]) {
        const slow = Effect.provideService(quota.take(limits), Scheduler.MaxOpsBeforeYield, steps)
        for (let turns = 0; turns < 30; turns++) {
          const fiber = yield* Effect.forkChild(slow, { startImmediately: true })
          for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          const next = yield* Effect.forkChild(quota.take(limits), { startImmediately: true })
          assert.isDefined(next.pollUnsafe(), `${steps} steps, ${turns} turns`)
        }
      }
    }))

  // Effect's own limiter paces a flow; its windows are not TikTok's.
  it.effect("keeps 6 a minute where effect/persistence/RateLimiter lets 11 calls through in 50 seconds", () =>
    Effect.gen(function*() {
      const limiter = yield* RateLimiter.RateLimiter
      const quota = yield* QuotaService.make((yield* memory).store, atOnce)
      const theirs = limiter.consume({ key: "init", limit: 6, window: "1 minute", onExceeded: "fail" })
      const ours = quota.take([limit("init", 6, "1 minute")])
      const through = { theirs: 0, ours: 0 }
      const call = Effect.gen(function*() {
        if (Exit.isSuccess(yield* Effect.exit(theirs))) through.theirs++
        if (Exit.isSuccess(yield* Effect.exit(ours))) through.ours++
      })
      yield* Effect.repeat(call, { times: 4 })
      yield* TestClock.adjust("50 seconds")
      yield* Effect.repeat(call, { times: 5 })
      assert.deepStrictEqual(through, { theirs: 11, ours: 6 })
    }).pipe(Effect.provide(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)))))
})
