import type * as Outcome from "effect-tiktok/Outcome"
import * as Struct from "effect/Struct"
import { endedStates, type State } from "../ScheduledPost.ts"
import type { Row } from "./row.ts"

/** Nothing happens to these by itself. @internal */
export const isEnded = (state: State): boolean => endedStates.some((ended) => ended === state)

/** The row of a post with an outcome. A post that TikTok still processes is polled again; days after it was first seen so, it is `Unknown`. @internal */
export const ofOutcome = (row: Row, outcome: Outcome.Outcome, now: number): Partial<Row> => {
  const { triedSince } = row.detail
  const detail = Struct.omit(row.detail, ["begun", "problem", "triedSince", "waits"])
  const publishId = outcome._tag === "OutcomeUnknown" ? row.publishId : outcome.publishId ?? row.publishId
  const ended = { publishId, wakeAt: undefined, endedAt: now }
  switch (outcome._tag) {
    case "Published":
      return { ...ended, state: "Published", detail: { ...detail, outcome } }
    case "SentToInbox":
      return { ...ended, state: "SentToInbox", detail: { ...detail, outcome } }
    case "Failed": {
      const { failReason, remedy } = outcome
      const problem = { reason: "Failed", rule: failReason, remedy }
      return { ...ended, state: "Failed", detail: { ...detail, outcome, problem } }
    }
    case "OutcomeUnknown": {
      const problem = { reason: "OutcomeUnknown", rule: outcome.detail, remedy: outcome.remedy }
      return { ...ended, state: "Unknown", detail: { ...detail, begun: true, outcome, problem } }
    }
    case "StillProcessing": {
      const since = row.state === "Processing" ? triedSince ?? now : now
      if (now - since > longest) {
        const problem = { reason: "StillProcessing", rule: `the status is still ${outcome.status}`, remedy: lookRemedy }
        return { ...ended, state: "Unknown", detail: { ...detail, begun: true, outcome, problem } }
      }
      return {
        publishId,
        state: "Processing",
        wakeAt: now + Math.min(Math.max(now - since, minute), 30 * minute),
        detail: { ...detail, begun: true, outcome, triedSince: since }
      }
    }
  }
}

/** @internal */
export const lookRemedy = "Look for the post in TikTok, and settle it as Published or NotPublished."

const minute = 60_000

/** How long a post may be processed, in milliseconds. TikTok says that moderation takes hours at most. @internal */
export const longest = 3 * 24 * 60 * minute
