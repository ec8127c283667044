import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { State } from "../ScheduledPost.ts"

const ended = Metric.counter("tiktok_scheduler_ended_total", {
  description: "Posts that came into a state that only a person can change, by state.",
  incremental: true
})

const begun = Metric.counter("tiktok_scheduler_begun_total", {
  description: "Attempts to publish a post.",
  incremental: true
})

const lateness = Metric.histogram("tiktok_scheduler_lateness_seconds", {
  description: "Seconds from the time that a post was planned for until a runner began it for the first time.",
  boundaries: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400]
})

const due = Metric.gauge("tiktok_scheduler_due", { description: "Posts whose time has come and that have not begun." })

const late = Metric.gauge("tiktok_scheduler_late", { description: "Due posts beyond the option lateAfter." })

/** @internal */
export const onBegun = (millisLate: number | undefined): Effect.Effect<void> =>
  Effect.andThen(
    Metric.update(begun, 1),
    millisLate === undefined ? Effect.void : Metric.update(lateness, Math.max(0, millisLate) / 1000)
  )

/** @internal */
export const onEnded = (state: State): Effect.Effect<void> => Metric.update(Metric.withAttributes(ended, { state }), 1)

/** @internal */
export const onCounted = (counts: { readonly due: number; readonly late: number }): Effect.Effect<void> =>
  Effect.andThen(Metric.update(due, counts.due), Metric.update(late, counts.late))
