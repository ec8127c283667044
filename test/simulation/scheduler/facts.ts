import type { ScheduledPost } from "effect-tiktok-scheduler"
import type { MadeJob } from "../../chaos/media.ts"
import type { ScheduledJob } from "./plan.ts"

/** A post with its file. */
export type MadeScheduledJob = ScheduledJob & MadeJob

/** What people know and have done, by the keys of posts. */
export interface People {
  /** Posts whose storing was confirmed. */
  readonly stored: Map<string, ScheduledPost.ScheduledPostId>
  /** Posts whose cancellation was confirmed. */
  readonly canceled: Set<string>
  /** Posts that a person may have changed. They come later by right. */
  readonly touched: Set<string>
  /** Posts with which a person has done what was planned. */
  readonly acted: Set<string>
  /** Posts with an unknown outcome that a person has found at TikTok. */
  readonly found: Set<string>
  /** Creators that have logged in again, whose posts are to be resumed. */
  readonly loggedIn: Set<string>
}

/** People who have done nothing. */
export const makePeople = (): People => ({
  stored: new Map(),
  canceled: new Set(),
  touched: new Set(),
  acted: new Set(),
  found: new Set(),
  loggedIn: new Set()
})
