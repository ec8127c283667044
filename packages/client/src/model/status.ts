import type * as Duration from "effect/Duration"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { type Post, PostId } from "../Post.ts"
import type { CallFailure, InvalidInput } from "../TikTokError.ts"
import type * as Quota from "./quota.ts"
import type { TokenFailure } from "./token.ts"
import type * as Webhook from "./webhookEvent.ts"

/**
 * How far a post is. `Unrecognized` is a status that this version does not know. It
 * is treated like `Processing`.
 *
 * @category models
 * @since 0.1.0
 */
export const Stage = Schema.Literals(["Processing", "SentToInbox", "Published", "Failed", "Unrecognized"])

/**
 * @category models
 * @since 0.1.0
 */
export type Stage = typeof Stage.Type

/**
 * What TikTok knows about a post at one moment.
 *
 * @category models
 * @since 0.1.0
 */
export const StatusReport = Schema.Struct({
  stage: Stage,
  /** The status in TikTok's words. */
  status: Schema.String,
  failReason: Schema.optional(Schema.String),
  postIds: Schema.Array(PostId),
  url: Schema.optional(Schema.String),
  /** Bytes TikTok has received of an upload. */
  uploadedBytes: Schema.optional(Schema.Int),
  /** Bytes TikTok has fetched from a URL. */
  downloadedBytes: Schema.optional(Schema.Int),
  /** To the second. */
  createdAt: Schema.optional(Schema.DateTimeUtc),
  /** To the second. */
  postedAt: Schema.optional(Schema.DateTimeUtc)
})

/**
 * @category models
 * @since 0.1.0
 */
export type StatusReport = typeof StatusReport.Type

/**
 * Why a status call may fail.
 *
 * @category models
 * @since 0.1.0
 */
export type StatusFailure = InvalidInput | CallFailure | TokenFailure | Quota.QuotaFailure

/**
 * How a publish is followed to its outcome.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** What was published. It distinguishes a delivered draft from a post. */
  readonly kind?: Post["_tag"] | undefined
  /**
   * When to ask again. TikTok allows 30 status calls a minute for one creator.
   *
   * @default every 5 seconds
   */
  readonly schedule?: Schedule.Schedule<unknown, StatusReport | undefined> | undefined
  /**
   * How long to ask for the status.
   *
   * @default "10 minutes"
   */
  readonly deadline?: Duration.Input | undefined
  /**
   * Webhooks as a second source, such as `Webhook.Hub`'s. The first source that has
   * the outcome ends the poll loop. Events of other posts are ignored. If the stream
   * fails, the failure is logged and polling continues. If the schedule ends, the
   * stream may still bring the outcome until the deadline.
   *
   * @default none
   */
  readonly webhooks?: Stream.Stream<Webhook.Event, unknown> | undefined
}
