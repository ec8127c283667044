import { DateTime } from "effect"
import type { Outcome } from "effect-tiktok"
import { checkedLines } from "./checkedLines.ts"
import type { CommandEvent } from "./CommandEvent.ts"
import { bytes, type Progress } from "./progress.ts"

/** What the user has seen so far. */
export interface State {
  readonly startedAt: number
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

export const initial: State = { startedAt: 0, sent: 0, confirmed: 0, size: 0, status: undefined, resumable: false }

/** Turns an event into text. Times are epoch milliseconds. */
export const narrate = (state: State, event: CommandEvent, now: number): readonly [State, Output] => {
  switch (event._tag) {
    case "MockStarted":
      return [state, { lines: [`Mock TikTok listens at ${event.url}`] }]
    case "LoginStarted":
      return [state, { lines: ["Open this page to log in:", event.url] }]
    case "LoggedIn":
      return [state, { lines: [`Logged in as creator ${event.creator}, who granted ${event.scopes.join(", ")}`] }]
    case "Checked":
      return [state, { lines: checkedLines(event) }]
    case "LoginStopped":
      return [state, { lines: ["Interrupted: no creator has logged in. Run `tiktok login` again for a new page."] }]
    case "Warned":
      return [state, { lines: [`Warning: ${event.message}`] }]
    case "Stopped":
      return [state, { lines: stoppedLines(event) }]
    case "Started":
      return [{ ...state, resumable: event.resumable }, { lines: [`Publishing ${event.file}`] }]
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
      const next = { ...state, sent: event.sent }
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

const progressOf = ({ confirmed, sent, size, startedAt }: State, now: number): Progress => ({
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
