/** What a quota says of itself: how much is used, and what a call waits for. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Exit, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { runs } from "../../../test/support/runs.ts"
import * as QuotaService from "../src/internal/quota/quotaService.ts"
import { advance, atOnce, limit, patient, stores } from "./quotaPlaces.ts"

for (const { isThere, name, open } of stores) {
  describe.skipIf(!isThere)(`Usage of a quota in ${name}`, () => {
    it.effect.prop(
      "says how much is used and when there is room, without taking a slot",
      {
        pauses: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30_000 }))),
        most: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })),
        // Redis also forgets a pause by its own clock, so it must not be shorter than a slow test.
        pausedFor: Schema.Int.check(Schema.isBetween({ minimum: 120_000, maximum: 240_000 }))
      },
      ({ most, pausedFor, pauses }) =>
        Effect.gen(function*() {
          const quota = yield* QuotaService.make((yield* open).store, atOnce)
          const counted = limit("counted", most, "1 minute")
          const byTikTok = limit("by TikTok", Infinity, "1 day")
          const none = limit("none", 0, "1 hour")
          yield* quota.pause(byTikTok, pausedFor)
          const times: Array<number> = []
          for (const pause of pauses) {
            yield* TestClock.adjust(pause)
            const now = yield* Clock.currentTimeMillis
            const seen = times.filter((time) => time > now - 60_000)
            const wait = seen.length < most ? 0 : (seen[seen.length - most] ?? 0) + 60_000 - now
            const paused = Math.max(0, pausedFor - now)
            const left = Math.max(0, most - seen.length)
            assert.deepStrictEqual(yield* quota.usage([byTikTok, counted, none]), [
              { limit: byTikTok, used: 0, left: paused > 0 ? 0 : Infinity, freeIn: Duration.millis(paused) },
              { limit: counted, used: seen.length, left, freeIn: Duration.millis(wait) },
              { limit: none, used: 0, left: 0, freeIn: Duration.hours(1) }
            ])
            if (Exit.isSuccess(yield* Effect.exit(quota.take([counted])))) times.push(now)
          }
        }),
      { arbitrary: { runs: runs(20) } }
    )

    it.effect("tells each waiting call what it waits for and until when, and no other", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, patient)
        const one = limit("init", 1, "1 minute")
        const heard: Array<readonly [who: string, limit: string, duration: number, until: number]> = []
        const take = (who: string) =>
          quota.take([one], {
            onWait: ({ duration, limit, until }) =>
              Effect.sync(() =>
                void heard.push([who, limit.name, Duration.toMillis(duration), until.epochMilliseconds])
              )
          })
        yield* take("first")
        yield* TestClock.adjust("10 seconds")
        const second = yield* Effect.forkChild(take("second"))
        yield* advance(place, "10 seconds", "10 seconds")
        const third = yield* Effect.forkChild(take("third"))
        yield* advance(place, "2 minutes", "10 seconds")
        yield* Fiber.join(second)
        yield* Fiber.join(third)
        assert.deepStrictEqual(heard, [
          ["second", "init", 50_000, 60_000],
          // It is behind the second in the queue, and has its own turn later.
          ["third", "init", 50_000, 60_000],
          ["third", "init", 60_000, 120_000]
        ])
      }))

    it.effect("waits all the same if what it tells throws, fails or never ends", () =>
      Effect.gen(function*() {
        const place = yield* open
        const quota = yield* QuotaService.make(place.store, patient)
        const one = limit("init", 1, "1 minute")
        yield* quota.take([one])
        const callbacks: ReadonlyArray<() => Effect.Effect<unknown>> = [
          () => {
            throw new Error("thrown")
          },
          () => Effect.die("failed"),
          () => Effect.never,
          () => Effect.interrupt
        ]
        for (const onWait of callbacks) {
          const fiber = yield* Effect.forkChild(quota.take([one], { onWait }))
          yield* advance(place, "1 minute", "10 seconds")
          yield* Fiber.join(fiber)
        }
      }))
  })
}
