import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Deadline from "./deadline.ts"
import * as Monotonic from "./monotonic.ts"

/** Another caller has the lock. @internal */
export class Held extends Data.TaggedError("Held")<{}> {}

/**
 * Repeats an attempt while the lock is held: every 20 milliseconds at first, then up
 * to every quarter of a second.
 *
 * @internal
 */
export const waiting =
  (maxWait: Duration.Duration) => <A, E, R>(attempt: Effect.Effect<A, E | Held, R>): Effect.Effect<A, E | Held, R> =>
    Duration.isZero(maxWait)
      ? attempt
      : Effect.flatMap(Effect.zip(Monotonic.now, Deadline.left), ([start, left]) =>
        Effect.retry(attempt, {
          schedule: polling,
          // A schedule would measure its duration on the system clock, which can jump.
          while: (error) =>
            error instanceof Held
              ? Effect.map(Monotonic.now, (now) => now - start < Math.min(Duration.toMillis(maxWait), left))
              : Effect.succeed(false)
        }))

const polling = Schedule.min([Schedule.exponential("20 millis", 1.5), Schedule.spaced("250 millis")]).pipe(
  Schedule.jittered
)
