import { ScheduledPost } from "effect-tiktok-scheduler"

type State = ScheduledPost.State

/** Every change of state that may happen. */
export const changes: { readonly [From in State]: ReadonlyArray<State> } = {
  Scheduled: ["Scheduled", "Publishing", "Canceled", "Skipped"],
  AwaitingLogin: ["Scheduled", "Publishing", "Canceled", "Skipped"],
  Publishing: [
    "Scheduled",
    "AwaitingLogin",
    "Publishing",
    "Processing",
    "Published",
    "SentToInbox",
    "Failed",
    "NeedsAttention",
    "Unknown"
  ],
  Processing: ["Processing", "Published", "SentToInbox", "Failed", "Unknown"],
  Published: ["Published"],
  SentToInbox: ["Published"],
  Failed: ["Scheduled"],
  NeedsAttention: ["Scheduled", "Canceled"],
  Unknown: ["Published", "Failed"],
  Canceled: ["Canceled"],
  Skipped: ["Scheduled", "Canceled"]
}

/** States that only a person can change. */
export const ended: ReadonlySet<State> = new Set(ScheduledPost.endedStates)
