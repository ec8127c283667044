import { Clock, Effect } from "effect"

/** The current clock, with a time of day that can be set by milliseconds while no time elapses. */
export const settableClock = Effect.map(Clock.Clock, (clock) => {
  let offset = 0
  const now = () => clock.currentTimeMillisUnsafe() + offset
  const nanos = () => BigInt(Math.floor(now())) * 1_000_000n
  return {
    set: (by: number) => void (offset = by),
    clock: Clock.Clock.of({
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      sleep: (duration) => clock.sleep(duration)
    })
  }
})
