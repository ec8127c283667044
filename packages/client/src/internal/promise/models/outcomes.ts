import type { KeyInUse, StoreFailed } from "../reasons.ts"
import type { Plan, UploadEvent } from "./uploads.ts"

/** The outcome could not be stored. The next run of the key must find it again. */
interface Beside {
  readonly unsaved?: StoreFailed | KeyInUse | undefined
}

/**
 * How a publish ended.
 *
 * - `Published`: the post is on the profile. `postIds` is empty for a private post, and until a public one is moderated.
 * - `SentToInbox`: the draft is in the creator's inbox.
 * - `Failed`: TikTok gave up on the post.
 * - `StillProcessing`: the deadline passed. Ask for the status later, and do not publish again.
 * - `OutcomeUnknown`: TikTok may or may not have the post, so a person must check.
 *
 * @category outcomes
 * @since 0.1.0
 */
export type Outcome =
  | Beside & {
    readonly _tag: "Published"
    readonly publishId?: string | undefined
    readonly postIds: ReadonlyArray<string>
    readonly url?: string | undefined
  }
  | Beside & { readonly _tag: "SentToInbox"; readonly publishId: string }
  | Beside & {
    readonly _tag: "Failed"
    readonly publishId: string
    /** TikTok's fail reason, unchanged. */
    readonly failReason: string
    readonly remedy: string
  }
  | Beside & {
    readonly _tag: "StillProcessing"
    readonly publishId: string
    /** The last status, in TikTok's words. */
    readonly status: string
  }
  | Beside & { readonly _tag: "OutcomeUnknown"; readonly detail: string; readonly remedy: string }

/**
 * What TikTok knows about a post at one moment.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface StatusReport {
  readonly stage: "Processing" | "SentToInbox" | "Published" | "Failed" | "Unrecognized"
  /** The status in TikTok's words. */
  readonly status: string
  readonly failReason?: string | undefined
  readonly postIds: ReadonlyArray<string>
  readonly url?: string | undefined
  readonly uploadedBytes?: number | undefined
  readonly downloadedBytes?: number | undefined
  readonly createdAt?: Date | undefined
  readonly postedAt?: Date | undefined
}

/**
 * An event of a publish. The last one is `Finished`.
 *
 * @category outcomes
 * @since 0.1.0
 */
export type PublishEvent =
  | { readonly _tag: "Planned"; readonly plan: Plan }
  | {
    readonly _tag: "WaitingForRoom"
    /** Name of the limit, such as `video init`. */
    readonly limit: string
    readonly scope: "creator" | "app"
    readonly until: Date
  }
  | { readonly _tag: "Initialized"; readonly publishId: string }
  | UploadEvent
  | { readonly _tag: "StatusReceived"; readonly report: StatusReport }
  | { readonly _tag: "Finished"; readonly outcome: Outcome }
