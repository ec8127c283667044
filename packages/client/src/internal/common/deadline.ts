import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Monotonic from "./monotonic.ts"

/**
 * How long a publish may go on without progress. No wait and no retry begins after that, and calls end within the limit
 * of one call.
 *
 * @internal
 */
export interface Deadline {
  /** Milliseconds until the deadline. Negative after it. */
  readonly left: () => number
  /** Starts again, because there was progress. */
  readonly renew: () => void
  /** Leaves out a wait for other publishes of this process, which no server can make longer. */
  readonly exclude: (millis: number) => void
}

/** @internal */
export const make = (limit: Duration.Duration): Effect.Effect<Deadline> =>
  Clock.clockWith((clock) => {
    const whole = Duration.toMillis(limit)
    let until = Monotonic.nowUnsafe(clock) + whole
    return Effect.succeed({
      left: () => until - Monotonic.nowUnsafe(clock),
      renew: () => void (until = Monotonic.nowUnsafe(clock) + whole),
      exclude: (millis) => void (until += millis)
    })
  })

/**
 * The deadline of the publish that makes a call. Calls outside of a publish have none.
 *
 * @internal
 */
export const Current: Context.Reference<Deadline | undefined> = Context.Reference<Deadline | undefined>(
  "effect-tiktok/internal/Deadline",
  { defaultValue: () => undefined }
)

/**
 * Milliseconds until the deadline of the current publish. Infinite outside of one.
 *
 * @internal
 */
export const left: Effect.Effect<number> = Effect.map(Current, (deadline) => deadline?.left() ?? Infinity)

/**
 * How long a call may take now: its own limit, counted from the deadline once that has passed.
 *
 * @internal
 */
export const leftOf = (limit: Duration.Duration): Effect.Effect<Duration.Duration> =>
  Effect.map(left, (left) => left >= 0 ? limit : Duration.millis(Math.max(0, Duration.toMillis(limit) + left)))
