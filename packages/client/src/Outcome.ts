/**
 * How a publish ends.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { PostId, PublishId } from "./Post.ts"
import { KeyInUse, StoreFailed } from "./TikTokError.ts"

/**
 * Why the checkpoint store lacks the outcome: it failed, or another publish has
 * taken the key.
 *
 * @category models
 * @since 0.1.0
 */
export const Unsaved = Schema.Union([StoreFailed, KeyInUse])

/**
 * @category models
 * @since 0.1.0
 */
export type Unsaved = typeof Unsaved.Type

const beside = {
  /** The outcome could not be stored. The next run of the key must find it again. */
  unsaved: Schema.optional(Unsaved)
}

/**
 * The post is on the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export const Published = Schema.TaggedStruct("Published", {
  /** Absent if TikTok's response was lost and the post was found among the creator's videos. */
  publishId: Schema.optional(PublishId),
  /** Empty for a private post, and until a public post has passed moderation. */
  postIds: Schema.Array(PostId),
  /** Where the post can be seen, when TikTok says so. */
  url: Schema.optional(Schema.String),
  ...beside
})

/**
 * The draft is in the creator's inbox. The creator decides whether to post it.
 *
 * @category models
 * @since 0.1.0
 */
export const SentToInbox = Schema.TaggedStruct("SentToInbox", { publishId: PublishId, ...beside })

/**
 * TikTok gave up on the post.
 *
 * @category models
 * @since 0.1.0
 */
export const Failed = Schema.TaggedStruct("Failed", {
  publishId: PublishId,
  /** TikTok's fail reason, unchanged. */
  failReason: Schema.String,
  /** One sentence on what a person can do about it. */
  remedy: Schema.String,
  ...beside
})

/**
 * The deadline passed before the outcome was known. Ask for the status later, with
 * the publish id. Do not publish again: that would post twice.
 *
 * @category models
 * @since 0.1.0
 */
export const StillProcessing = Schema.TaggedStruct("StillProcessing", {
  publishId: PublishId,
  /** The last status, in TikTok's words. */
  status: Schema.String,
  ...beside
})

/**
 * TikTok may or may not have accepted the post, because its response was lost. To
 * publish again could post twice, so a person must check. `Publisher.resume` looks
 * again: among the creator's videos, or at the status of an upload whose URL has
 * expired. To publish again under the same key, free it with `Checkpoint.free`.
 *
 * @category models
 * @since 0.1.0
 */
export const OutcomeUnknown = Schema.TaggedStruct("OutcomeUnknown", {
  /** What happened to the response. */
  detail: Schema.String,
  /** One sentence on what to check before publishing again. */
  remedy: Schema.String,
  ...beside
})

/**
 * @category models
 * @since 0.1.0
 */
export type OutcomeUnknown = typeof OutcomeUnknown.Type

/**
 * Schema for every outcome.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Outcome = Schema.Union([Published, SentToInbox, Failed, StillProcessing, OutcomeUnknown])

/**
 * How a publish ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome = typeof Outcome.Type
