import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/**
 * Whole milliseconds on a clock that does not step when the system's clock is
 * set, from an arbitrary origin: durations are differences of two readings, and
 * a reading means nothing to another process.
 *
 * @internal
 */
export const nowUnsafe = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)

/** @internal */
export const now: Effect.Effect<number> = Clock.clockWith((clock) => Effect.sync(() => nowUnsafe(clock)))

/**
 * The time of day, as it was when this was made, moved on by the clock that does
 * not step: for a schedule, which may count what has passed or name an hour.
 *
 * @internal
 */
export const steady = (clock: Clock.Clock): () => number => {
  const offset = clock.currentTimeMillisUnsafe() - nowUnsafe(clock)
  return () => nowUnsafe(clock) + offset
}
