import { documentedLimits } from "../../engine/documentedLimits.ts"
import { assumed, type Behavior, behaviorsOf, cases } from "../Behavior.ts"
import { reference } from "../pages.ts"

const of = behaviorsOf("catalog")

/** The behaviors of the catalog contract about posts. */
export const postsBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "initVideo",
    [
      "Returns publish_id, upload_url and its lifetime of 3,600 seconds.",
      reference("3. Direct Video Post"),
      cases("video-init/response", "upload/an-hour")
    ],
    [
      "Accepts every field of the sample.",
      reference("3. Direct Video Post: request body"),
      cases(
        "video-init/full-sample",
        "video-init/disable_comment",
        "video-init/disable_duet",
        "video-init/disable_stitch",
        "video-init/brand_content_toggle",
        "video-init/brand_organic_toggle",
        "video-init/is_aigc",
        "video-init/video_cover_timestamp_ms"
      )
    ],
    [
      "Accepts PRIVATE and PUBLIC besides TikTok's own levels.",
      assumed("The reference uses both vocabularies"),
      cases("video-init/privacy_level")
    ],
    [
      "Accepts a level only if the account offers it.",
      assumed("The rule of the live API"),
      cases("video-init/level")
    ],
    [
      "Returns an upload_url for a pull too, and refuses bytes there.",
      reference("3. Direct Video Post: one response for both sources"),
      cases("video-pull/response", "upload/after-pull")
    ],
    [
      "Accepts chunks of 5,000,000 to 67,108,864 bytes.",
      assumed("\"5MB\" is 5 MiB in the samples, without bounds"),
      cases("chunk-plan")
    ],
    [
      "Accepts a remainder in the last chunk or as its own chunk.",
      assumed("The formula has no rule for it"),
      cases("chunk-plan/count-ceil", "chunk-plan/example", "upload/short-last-chunk", "flow/video-in-chunks")
    ],
    [
      `Limits a token to ${documentedLimits.initsPerMinute} inits of all kinds per minute.`,
      reference("Limits"),
      cases("limits/minute/video-init", "limits/minute/inbox-init", "limits/minute/together")
    ],
    [
      `Limits a creator to ${documentedLimits.postsPerDay} videos per day.`,
      reference("Limits"),
      cases("limits/day", "video-init/account/at-post-cap")
    ],
    [
      "Responds with 429 and Retry-After: 60.",
      reference("Rate Limit Response"),
      cases("limits/minute", "code/too_many_requests")
    ],
    [
      "Refuses an unaudited app unless the account is private.",
      reference("3. Direct Video Post: error samples"),
      cases("video-init/account")
    ],
    [
      "Turns interactions off where the creator's account does.",
      assumed("The rule of the live API"),
      cases("video-init/interactions")
    ],
    [
      "Requires only the privacy level and the source.",
      assumed("The required fields are undocumented"),
      cases(
        "video-init/post_info",
        "video-init/title",
        "video-init/toggles",
        "video-init/source_info",
        "video-init/source",
        "video-init/video_size",
        "video-init/chunk_size",
        "video-init/total_chunk_count",
        "video-init/unknown-field"
      )
    ],
    [
      "Refuses a URL that is not https under a verified domain.",
      assumed("The samples use verified-domain.com"),
      cases("video-pull/video_url", "video-pull/ownership")
    ],
    [
      "Requires video.publish.",
      assumed("The scope of the sample token"),
      cases("video-init/scope", "video-init/scheme")
    ],
    [
      "Makes a new post of each init.",
      reference("Flow 1: Direct Video Post"),
      cases("video-init/two-ids", "flow/video-in-one-chunk", "flow/pulled-video")
    ]
  ),
  ...of(
    "initPhotos",
    ["Returns only publish_id.", reference("5. Photo Post"), cases("photo-init/response", "photo-draft/response")],
    ["Accepts the sample of three photos.", reference("5. Photo Post: request body"), cases("photo-init/sample")],
    [
      "Requires media_type, post_mode and the source PULL_FROM_URL.",
      reference("5. Photo Post: request body"),
      cases(
        "photo-init/media_type",
        "photo-init/post_mode",
        "photo-init/post_info",
        "photo-init/source_info",
        "photo-init/source",
        "photo-draft/source_info",
        "photo-draft/source"
      )
    ],
    [
      "Accepts a title of 90 and a description of 4,000 UTF-16 units.",
      reference("5. Photo Post"),
      cases("photo-init/title", "photo-init/description", "photo-draft/title", "photo-draft/description")
    ],
    [
      "Accepts 1 to 35 URLs.",
      assumed("The limit of the live API; the reference has none"),
      cases("photo-init/photo_images", "photo-draft/photo_images")
    ],
    [
      "Requires a cover that names one of the photos.",
      assumed("The rule of the live API; the sample has 0"),
      cases("photo-init/photo_cover_index", "photo-draft/photo_cover_index")
    ],
    [
      "Accepts the levels of a video, disable_comment and the fields of the live API.",
      assumed("The sample has only one level"),
      cases(
        "photo-init/privacy_level",
        "photo-init/disable_comment",
        "photo-init/brand_content_toggle",
        "photo-init/brand_organic_toggle",
        "photo-init/auto_add_music",
        "photo-init/toggles",
        "photo-init/is_aigc"
      )
    ],
    [
      "Accepts post_mode MEDIA_UPLOAD for a draft.",
      assumed("The live API has it"),
      cases(
        "photo-draft/response",
        "photo-draft/privacy_level",
        "photo-draft/account",
        "photo-draft/scope",
        "flow/photo-draft"
      )
    ],
    [
      "Counts photos only against the limit per minute.",
      reference("Limits: included in 6/min"),
      cases("limits/minute/photo-init", "limits/day")
    ],
    [
      "Publishes photos.",
      reference("Flow 2: Direct Photo Post"),
      cases("flow/photos", "photo-init/account", "photo-init/scope")
    ]
  ),
  ...of(
    "initInboxVideo",
    [
      "Returns publish_id and an upload_url with the first part number.",
      reference("6. Video Upload to Inbox"),
      cases("inbox-init/response", "inbox-pull/response", "flow/video-draft")
    ],
    [
      "Accepts the sample, which states the source twice.",
      reference("6. Video Upload to Inbox: request body"),
      cases("inbox-init/sample")
    ],
    [
      "Requires only source_info, which must match upload_source.",
      assumed("The sample states the source twice"),
      cases(
        "inbox-init/upload_source",
        "inbox-init/post_info",
        "inbox-init/source_info",
        "inbox-init/source",
        "inbox-init/video_size",
        "inbox-init/chunk_size",
        "inbox-init/total_chunk_count",
        "inbox-pull/video_url"
      )
    ],
    [
      "Requires video.upload or video.publish.",
      assumed("The sample token has only video.publish"),
      cases("inbox-init/scope")
    ],
    [
      "Counts against the limit per day.",
      assumed("The limit is for \"video uploads\", and it is one"),
      cases("limits/day", "inbox-init/account")
    ]
  )
]
