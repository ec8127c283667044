import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/**
 * Whole milliseconds on a monotonic clock with an arbitrary origin. The difference of
 * two readings is a duration. A reading means nothing in another process.
 *
 * @internal
 */
export const nowUnsafe = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)

/** @internal */
export const now: Effect.Effect<number> = Clock.clockWith((clock) => Effect.sync(() => nowUnsafe(clock)))

/**
 * A clock that starts at the current time of day and then runs on the monotonic clock, even
 * when the system's clock is set. For schedules, which may measure elapsed time or name an hour.
 *
 * @internal
 */
export const steady = (clock: Clock.Clock): () => number => {
  const offset = clock.currentTimeMillisUnsafe() - nowUnsafe(clock)
  return () => nowUnsafe(clock) + offset
}
