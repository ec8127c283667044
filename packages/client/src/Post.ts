/**
 * What a post says, and who may see it.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type * as Media from "./Media.ts"

// -----------------------------------------------------------------------------
// identifiers
// -----------------------------------------------------------------------------

/**
 * TikTok's identifier of a creator for one app (`open_id`).
 *
 * @category identifiers
 * @since 0.1.0
 */
export const CreatorId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/CreatorId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type CreatorId = typeof CreatorId.Type

/**
 * TikTok's identifier of a publish that it accepted.
 *
 * @category identifiers
 * @since 0.1.0
 */
export const PublishId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/PublishId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type PublishId = typeof PublishId.Type

/**
 * TikTok's identifier of a public post: some 19 digits, beyond what a
 * JavaScript number can hold, so it is a string.
 *
 * @category identifiers
 * @since 0.1.0
 */
export const PostId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/PostId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type PostId = typeof PostId.Type

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Who may see a post. There is no default: TikTok's guidelines want the
 * creator to choose (tiktok-live, section 13).
 *
 * @category models
 * @since 0.1.0
 */
export const PrivacyLevel = Schema.Literals([
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY"
])

/**
 * @category models
 * @since 0.1.0
 */
export type PrivacyLevel = typeof PrivacyLevel.Type

/**
 * Settings that TikTok ignores here. They do not type-check, not even through a
 * variable.
 *
 * @category models
 * @since 0.1.0
 */
export type Ignored<Setting extends PropertyKey> = { readonly [Key in Setting]?: undefined }

/**
 * Settings of a video that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoOptions extends Ignored<"description" | "coverIndex" | "autoAddMusic"> {
  readonly media: Media.Video
  readonly privacyLevel: PrivacyLevel
  /** Caption with `#tags` and `@mentions`; at most 2,200 UTF-16 units. */
  readonly title?: string | undefined
  readonly disableComment?: boolean | undefined
  readonly disableDuet?: boolean | undefined
  readonly disableStitch?: boolean | undefined
  /** Position of the frame that becomes the cover. */
  readonly coverTimestamp?: Duration.Input | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * A video that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface Video extends VideoOptions {
  readonly _tag: "Video"
}

/**
 * Settings of a video that goes to the creator's inbox: none but the media.
 * Caption and privacy are chosen there.
 *
 * @category models
 * @since 0.1.0
 */
export type VideoDraftOptions = Pick<VideoOptions, "media"> & Ignored<Exclude<keyof VideoOptions, "media">>

/**
 * A video that goes to the creator's inbox, where the creator finishes and
 * posts it.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoDraft extends VideoDraftOptions {
  readonly _tag: "VideoDraft"
}

/**
 * Settings of a photo post that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface PhotosOptions extends Ignored<"coverTimestamp" | "disableDuet" | "disableStitch"> {
  /** 1 to 35 https URLs on a domain or prefix that is verified for the app. */
  readonly images: ReadonlyArray<string | URL>
  /** Zero-based. @default 0 */
  readonly coverIndex?: number | undefined
  readonly privacyLevel: PrivacyLevel
  /** At most 90 UTF-16 units. */
  readonly title?: string | undefined
  /** At most 4,000 UTF-16 units. */
  readonly description?: string | undefined
  readonly disableComment?: boolean | undefined
  /** Lets TikTok choose music; the creator may change it later. */
  readonly autoAddMusic?: boolean | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * Photos that go straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface Photos extends PhotosOptions {
  readonly _tag: "Photos"
}

/**
 * Settings of photos that go to the creator's inbox. Everything else is chosen
 * there.
 *
 * @category models
 * @since 0.1.0
 */
export type PhotosDraftOptions =
  & Pick<PhotosOptions, PhotosDraftSetting>
  & Ignored<Exclude<keyof PhotosOptions, PhotosDraftSetting>>

/**
 * Photos that go to the creator's inbox, where the creator finishes and posts
 * them.
 *
 * @category models
 * @since 0.1.0
 */
export interface PhotosDraft extends PhotosDraftOptions {
  readonly _tag: "PhotosDraft"
}

/**
 * Anything `Publisher` can publish.
 *
 * @category models
 * @since 0.1.0
 */
export type Post = Video | VideoDraft | Photos | PhotosDraft

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * A video for the creator's profile.
 *
 * @category constructors
 * @since 0.1.0
 */
export const video = (options: VideoOptions): Video => ({ ...options, _tag: "Video" })

/**
 * A video for the creator's inbox. It takes no caption and no privacy level:
 * TikTok ignores them there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const videoDraft = (options: VideoDraftOptions): VideoDraft => ({
  media: options?.media,
  _tag: "VideoDraft"
})

/**
 * Photos for the creator's profile.
 *
 * @category constructors
 * @since 0.1.0
 */
export const photos = (options: PhotosOptions): Photos => ({ ...options, _tag: "Photos" })

/**
 * Photos for the creator's inbox.
 *
 * @category constructors
 * @since 0.1.0
 */
export const photosDraft = (options: PhotosDraftOptions): PhotosDraft => ({ ...options, _tag: "PhotosDraft" })

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

type PhotosDraftSetting = "images" | "coverIndex" | "title" | "description"
