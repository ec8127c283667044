import type { Retry } from "../../reasons/reason.ts"

/** @internal */
export interface FailRow {
  readonly failReason: string
  /** What happened, in one phrase. */
  readonly what: string
  readonly scope: "request" | "creator" | "app"
  readonly retry: Retry
  readonly remedy: string
  /** Where it is documented. Section 8 of tiktok-live by default. */
  readonly source?: string | undefined
}

const media = (failReason: string, what: string, remedy: string): FailRow => ({
  failReason,
  what,
  scope: "request",
  retry: "never",
  remedy
})

/**
 * Every documented fail reason (tiktok-live, section 8; the catalog has one of its
 * own). `retry` says whether publishing the same post again may help.
 *
 * @internal
 */
export const failRows: ReadonlyArray<FailRow> = [
  {
    ...media(
      "Unsupported video codec",
      "the video is in no codec TikTok takes",
      "Convert the video to MP4 with H.264 and publish again."
    ),
    source: "endpoint catalog, section 7"
  },
  media(
    "file_format_check_failed",
    "the file is in no format TikTok takes",
    "Convert the video to MP4 with H.264 and publish again."
  ),
  media(
    "duration_check_failed",
    "the video is too long for this creator, or too short",
    "Cut the video to the longest duration that creator info gives."
  ),
  media(
    "frame_rate_check_failed",
    "the frame rate is not 23 to 60 frames a second",
    "Convert the video to 23 to 60 frames a second, 30 for choice."
  ),
  media(
    "picture_size_check_failed",
    "a picture is larger or smaller than TikTok takes",
    "Scale videos to 360 to 4096 pixels a side, photos to at most 1080p."
  ),
  { failReason: "internal", what: "TikTok failed", scope: "request", retry: "transient", remedy: "Publish again." },
  {
    failReason: "video_pull_failed",
    what: "TikTok could not download the video",
    scope: "request",
    retry: "transient",
    remedy: "Check that the URL answers without a redirect and stays reachable for an hour, then publish again."
  },
  {
    failReason: "photo_pull_failed",
    what: "TikTok could not download a photo",
    scope: "request",
    retry: "transient",
    remedy: "Check that every URL answers a JPEG or WebP without a redirect, then publish again."
  },
  {
    failReason: "publish_cancelled",
    what: "the publish was canceled",
    scope: "request",
    retry: "never",
    remedy: "Nothing is wrong; publish again if the post is wanted after all."
  },
  {
    failReason: "auth_removed",
    what: "the creator withdrew the app's access",
    scope: "creator",
    retry: "never",
    remedy: "Send the creator through the login again."
  },
  {
    failReason: "spam_risk_too_many_posts",
    what: "the creator's daily posts through the API are used up",
    scope: "creator",
    retry: "later",
    remedy: "Publish tomorrow, or let the creator post in the TikTok app."
  },
  {
    failReason: "spam_risk_user_banned_from_posting",
    what: "the creator may not post",
    scope: "creator",
    retry: "never",
    remedy: "Stop posting for this creator; only TikTok's support can lift the ban."
  },
  media(
    "spam_risk_text",
    "TikTok takes the text for spam",
    "Rewrite the caption: fewer links, tags and repetitions."
  ),
  media("spam_risk", "TikTok takes the post for spam", "Do not repeat the post; look at what TikTok may object to.")
]

/** @internal */
export const failRow = (failReason: string | undefined): FailRow | undefined =>
  failRows.find((row) => row.failReason === failReason)

/**
 * The remedy for a failed post.
 *
 * @internal
 */
export const remedyOf = (failReason: string | undefined): string =>
  failRow(failReason)?.remedy ??
    "Correct what TikTok's reason names, in the media or in the settings, and publish again."
