import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Post from "../Post.ts"

/**
 * What TikTok shows of a video. Cover URLs expire after six hours.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoInfo {
  readonly id: Post.PostId
  /** To the second. */
  readonly createdAt?: DateTime.Utc | undefined
  readonly coverUrl?: string | undefined
  readonly url?: string | undefined
  /** HTML of a player for your own page. It comes from TikTok, so treat it as untrusted markup. */
  readonly embedHtml?: string | undefined
  /** URL of the same player, for an `iframe`. */
  readonly embedUrl?: string | undefined
  readonly description?: string | undefined
  readonly title?: string | undefined
  readonly duration?: Duration.Duration | undefined
  /** Pixels. */
  readonly width?: number | undefined
  /** Pixels. */
  readonly height?: number | undefined
  readonly likeCount?: number | undefined
  readonly commentCount?: number | undefined
  readonly shareCount?: number | undefined
  readonly viewCount?: number | undefined
}

/**
 * One page of a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoPage {
  readonly videos: ReadonlyArray<VideoInfo>
  /** TikTok's cursor for the next page; undefined after the last. */
  readonly next: number | undefined
}
