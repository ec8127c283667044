/** What processes that count together must keep, wherever they count: without a wait and a margin. */
import { assert } from "@effect/vitest"
import { Duration, Effect, Exit } from "effect"
import type { Quota, TikTokError } from "effect-tiktok"
import { app, day, limit, minute } from "./limits.ts"

type Service = Quota.Quota["Service"]

/** The options that the checks need. */
export const quotaOptions: Quota.Options = { maxWait: 0, margin: 0 }

/** Checks of the quotas of two processes. */
export const quotaChecks: Readonly<
  Record<string, (one: Service, other: Service) => Effect.Effect<void, TikTokError.TikTokError | Quota.Slot>>
> = {
  "allows exactly as many of 100 concurrent calls as there are slots, by one clock": Effect.fnUntraced(
    function*(one, other) {
      const calls = [one, other].flatMap((quota) =>
        Array.from({ length: 50 }, () => Effect.exit(quota.take([minute, day])))
      )
      const exits = yield* Effect.all(calls, { concurrency: "unbounded" })
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 37)
      const wait = Duration.toMillis(yield* one.nextSlot([minute, day]))
      assert.isAtMost(wait, 60_000)
      assert.isAbove(wait, 50_000)
    }
  ),

  "never deadlocks, in any order of limits": Effect.fnUntraced(function*(one, other) {
    const exits = yield* Effect.all(
      Array.from(
        { length: 40 },
        (_, index) => Effect.exit(index % 2 === 0 ? one.take([minute, day]) : other.take([day, minute]))
      ),
      { concurrency: "unbounded" }
    )
    assert.strictEqual(exits.filter(Exit.isSuccess).length, 37)
  }),

  "pauses a limit for all processes when TikTok refuses one": Effect.fnUntraced(function*(one, other) {
    yield* one.pause(app)
    const { reason } = yield* Effect.flip(other.take([minute, app]))
    assert(reason._tag === "QuotaExhausted")
    assert.strictEqual(reason.scope, "app")
    yield* other.reset(app)
    yield* one.take([minute, app])
  }),

  "counts under a key of any text and any length": Effect.fnUntraced(function*(one, other) {
    for (
      const key of [" ", "a\0b", "a'b\"", "\u{1F3AC}", "x".repeat(100_000), "x".repeat(99_999), "init", "Init"]
    ) {
      yield* one.take([limit(key, 1, "1 minute")])
      const { reason } = yield* Effect.flip(other.take([limit(key, 1, "1 minute")]))
      assert.strictEqual(reason._tag, "QuotaExhausted")
    }
  }),

  "reports an infinite wait for an infinite window": Effect.fnUntraced(function*(one, other) {
    const forever = limit("forever", 1, Duration.infinity)
    yield* one.take([forever])
    assert.isAbove(Duration.toDays(yield* other.nextSlot([forever])), 365)
    yield* other.pause({ ...app, window: Duration.infinity })
    assert.isAbove(Duration.toDays(yield* one.nextSlot([app])), 365)
  })
}
