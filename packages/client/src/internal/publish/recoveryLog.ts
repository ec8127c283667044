import * as Effect from "effect/Effect"
import type * as Recovery from "../../Recovery.ts"

/**
 * One line in the log for each publish that was left behind.
 *
 * @internal
 */
export const logReport = (report: Recovery.Report): Effect.Effect<void> => {
  switch (report._tag) {
    case "Ended":
      return Effect.logInfo(`publish ${report.pending.key} ended as ${report.outcome._tag}`)
    case "Postponed":
      return Effect.logInfo(`publish ${report.pending.key} goes on later: ${report.error.message}`)
    case "Refused":
      return Effect.logWarning(`publish ${report.pending.key} was refused: ${report.error.message}`)
    case "Stuck":
      return Effect.logError(`publish ${report.pending.key} cannot go on: ${report.error.message}`)
    case "NeedsPerson":
      return Effect.logWarning(`publish ${report.key} waits for a person: ${report.remedy}`)
    case "NeedsMedia":
      return Effect.logWarning(`publish ${report.key} waits for its bytes, which no other process has`)
    case "Unreadable":
      return Effect.logError(`publish ${report.key} cannot be read: ${report.because.message}`)
  }
}
