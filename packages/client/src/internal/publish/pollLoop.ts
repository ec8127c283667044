import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type { StatusReport } from "../../model/status.ts"
import * as Monotonic from "../common/monotonic.ts"

/**
 * How a post is asked about again and again.
 *
 * @internal
 */
export interface Asking<E> {
  /** Asks once; a report that could not be had is left out. */
  readonly ask: () => Effect.Effect<StatusReport | undefined, E>
  readonly schedule: Schedule.Schedule<unknown, StatusReport | undefined>
  /** Milliseconds to ask at all. */
  readonly deadline: number
  /** Whether events may tell the outcome as well: then the time is waited out when the schedule has ended. */
  readonly hasEvents: boolean
}

/**
 * Gives every report in turn. The pulls are done when the time is up, or the
 * schedule has ended and nobody else may tell.
 *
 * @internal
 */
export const reports = Effect.fnUntraced(
  function*<E>(asking: Asking<E>): Effect.fn.Return<Pull.Pull<StatusReport, E>> {
    const pace = yield* pacing(asking)
    let isFirst = true
    let last: StatusReport | undefined
    return Effect.gen(function*() {
      do {
        if (!isFirst && !(yield* isDue(pace, last))) return yield* Cause.done()
        isFirst = false
        last = yield* asked(pace, asking.ask())
      } while (last === undefined)
      return last
    })
  }
)

/**
 * Waits for a report that is final; gives the last there was when the time is
 * up, or the schedule has ended and nobody else may tell. Very many wait here at once: between two asks a
 * single generator is kept, and no function that was made for this post.
 *
 * @internal
 */
export const settled = Effect.fnUntraced(
  function*<E>(
    asking: Asking<E>,
    isFinal: (report: StatusReport) => boolean
  ): Effect.fn.Return<StatusReport | undefined, E> {
    const pace = yield* pacing(asking)
    let last: StatusReport | undefined
    let report: StatusReport | undefined
    do {
      report = yield* asked(pace, asking.ask())
      if (report !== undefined && isFinal(report)) return report
      last = report ?? last
    } while (yield* isDue(pace, report))
    return last
  }
)

interface Pace {
  readonly step: (
    now: number,
    last: StatusReport | undefined
  ) => Pull.Pull<[unknown, Duration.Duration], never, unknown>
  /** Milliseconds since 1970 that no change of the system's clock moves. */
  readonly now: () => number
  /** The end of all asking, by the same clock. */
  readonly until: number
  readonly hasEvents: boolean
}

const pacing = <E>({ deadline, hasEvents, schedule }: Asking<E>): Effect.Effect<Pace> =>
  Clock.clockWith((clock) =>
    Effect.map(Schedule.toStep(schedule), (step) => {
      const now = Monotonic.steady(clock)
      return { step, now, until: now() + deadline, hasEvents }
    })
  )

const asked = <E>(
  { now, until }: Pace,
  ask: Effect.Effect<StatusReport | undefined, E>
): Effect.Effect<StatusReport | undefined, E> =>
  Effect.suspend(() => Effect.map(Effect.timeoutOption(ask, until - now()), Option.getOrUndefined))

/** Waits until it is time for another ask; false when there is to be none. */
const isDue = ({ hasEvents, now, step, until }: Pace, last: StatusReport | undefined): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    const at = now()
    const left = until - at
    return step(at, last).pipe(
      Effect.map(([, delay]): number | undefined => Duration.toMillis(delay)),
      Pull.catchDone(() => Effect.succeed(hasEvents ? left : undefined)),
      Effect.flatMap((millis) => {
        if (millis === undefined) return Effect.succeed(false)
        return millis < left ? Effect.as(Effect.sleep(millis), true) : Effect.as(Effect.sleep(left), false)
      })
    )
  })
