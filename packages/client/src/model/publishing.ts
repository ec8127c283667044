import type * as Duration from "effect/Duration"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import * as Outcome from "../Outcome.ts"
import * as Post from "../Post.ts"
import {
  type InvalidInput,
  type KeyConflict,
  type KeyInUse,
  type MediaUnreadable,
  type Unsupported
} from "../TikTokError.ts"
import type * as Quota from "./quota.ts"
import * as Status from "./status.ts"
import type { TokenFailure } from "./token.ts"
import * as Upload from "./upload.ts"
import type * as Webhook from "./webhookEvent.ts"

/**
 * The upload has a chunk plan. Absent if TikTok fetches the media.
 *
 * @category events
 * @since 0.1.0
 */
export const Planned = Schema.TaggedStruct("Planned", { plan: Upload.Plan })

/**
 * The post waits until one of TikTok's limits has room. If another call takes the room, it waits again.
 *
 * @category events
 * @since 0.1.0
 */
export const WaitingForRoom = Schema.TaggedStruct("WaitingForRoom", {
  /** Name of the limit, such as `video init`. */
  limit: Schema.String,
  /** Whether the limit is for one creator or for the whole app. */
  scope: Schema.Literals(["creator", "app"]),
  until: Schema.DateTimeUtc
})

/**
 * TikTok has accepted the post and given it an id.
 *
 * @category events
 * @since 0.1.0
 */
export const Initialized = Schema.TaggedStruct("Initialized", { publishId: Post.PublishId })

/**
 * TikTok reported the status of the post.
 *
 * @category events
 * @since 0.1.0
 */
export const StatusReceived = Schema.TaggedStruct("StatusReceived", { report: Status.StatusReport })

/**
 * The last event of every publish that does not fail.
 *
 * @category events
 * @since 0.1.0
 */
export const Finished = Schema.TaggedStruct("Finished", { outcome: Outcome.Outcome })

/**
 * Schema for every event of a publish, in this order.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PublishEvent = Schema.Union([
  Planned,
  WaitingForRoom,
  Initialized,
  Upload.BytesSent,
  Upload.BytesConfirmed,
  StatusReceived,
  Finished
])

/**
 * @category events
 * @since 0.1.0
 */
export type PublishEvent = typeof PublishEvent.Type

/**
 * Why a publish may fail. If TikTok gives up on a post, that is not a failure but
 * the outcome `Failed`.
 *
 * @category models
 * @since 0.1.0
 */
export type PublishFailure =
  | InvalidInput
  | MediaUnreadable
  | KeyConflict
  | KeyInUse
  | Unsupported
  | TokenFailure
  | Quota.QuotaFailure
  | Upload.UploadFailure

/**
 * How one post is published: chunks, waiting, and the key that makes it one post.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** Bytes in a chunk. @default one chunk up to 64,000,000 bytes, 10,000,000 above */
  readonly chunkSize?: number | undefined
  /** When to ask for the status. @default every 5 seconds */
  readonly schedule?: Schedule.Schedule<unknown, Status.StatusReport | undefined> | undefined
  /**
   * How long to go on without progress: from the start of the run, and again from each chunk that TikTok confirms. The
   * last one starts the wait for the outcome. No retry and no wait ends later, and one call may still end.
   *
   * @default "10 minutes", less the time that earlier runs of the same key have used, with at least one status call
   */
  readonly deadline?: Duration.Input | undefined
  /**
   * The caller's name for this post: text that is not empty and has no lone surrogates. With it, the publish survives a
   * crash: the same key and the same request resume where the last run ended, or return the known outcome. A second
   * publish waits one minute for the first, and then fails with `KeyInUse`.
   *
   * @default none: an interrupted publish cannot be resumed
   */
  readonly key?: string | undefined
  /** Webhooks as a second source of the outcome, such as `Webhook.Hub`'s. @default none */
  readonly webhooks?: Stream.Stream<Webhook.Event, unknown> | undefined
}

/**
 * A video whose bytes another program has, such as a page.
 *
 * @category models
 * @since 0.1.0
 */
export type HandoutPost = (Omit<Post.Video, "media"> | Omit<Post.VideoDraft, "media">) & {
  /** Bytes. */
  readonly size: number
}

/**
 * An upload that another program performs, without any token of the creator or the
 * app. As JSON it is what `effect-tiktok/upload` takes.
 *
 * @category models
 * @since 0.1.0
 */
export const Handout = Schema.Struct({
  /** Name of the contract. */
  contract: Schema.String,
  publishId: Post.PublishId,
  /** Whoever has it can upload this one video. */
  uploadUrl: Schema.RedactedFromValue(Schema.String),
  plan: Upload.Plan,
  /** When TikTok no longer takes bytes. */
  expiresAt: Schema.DateTimeUtcFromMillis
})

/**
 * @category models
 * @since 0.1.0
 */
export type Handout = typeof Handout.Type

/**
 * Options for a publish that resumes from its checkpoint.
 *
 * @category options
 * @since 0.1.0
 */
export type ResumeOptions = Omit<Options, "key" | "chunkSize">
