import type * as Duration from "effect/Duration"
import type * as Post from "../Post.ts"

/**
 * A creator's public profile. A field is there when it was asked for and
 * TikTok has it.
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
 * What the creator may do now. Guidelines want it asked for each time a form
 * for a post is shown.
 *
 * @category models
 * @since 0.1.0
 */
export interface CreatorInfo {
  /** Lives two hours. */
  readonly avatarUrl?: string | undefined
  /** The handle, without `@`. */
  readonly username?: string | undefined
  /** Has to be shown beside the form. */
  readonly nickname?: string | undefined
  /** The levels this creator may choose from; one this version does not know is kept as it was sent. */
  readonly privacyLevels: ReadonlyArray<Post.PrivacyLevel | (string & {})>
  /** Whether the creator's settings turn it off, as far as TikTok says. */
  readonly commentDisabled: boolean
  readonly duetDisabled: boolean
  readonly stitchDisabled: boolean
  /** Unknown when TikTok does not say. */
  readonly maxVideoDuration?: Duration.Duration | undefined
}
