import { mediaLimits } from "../../engine/mediaChecks.ts"
import { assumed, type Behavior, behaviorsOf, cases, file } from "../Behavior.ts"
import { reports, tiktok } from "../pages.ts"

const of = behaviorsOf("live")

/** The behaviors of the live contract about inits of photos. */
export const photosBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "initPhotos",
    [
      "Requires media_type PHOTO, a post_mode, and the source PULL_FROM_URL. Returns only publish_id.",
      tiktok.photoPost("Body"),
      cases(
        "photo-init/response",
        "photo-init/sample",
        "photo-draft/response",
        "photo-init/media_type",
        "photo-init/post_mode",
        "photo-init/post_info",
        "photo-init/source_info",
        "photo-init/source",
        "photo-draft/source_info",
        "photo-draft/source",
        "flow/photos",
        "flow/photo-draft"
      )
    ],
    [
      "Accepts up to 35 URLs and a cover counted from 0.",
      tiktok.photoPost("source_info"),
      cases(
        "photo-init/photo_images",
        "photo-init/photo_cover_index",
        "photo-draft/photo_images",
        "photo-draft/photo_cover_index"
      )
    ],
    [
      "Accepts one photo.",
      assumed("No smallest number is documented"),
      cases("photo-init/photo_images/one", "photo-draft/photo_images/one")
    ],
    [
      "Accepts a title of 90 and a description of 4,000 UTF-16 units, or none.",
      tiktok.photoPost("post_info"),
      cases("photo-init/title", "photo-init/description", "photo-draft/title", "photo-draft/description")
    ],
    [
      "Requires a privacy level for DIRECT_POST, and accepts comments, music, brand toggles and is_aigc.",
      tiktok.photoPost("post_info, DIRECT_POST"),
      cases(
        "photo-init/privacy_level",
        "photo-init/disable_comment",
        "photo-init/auto_add_music",
        "photo-init/brand_content_toggle",
        "photo-init/brand_organic_toggle",
        "photo-init/toggles",
        "photo-init/is_aigc"
      )
    ],
    [
      "Fails the whole post for one photo that is neither JPEG nor WebP, or has more than 20 MB.",
      tiktok.transfer("Media restrictions"),
      file("media/pulls.test.ts")
    ],
    [
      `Fails a photo with more than ${mediaLimits.photoSide.toLocaleString("en-US")} pixels on its shorter side.`,
      reports.photoSize,
      file("media/pulls.test.ts")
    ],
    [
      "Reads only title and description of a draft.",
      tiktok.photoPost("post_info, MEDIA_UPLOAD"),
      cases("photo-draft/privacy_level")
    ],
    [
      "Requires TikTok 31.8 on the creator's phone for a draft.",
      tiktok.photoPost("Error codes"),
      cases("photo-draft/account")
    ],
    [
      "Refuses direct posts of photos for the reasons of a video.",
      tiktok.photoPost("Error codes"),
      cases("photo-init/account", "limits/minute/photo-init", "limits/day")
    ],
    [
      "Requires video.publish for DIRECT_POST, video.upload for MEDIA_UPLOAD.",
      tiktok.photoPost("Scope"),
      cases("photo-init/scope", "photo-draft/scope")
    ]
  )
]
