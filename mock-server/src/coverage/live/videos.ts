import { documentedBounds, MAX_CHUNKS } from "../../engine/chunkBounds.ts"
import { documentedLimits as limits } from "../../engine/documentedLimits.ts"
import { assumed, type Behavior, behaviorsOf, cases, file, reported, untested } from "../Behavior.ts"
import { reports, tiktok } from "../pages.ts"

const { maxChunkMegabytes, maxVideoGigabytes, minChunkMegabytes } = documentedBounds
const maxChunks = MAX_CHUNKS.toLocaleString("en-US")

const of = behaviorsOf("live")

/** The behaviors of the live contract about inits of videos. */
export const videosBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "initVideo",
    [
      "Accepts FILE_UPLOAD and PULL_FROM_URL; only the first gets an upload_url.",
      tiktok.directPost("Response"),
      cases("video-init/response", "video-pull/response", "flow/video-in-one-chunk", "flow/pulled-video")
    ],
    [
      "Requires source_info with each field of its source.",
      tiktok.directPost("source_info"),
      cases(
        "video-init/source_info",
        "video-init/source",
        "video-init/video_size",
        "video-init/chunk_size",
        "video-init/total_chunk_count",
        "video-pull/video_url"
      )
    ],
    [
      "Requires a privacy level that the creator's account offers.",
      tiktok.directPost("post_info.privacy_level"),
      cases("video-init/privacy_level", "video-init/level", "video-init/post_info")
    ],
    [
      "Accepts the optional interactions, cover, brand toggles and is_aigc.",
      tiktok.directPost("post_info"),
      cases(
        "video-init/full-sample",
        "video-init/disable_duet",
        "video-init/disable_stitch",
        "video-init/disable_comment",
        "video-init/brand_content_toggle",
        "video-init/brand_organic_toggle",
        "video-init/is_aigc",
        "video-init/toggles",
        "video-init/video_cover_timestamp_ms"
      )
    ],
    [
      "Turns interactions off where the creator's account does.",
      tiktok.directPost("disable_duet, disable_stitch, disable_comment"),
      cases("video-init/interactions")
    ],
    ["Ignores an unknown field.", assumed("No page documents a refusal"), cases("video-init/unknown-field")],
    [
      "Refuses an app that is not audited unless account and post are private.",
      tiktok.guidelines("Unaudited clients"),
      cases("video-init/account/unaudited", "video-init/account/unaudited-private", "video-init/level/unaudited")
    ],
    [
      "Counts a sandbox as an app that is not audited.",
      tiktok.sandbox("No public videos"),
      cases("video-init/account/sandbox")
    ],
    [
      "Refuses SELF_ONLY for a public account of an app that is not audited.",
      reports.privateAccount,
      cases("video-init/level/unaudited/self")
    ],
    [
      "Accepts a caption of 2,200 UTF-16 units, or none.",
      tiktok.directPost("post_info.title"),
      cases("video-init/title")
    ],
    [
      "Merges the remainder into the last chunk: the count is floor(size / chunk_size).",
      tiktok.transfer("Chunks"),
      cases("chunk-plan", "flow/video-in-chunks")
    ],
    [
      `Accepts chunks of ${minChunkMegabytes} to ${maxChunkMegabytes} MB, at most ${maxChunks}, and a single one as large as the video.`,
      tiktok.transfer("Chunks"),
      cases(
        "chunk-plan/smallest-chunk",
        "chunk-plan/largest-chunk",
        "chunk-plan/last-chunk-128-mb",
        "chunk-plan/chunk-too-small",
        "chunk-plan/chunk-too-large",
        "chunk-plan/below-minimum",
        "chunk-plan/single-64-mb",
        "chunk-plan/single-too-large"
      )
    ],
    [
      "Refuses a single chunk whose chunk_size is not the video's size.",
      reports.singleChunk,
      cases("chunk-plan/single-not-whole", "chunk-plan/single-larger")
    ],
    [
      `Accepts videos of at most ${maxVideoGigabytes} GB.`,
      tiktok.transfer("Media restrictions"),
      cases("chunk-plan/4-gb", "chunk-plan/video-too-large")
    ],
    [
      "Pulls only from verified domains and prefixes, over https.",
      tiktok.transfer("URL ownership"),
      cases("video-pull/video_url", "video-pull/ownership")
    ],
    [
      "Verifies domains, and prefixes that end with a slash and name no IP address, except of this machine.",
      tiktok.transfer("URL ownership"),
      file("wire/publish.test.ts")
    ],
    [
      "Downloads only from this machine: any other pull takes a second and brings a file that is fine.",
      assumed("Tests have no network; faults make pulls fail"),
      file("media/pulls.test.ts")
    ],
    [
      "Pulls over http from this machine.",
      assumed("A developer's server has no certificate"),
      file("media/pulls.test.ts")
    ],
    [
      "Follows no redirect of a pull, and ends it after an hour: video_pull_failed.",
      tiktok.transfer("Pull from URL"),
      file("media/pulls.test.ts")
    ],
    [
      "Does not pull TikTok's own sample video without verification.",
      tiktok.transfer("Pull from URL: sample"),
      untested("Its address is on TikTok's page only, and the mock downloads nothing from there")
    ],
    [
      `Limits a token to ${limits.initsPerMinute} per minute, each endpoint on its own.`,
      tiktok.directPost("Rate limit"),
      cases("limits/minute/video-init", "limits/minute/apart")
    ],
    [
      `Limits a creator to ${limits.postsPerDay} posts in 24 hours, over all apps.`,
      tiktok.guidelines("Posting caps: about 15"),
      cases("limits/day", "video-init/account/at-post-cap")
    ],
    [
      `Lets ${limits.unauditedActiveCreators} creators a day post through an app that is not audited.`,
      tiktok.guidelines("Active creators"),
      cases("limits/creators", "video-init/account/full-app")
    ],
    [
      "Counts a refused request against no limit.",
      assumed("No page says; a client that is told no would wait for nothing"),
      cases("limits/minute/video-init")
    ],
    [
      "Refuses a creator who is banned from posting.",
      tiktok.directPost("Error codes"),
      cases("video-init/account/banned")
    ],
    ["Has no check of the TikTok app.", tiktok.directPost("Error codes, which lack it"), cases("video-init/account")],
    [
      "Responds to most 403s with the same sentence: only the code tells.",
      reported("Messages in production point to the guidelines"),
      cases("envelope/guidelines")
    ],
    [
      "Requires video.publish in a Bearer token.",
      tiktok.directPost("Scope"),
      cases("video-init/scope", "video-init/scheme")
    ],
    [
      "Makes a new post of each init; there is no idempotency key.",
      reported("Two inits made two posts"),
      cases("video-init/two-ids")
    ]
  ),
  ...of(
    "initInboxVideo",
    [
      "Requires source_info alone; the creator chooses the rest.",
      tiktok.uploadVideo("Body"),
      cases(
        "inbox-init/response",
        "inbox-pull/response",
        "inbox-init/source_info",
        "inbox-init/source",
        "inbox-init/video_size",
        "inbox-init/chunk_size",
        "inbox-init/total_chunk_count",
        "inbox-pull/video_url",
        "flow/video-draft"
      )
    ],
    [
      "Lets the creator make a public post of a draft by an unaudited app.",
      reported("A draft of a sandbox app, posted by its creator"),
      cases("flow/unaudited-draft")
    ],
    [
      "Ignores other fields.",
      assumed("No page documents a refusal"),
      cases("inbox-init/post_info", "inbox-init/upload_source", "inbox-init/sample")
    ],
    [
      `Requires video.upload, and limits a token to ${limits.initsPerMinute} per minute.`,
      tiktok.uploadVideo("Scope and rate limit"),
      cases("inbox-init/scope", "limits/minute/inbox-init")
    ],
    [
      `Limits a creator to ${limits.pendingDrafts} drafts in 24 hours.`,
      tiktok.uploadVideo("Error codes"),
      cases("limits/drafts")
    ],
    [
      "Requires no audit, and has no daily and no active-creator cap.",
      tiktok.uploadVideo("Error codes, which lack them"),
      cases("inbox-init/account")
    ]
  )
]
