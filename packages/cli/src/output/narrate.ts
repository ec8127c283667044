import { DateTime } from "effect"
import type { Outcome, Webhook } from "effect-tiktok"
import type { CommandEvent } from "../CommandEvent.ts"
import {
  creatorInfoLines,
  creatorsLines,
  nameOf,
  pendingLines,
  quotaLines,
  videosLines,
  whoAmILines
} from "./accountLines.ts"
import { checkedLines } from "./checkedLines.ts"
import { comparedLines, diagnosedLines, plannedLines } from "./doctorOutput.ts"
import { bytes, type Progress } from "./progress.ts"
import { scheduledLines, scheduleLines, shownLines } from "./scheduleLines.ts"

/** What the user has seen so far. */
export interface State {
  readonly startedAt: number
  /** Bytes that were confirmed before the first one of this run; undefined before it. */
  readonly start: number | undefined
  readonly sent: number
  readonly confirmed: number
  readonly size: number
  readonly status: string | undefined
  readonly resumable: boolean
}

/** What one event adds to the output. */
export interface Output {
  /** Permanent lines. */
  readonly lines: ReadonlyArray<string>
  /** Progress of a running upload. */
  readonly bar?: Progress | undefined
  /** Printed instead of the bar without a terminal, once for every tenth. */
  readonly milestone?: string | undefined
}

export const initial: State = {
  startedAt: 0,
  start: undefined,
  sent: 0,
  confirmed: 0,
  size: 0,
  status: undefined,
  resumable: false
}

/** Turns an event into text. Times are epoch milliseconds. */
export const narrate = (state: State, event: CommandEvent, now: number): readonly [State, Output] => {
  switch (event._tag) {
    case "MockStarted":
      return [state, {
        lines: [`Mock TikTok listens at ${event.url}`, `This command speaks its ${event.contract} API`]
      }]
    case "LoginStarted":
      return [state, { lines: ["Open this page to log in:", event.url] }]
    case "LoggedIn":
      return [state, {
        lines: [
          `Logged in as ${nameOf(event)}${event.profile === undefined ? "" : ` in the profile ${event.profile}`}`,
          `  who granted ${event.scopes.join(", ")}`
        ]
      }]
    case "LoggedOut":
      return [state, { lines: [`Logged out: creator ${event.creator} of the profile ${event.profile}`] }]
    case "WhoAmI":
      return [state, { lines: whoAmILines(event) }]
    case "Creators":
      return [state, { lines: creatorsLines(event) }]
    case "CreatorInfo":
      return [state, { lines: creatorInfoLines(event) }]
    case "Videos":
      return [state, { lines: videosLines(event) }]
    case "PendingPublishes":
      return [state, { lines: pendingLines(event) }]
    case "CancelRequested":
      return [state, {
        lines: [`TikTok was asked to cancel ${event.publishId}. \`tiktok status\` shows whether it did.`]
      }]
    case "QuotaLeft":
      return [state, { lines: quotaLines(event) }]
    case "SchedulerStarted":
      return [state, {
        lines: [
          `Publishes what is due in ${event.file ?? `PostgreSQL, as runner ${event.address ?? ""}`}, until Ctrl+C`
        ]
      }]
    case "ScheduledPost":
      return [state, { lines: scheduledLines(event) }]
    case "Schedule":
      return [state, { lines: scheduleLines(event) }]
    case "ScheduledPostShown":
      return [state, { lines: shownLines(event) }]
    case "WebhookVerified":
      return [state, { lines: ["The webhook is from TikTok:", eventLine(event.event)] }]
    case "WebhookSigned":
      return [state, { lines: [event.header] }]
    case "WebhookListening":
      return [state, { lines: [`Webhooks can be sent to ${event.url}`] }]
    case "WebhookReceived":
      return [state, { lines: [`${eventLine(event.event)}${event.isRepeated ? " (again)" : ""}`] }]
    case "WebhookRefused":
      return [state, { lines: [`Refused: ${event.reason}`] }]
    case "CompletionScript":
      return [state, { lines: [event.script] }]
    case "Diagnosed":
      return [state, { lines: diagnosedLines(event) }]
    case "ComparisonPlanned":
      return [state, { lines: plannedLines(event) }]
    case "ComparisonProgress":
      return [state, { lines: [`${event.done} of ${event.cases} cases`] }]
    case "Compared":
      return [state, { lines: comparedLines(event) }]
    case "Checked":
      return [state, { lines: checkedLines(event) }]
    case "LoginStopped":
      return [state, { lines: ["Interrupted: no creator has logged in. Run `tiktok login` again for a new page."] }]
    case "Warned":
      return [state, { lines: [`Warning: ${event.message}`] }]
    case "Stopped":
      return [state, { lines: stoppedLines(event) }]
    case "Started":
      return [{ ...state, resumable: event.resumable }, {
        lines: [event.file === undefined ? `Resuming "${event.key ?? ""}"` : `Publishing ${event.file}`]
      }]
    case "Planned": {
      const { chunkCount, size } = event.plan
      return [{ ...state, startedAt: now, size }, {
        lines: [`Uploading ${bytes(size)} in ${chunkCount === 1 ? "one chunk" : `${chunkCount} chunks`}`]
      }]
    }
    case "WaitingForRoom":
      return [state, { lines: [`Waits for room under TikTok's limit "${event.limit}" until ${timeOf(event.until)}`] }]
    case "Initialized":
      return [{ ...state, startedAt: now }, { lines: [`TikTok accepted it as ${event.publishId}`] }]
    case "BytesSent": {
      const next = { ...state, start: state.start ?? state.confirmed, sent: event.sent }
      return [next, { lines: [], bar: progressOf(next, now) }]
    }
    case "BytesConfirmed": {
      const next = { ...state, sent: Math.max(state.sent, event.confirmed), confirmed: event.confirmed }
      return event.confirmed < event.size
        ? [next, { lines: [], bar: progressOf(next, now), milestone: milestoneOf(state, next) }]
        : [next, { lines: [`Uploaded ${bytes(event.size)} in ${((now - state.startedAt) / 1000).toFixed(1)} s`] }]
    }
    case "StatusReceived": {
      const { status } = event.report
      return [{ ...state, status }, { lines: status === state.status ? [] : [`TikTok says ${status}`] }]
    }
    case "Finished":
      return [state, { lines: outcomeLines(event.outcome, state.resumable) }]
  }
}

/** The time of day in UTC, to the second. */
const timeOf = (time: DateTime.Utc): string => `${DateTime.formatIso(time).slice(11, 19)} UTC`

/** A webhook event as JSON on one line: who reads it looks for a field. */
const eventLine = (event: Webhook.Event): string => `  ${JSON.stringify(event)}`

const progressOf = ({ confirmed, sent, size, start = 0, startedAt }: State, now: number): Progress => ({
  start,
  confirmed,
  sent,
  size,
  elapsedMillis: now - startedAt
})

const milestoneOf = (before: State, after: State): string | undefined => {
  const tenth = (state: State): number => Math.floor((state.confirmed / state.size) * 10)
  return tenth(after) > tenth(before)
    ? `${bytes(after.confirmed)} of ${bytes(after.size)} confirmed, ${tenth(after) * 10} %`
    : undefined
}

const stoppedLines = (
  { confirmed, publishId, resumable, size }: Extract<CommandEvent, { readonly _tag: "Stopped" }>
): ReadonlyArray<string> => {
  const again = resumable ? "Run the same command again: it goes on from there." : "Run the same command again."
  if (publishId === undefined) return ["Stopped before TikTok accepted the post: nothing was published.", again]
  if (confirmed < size) {
    return [
      `Stopped: TikTok has confirmed ${bytes(confirmed)} of ${bytes(size)} of ${publishId}; nothing was published.`,
      resumable ? again : "Run the same command again: it starts from the beginning."
    ]
  }
  return [
    `Stopped: TikTok has all of ${publishId} and publishes it by itself.`,
    resumable
      ? "Run the same command again: it asks for the outcome and posts nothing twice."
      : "Look at TikTok before you publish again: that would post twice."
  ]
}

const outcomeLines = (outcome: Outcome.Outcome, resumable: boolean): ReadonlyArray<string> => {
  switch (outcome._tag) {
    case "Published":
      return [outcome.url === undefined ? `Published as ${outcome.publishId}` : `Published: ${outcome.url}`]
    case "SentToInbox":
      return ["The draft is in the creator's inbox."]
    case "Failed":
      return [`Failed: ${outcome.failReason}`, outcome.remedy]
    case "StillProcessing":
      return [
        `Still processing (${outcome.status}) as ${outcome.publishId}. ` + (resumable
          ? "Run the same command again: it asks for the outcome and posts nothing twice."
          : "Look at TikTok before you publish again: that would post twice.")
      ]
    case "OutcomeUnknown":
      return [`Outcome unknown: ${outcome.detail}`, outcome.remedy]
  }
}
