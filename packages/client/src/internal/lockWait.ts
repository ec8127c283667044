import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** Another has the lock. @internal */
export class Held extends Data.TaggedError("Held")<{}> {}

/**
 * Repeats an attempt while the lock is held, from every 20 milliseconds at first
 * to every quarter of a second.
 *
 * @internal
 */
export const waiting =
  (maxWait: Duration.Duration) => <A, E, R>(attempt: Effect.Effect<A, E | Held, R>): Effect.Effect<A, E | Held, R> =>
    Duration.isZero(maxWait) ? attempt : Effect.retry(attempt, {
      schedule: polling.pipe(Schedule.upTo({ duration: maxWait })),
      while: (error) => error instanceof Held
    })

const polling = Schedule.min([Schedule.exponential("20 millis", 1.5), Schedule.spaced("250 millis")]).pipe(
  Schedule.jittered
)
