import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/**
 * Whole milliseconds on a clock that does not step when the system's clock is
 * set. Its origin is arbitrary, so only differences have a meaning, and only
 * within one process.
 *
 * @internal
 */
export const nowUnsafe = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)

/** @internal */
export const now: Effect.Effect<number> = Clock.clockWith((clock) => Effect.sync(() => nowUnsafe(clock)))

/**
 * The current time of day, advanced by the monotonic clock from now on. Serves
 * schedules, which may count elapsed time or name an hour.
 *
 * @internal
 */
export const steady = (clock: Clock.Clock): () => number => {
  const offset = clock.currentTimeMillisUnsafe() - nowUnsafe(clock)
  return () => nowUnsafe(clock) + offset
}
