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
 * How to ask for the status of a post until it is final.
 *
 * @internal
 */
export interface PollLoop<E> {
  /** Makes one status call. Returns nothing when it fails with a transient error. */
  readonly poll: () => Effect.Effect<StatusReport | undefined, E>
  readonly schedule: Schedule.Schedule<unknown, StatusReport | undefined>
  /** Milliseconds until the loop ends. */
  readonly deadline: number
  /** Whether webhook events may also report the outcome. The loop then lasts until its deadline. */
  readonly hasEvents: boolean
}

/**
 * Pulls every report in turn. Ends at the deadline, or when the schedule ends and
 * no events can report the outcome.
 *
 * @internal
 */
export const reports = Effect.fnUntraced(
  function*<E>(loop: PollLoop<E>): Effect.fn.Return<Pull.Pull<StatusReport, E>> {
    const state = yield* start(loop)
    let isFirst = true
    let last: StatusReport | undefined
    return Effect.gen(function*() {
      do {
        if (!isFirst && !(yield* waitForNext(state, last))) return yield* Cause.done()
        isFirst = false
        last = yield* pollOnce(state, loop.poll())
      } while (last === undefined)
      return last
    })
  }
)

/**
 * Waits for a final report. Returns the last report at the deadline, or when the
 * schedule ends and no events can report the outcome. Many publishes wait here at
 * once, so the memory of each is kept small: one generator between two polls.
 *
 * @internal
 */
export const untilFinal = Effect.fnUntraced(
  function*<E>(
    loop: PollLoop<E>,
    isFinal: (report: StatusReport) => boolean
  ): Effect.fn.Return<StatusReport | undefined, E> {
    const state = yield* start(loop)
    let last: StatusReport | undefined
    let report: StatusReport | undefined
    do {
      report = yield* pollOnce(state, loop.poll())
      if (report !== undefined && isFinal(report)) return report
      last = report ?? last
    } while (yield* waitForNext(state, report))
    return last
  }
)

interface State {
  readonly step: (
    now: number,
    last: StatusReport | undefined
  ) => Pull.Pull<[unknown, Duration.Duration], never, unknown>
  /** Milliseconds since 1970 on a clock that never steps. */
  readonly now: () => number
  /** The deadline, by the same clock. */
  readonly until: number
  readonly hasEvents: boolean
}

const start = <E>({ deadline, hasEvents, schedule }: PollLoop<E>): Effect.Effect<State> =>
  Clock.clockWith((clock) =>
    Effect.map(Schedule.toStep(schedule), (step) => {
      const now = Monotonic.steady(clock)
      return { step, now, until: now() + deadline, hasEvents }
    })
  )

const pollOnce = <E>(
  { now, until }: State,
  poll: Effect.Effect<StatusReport | undefined, E>
): Effect.Effect<StatusReport | undefined, E> =>
  Effect.suspend(() => Effect.map(Effect.timeoutOption(poll, until - now()), Option.getOrUndefined))

/** Waits until the next poll is due. Returns false when there is none. */
const waitForNext = ({ hasEvents, now, step, until }: State, last: StatusReport | undefined): Effect.Effect<boolean> =>
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
