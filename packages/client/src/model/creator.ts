import type * as Duration from "effect/Duration"
import type * as Post from "../Post.ts"

/**
 * A creator's public profile. A field is present if it was requested and TikTok
 * has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CreatorProfile {
  readonly creator?: Post.CreatorId | undefined
  /** The same for all apps of one developer. */
  readonly unionId?: string | undefined
  /** The handle, without `@`. */
  readonly username?: string | undefined
  readonly displayName?: string | undefined
  readonly avatarUrl?: string | undefined
  /** 100 pixels. */
  readonly avatarUrl100?: string | undefined
  readonly avatarLargeUrl?: string | undefined
  readonly avatarMediumUrl?: string | undefined
  readonly avatarSmallUrl?: string | undefined
  /** Edge of the avatar, in pixels. */
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
 * What the creator may do now. TikTok's guidelines require a fresh one each time a
 * form for a post is shown.
 *
 * @category models
 * @since 0.1.0
 */
export interface CreatorInfo {
  /** Lives two hours. */
  readonly avatarUrl?: string | undefined
  /** The handle, without `@`. */
  readonly username?: string | undefined
  /** Must be shown beside the form. */
  readonly nickname?: string | undefined
  /** The levels that this creator may choose. A level that this version does not know is unchanged. */
  readonly privacyLevels: ReadonlyArray<Post.PrivacyLevel | (string & {})>
  /** Whether the creator's settings turn comments off. `false` if TikTok does not say. */
  readonly commentDisabled: boolean
  readonly duetDisabled: boolean
  readonly stitchDisabled: boolean
  /** Absent if TikTok does not say. */
  readonly maxVideoDuration?: Duration.Duration | undefined
}
