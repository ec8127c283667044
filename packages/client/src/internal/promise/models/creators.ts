import type { PrivacyLevel } from "./posts.ts"

/**
 * A creator's public profile. A field is present if it was requested and TikTok has it.
 *
 * @category creators
 * @since 0.1.0
 */
export interface CreatorProfile {
  readonly creator?: string | undefined
  readonly unionId?: string | undefined
  /** The handle, without `@`. */
  readonly username?: string | undefined
  readonly displayName?: string | undefined
  readonly avatarUrl?: string | undefined
  readonly avatarUrl100?: string | undefined
  readonly avatarLargeUrl?: string | undefined
  readonly avatarMediumUrl?: string | undefined
  readonly avatarSmallUrl?: string | undefined
  readonly avatarSize?: number | undefined
  readonly isVerified?: boolean | undefined
  readonly bio?: string | undefined
  readonly bioLink?: string | undefined
  readonly profileUrl?: string | undefined
  readonly followerCount?: number | undefined
  readonly followingCount?: number | undefined
  readonly videoCount?: number | undefined
  readonly likeCount?: number | undefined
}

/**
 * What a creator may do now. Fetch it anew each time a form for a post is shown.
 *
 * @category creators
 * @since 0.1.0
 */
export interface CreatorInfo {
  readonly avatarUrl?: string | undefined
  readonly username?: string | undefined
  /** Must be shown beside the form. */
  readonly nickname?: string | undefined
  readonly privacyLevels: ReadonlyArray<PrivacyLevel | (string & {})>
  readonly commentDisabled: boolean
  readonly duetDisabled: boolean
  readonly stitchDisabled: boolean
  /** Milliseconds. */
  readonly maxVideoDuration?: number | undefined
}

/**
 * What TikTok shows of a video.
 *
 * @category creators
 * @since 0.1.0
 */
export interface VideoInfo {
  readonly id: string
  readonly createdAt?: Date | undefined
  readonly coverUrl?: string | undefined
  readonly url?: string | undefined
  /** Treat it as untrusted markup. */
  readonly embedHtml?: string | undefined
  readonly embedUrl?: string | undefined
  readonly description?: string | undefined
  readonly title?: string | undefined
  /** Milliseconds. */
  readonly duration?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly likeCount?: number | undefined
  readonly commentCount?: number | undefined
  readonly shareCount?: number | undefined
  readonly viewCount?: number | undefined
}
