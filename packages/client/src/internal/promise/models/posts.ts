import type { Media } from "./media.ts"

/**
 * Who may see a post. There is no default: TikTok wants the creator to choose.
 *
 * @category posts
 * @since 0.1.0
 */
export type PrivacyLevel = "PUBLIC_TO_EVERYONE" | "MUTUAL_FOLLOW_FRIENDS" | "FOLLOWER_OF_CREATOR" | "SELF_ONLY"

/**
 * A video for the creator's profile.
 *
 * @category posts
 * @since 0.1.0
 */
export interface Video {
  readonly _tag: "Video"
  readonly media: Media
  readonly privacyLevel: PrivacyLevel
  /** Caption; at most 2,200 UTF-16 units. */
  readonly title?: string | undefined
  readonly disableComment?: boolean | undefined
  readonly disableDuet?: boolean | undefined
  readonly disableStitch?: boolean | undefined
  /** Position of the frame that becomes the cover, in milliseconds. */
  readonly coverTimestamp?: number | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * A video for the creator's inbox, where the creator finishes and posts it.
 *
 * @category posts
 * @since 0.1.0
 */
export interface VideoDraft {
  readonly _tag: "VideoDraft"
  readonly media: Media
}

/**
 * Photos for the creator's profile.
 *
 * @category posts
 * @since 0.1.0
 */
export interface Photos {
  readonly _tag: "Photos"
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
  readonly autoAddMusic?: boolean | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * Photos for the creator's inbox.
 *
 * @category posts
 * @since 0.1.0
 */
export interface PhotosDraft {
  readonly _tag: "PhotosDraft"
  readonly images: ReadonlyArray<string | URL>
  readonly coverIndex?: number | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
}

/**
 * Anything `publisher` can publish.
 *
 * @category posts
 * @since 0.1.0
 */
export type Post = Video | VideoDraft | Photos | PhotosDraft
