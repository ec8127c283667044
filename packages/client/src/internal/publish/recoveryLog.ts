import * as Effect from "effect/Effect"
import type * as Recovery from "../../Recovery.ts"

/**
 * Logs one line for each unfinished publish.
 *
 * @internal
 */
export const logReport = (report: Recovery.Report): Effect.Effect<void> => {
  switch (report._tag) {
    case "Ended":
      return Effect.logInfo(`publish ${report.pending.key} ended as ${report.outcome._tag}`)
    case "Postponed":
      return Effect.logInfo(`publish ${report.pending.key} resumes later: ${report.error.message}`)
    case "Refused":
      return Effect.logWarning(`publish ${report.pending.key} was refused: ${report.error.message}`)
    case "Stuck":
      return Effect.logError(`publish ${report.pending.key} is stuck: ${report.error.message}`)
    case "NeedsPerson":
      return Effect.logWarning(`publish ${report.key} needs a person: ${report.remedy}`)
    case "NeedsMedia":
      return Effect.logWarning(`publish ${report.key} needs its media, which only an ended process had`)
    case "Unreadable":
      return Effect.logError(`publish ${report.key} cannot be read: ${report.because.message}`)
  }
}
