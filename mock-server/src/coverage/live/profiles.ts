import { documentedLimits as limits } from "../../engine/documentedLimits.ts"
import { assumed, type Behavior, behaviorsOf, cases, file, reported } from "../Behavior.ts"
import { tiktok } from "../pages.ts"

const of = behaviorsOf("live")

/** The behaviors of the live contract about profiles. */
export const profilesBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "queryCreatorInfo",
    [
      "Returns names, privacy options, interactions and the longest duration.",
      tiktok.creatorInfo("Response"),
      cases("creator-info/fields", "creator-info/account", "profile/names")
    ],
    [
      "Offers PUBLIC_TO_EVERYONE to public accounts, FOLLOWER_OF_CREATOR to private ones.",
      tiktok.creatorInfo("privacy_level_options"),
      cases("creator-info/privacy_level_options")
    ],
    [
      "Has status 200 for \"nothing can be posted\".",
      tiktok.creatorInfo("Error codes: 200 on purpose"),
      cases("creator-info/account", "creator-info/code")
    ],
    [
      `Requires video.publish, and limits a token to ${limits.creatorCallsPerMinute} calls per minute.`,
      tiktok.creatorInfo("Scope and rate limit"),
      cases("creator-info/scope", "limits/minute/creator-info")
    ],
    [
      "Ignores a body, and needs no charset.",
      tiktok.creatorInfo("Example without a body"),
      cases("creator-info/body", "creator-info/plain-type")
    ]
  ),
  ...of(
    "queryUser",
    [
      "Returns the requested fields, each with its scope.",
      tiktok.userInfo("Fields"),
      cases("user-info/fields", "user-info/scope")
    ],
    [
      "Requires `fields`, and refuses an unknown one.",
      tiktok.userInfo("Query parameters"),
      cases("user-info/bad-fields")
    ],
    [
      "Leaves out the field avatar_url_200 of version 1, with a note in the journal.",
      reported("Programs in production ask for it, such as the package passport-tiktok-auth"),
      cases("user-info/old-avatar")
    ],
    [
      `Limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.limits("Table; the dimension is not stated"),
      cases("limits/minute/user-info")
    ]
  ),
  ...of(
    "listVideos",
    [
      "Returns public posts, newest first, at most 20 a page and 10 by default, from a cursor in milliseconds.",
      tiktok.videoList("Body"),
      cases("video-list/pages", "video-list/private", "video-list/bad-body", "video-list/bad-fields")
    ],
    [
      "Has the fields of the video object: create_time in seconds, titles cut at 150 characters, is_aigc.",
      tiktok.videoObject("Fields"),
      cases("video-list/video", "video-list/long-title", "video-list/aigc")
    ],
    [
      `Requires video.list, and limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.videoList("Scope"),
      cases("video-list/scope", "limits/minute/video-list")
    ],
    [
      "Continues with as many older videos as the creator had before; the profile counts both.",
      assumed("A list that ends after the mock's own posts would disagree with video_count"),
      cases("video-list/older")
    ],
    [
      "Returns the same counts for every video.",
      assumed("The mock has no viewers"),
      file("live/display.test.ts")
    ]
  ),
  ...of(
    "queryVideos",
    [
      "Returns up to 20 videos by their ids, and leaves out what is not the creator's.",
      tiktok.videoQuery("Body"),
      cases("video-query/own", "video-query/bad-body", "video-query/bad-fields")
    ],
    [
      `Requires video.list, and limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.videoQuery("Scope"),
      cases("video-query/scope", "limits/minute/video-query")
    ]
  )
]
