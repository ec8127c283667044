import * as Schema from "effect/Schema"
import { CreatorId, PostId, PublishId } from "../Post.ts"

const common = {
  /** The app that the event is for. */
  clientKey: Schema.optional(Schema.String),
  /** To the second. */
  createdAt: Schema.optional(Schema.DateTimeUtc)
}

const ofCreator = { ...common, creator: Schema.optional(CreatorId) }

const ofPublish = {
  ...ofCreator,
  publishId: PublishId,
  /** TikTok's name, such as `DIRECT_PUBLISH` or `INBOX_SHARE`. */
  publishType: Schema.optional(Schema.String)
}

const ofPost = { ...ofPublish, postId: Schema.optional(PostId) }

/**
 * TikTok gave up on a post (`post.publish.failed`).
 *
 * @category events
 * @since 0.1.0
 */
export const PublishFailed = Schema.TaggedStruct("PublishFailed", {
  ...ofPublish,
  /** In TikTok's words; `ErrorCatalog.failReasons` explains the documented ones. */
  failReason: Schema.optional(Schema.String)
})

/**
 * A post is on the creator's profile (`post.publish.complete`). A draft that
 * the creator posts several times causes as many of these.
 *
 * @category events
 * @since 0.1.0
 */
export const PublishCompleted = Schema.TaggedStruct("PublishCompleted", ofPublish)

/**
 * A draft is in the creator's inbox (`post.publish.inbox_delivered`).
 *
 * @category events
 * @since 0.1.0
 */
export const InboxDelivered = Schema.TaggedStruct("InboxDelivered", ofPublish)

/**
 * A public post has passed moderation (`post.publish.publicly_available`).
 *
 * @category events
 * @since 0.1.0
 */
export const PubliclyAvailable = Schema.TaggedStruct("PubliclyAvailable", ofPost)

/**
 * A post is no longer public
 * (`post.publish.no_longer_publicaly_available`, in TikTok's spelling).
 *
 * @category events
 * @since 0.1.0
 */
export const NoLongerAvailable = Schema.TaggedStruct("NoLongerAvailable", ofPost)

/**
 * Why an app has lost a creator. `Unrecognized` is a reason this version does
 * not know.
 *
 * @category models
 * @since 0.1.0
 */
export const RemovalReason = Schema.Literals([
  "Unknown",
  "UserDisconnected",
  "AccountDeleted",
  "AgeChanged",
  "AccountBanned",
  "DeveloperRevoked",
  "Unrecognized"
])

/**
 * @category models
 * @since 0.1.0
 */
export type RemovalReason = typeof RemovalReason.Type

/**
 * The app may no longer act for the creator. The tokens are already invalid
 * (`authorization.removed`).
 *
 * @category events
 * @since 0.1.0
 */
export const AuthorizationRemoved = Schema.TaggedStruct("AuthorizationRemoved", {
  ...common,
  creator: CreatorId,
  reason: RemovalReason,
  /** TikTok's number for the reason. */
  code: Schema.optional(Schema.String)
})

/**
 * An upload through the older Video Kit failed (`video.upload.failed`).
 *
 * @category events
 * @since 0.1.0
 */
export const VideoUploadFailed = Schema.TaggedStruct("VideoUploadFailed", { ...ofCreator, shareId: Schema.String })

/**
 * A video of the older Video Kit was posted (`video.publish.completed`).
 *
 * @category events
 * @since 0.1.0
 */
export const VideoPublishCompleted = Schema.TaggedStruct("VideoPublishCompleted", {
  ...ofCreator,
  shareId: Schema.String
})

/**
 * An archive of a creator's data can be downloaded
 * (`portability.download.ready`). The event does not name the creator.
 *
 * @category events
 * @since 0.1.0
 */
export const PortabilityDownloadReady = Schema.TaggedStruct("PortabilityDownloadReady", {
  ...common,
  requestId: Schema.String
})

/**
 * An event that this version does not know, or cannot read.
 *
 * @category events
 * @since 0.1.0
 */
export const Unrecognized = Schema.TaggedStruct("Unrecognized", {
  ...ofCreator,
  /** Its name, in TikTok's words. */
  event: Schema.String,
  /** The inner JSON as it was sent. */
  content: Schema.String,
  /** Why it cannot be read, such as `content.publish_id is missing`. */
  because: Schema.String
})

/**
 * Schema for every event.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Event = Schema.Union([
  PublishFailed,
  PublishCompleted,
  InboxDelivered,
  PubliclyAvailable,
  NoLongerAvailable,
  AuthorizationRemoved,
  VideoUploadFailed,
  VideoPublishCompleted,
  PortabilityDownloadReady,
  Unrecognized
])

/**
 * What a webhook says (tiktok-live, section 9).
 *
 * @category events
 * @since 0.1.0
 */
export type Event = typeof Event.Type
