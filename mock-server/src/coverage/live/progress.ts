import { documentedLimits as limits } from "../../engine/documentedLimits.ts"
import { mediaLimits } from "../../engine/mediaChecks.ts"
import { assumed, type Behavior, behaviorsOf, cases, file } from "../Behavior.ts"
import { tiktok } from "../pages.ts"

const { frameRate: rates, side } = mediaLimits

const of = behaviorsOf("live")

/** The behaviors of the live contract about uploads, statuses and cancels. */
export const progressBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "uploadChunk",
    [
      "Accepts chunks one after the other, to one URL, for an hour.",
      tiktok.transfer("Upload"),
      cases("upload/out-of-order", "upload/parallel", "upload/an-hour", "flow/video-in-chunks")
    ],
    [
      "Requires the type, the range and the length of a chunk, and no access token.",
      tiktok.transfer("Request headers"),
      cases("upload/headers", "upload/types", "upload/length")
    ],
    [
      "Responds with 206, 201, 400, 403, 404 and 416 without a body.",
      tiktok.transfer("Response codes"),
      cases(
        "upload/progress",
        "upload/types",
        "upload/length",
        "upload/expired",
        "upload/unknown",
        "upload/out-of-order"
      )
    ],
    [
      "Returns a Content-Range with the received bytes.",
      tiktok.transfer("Response headers"),
      cases("upload/progress", "upload/uploaded-bytes")
    ],
    [
      "Accepts a chunk again after a status 5xx.",
      tiktok.transfer("Response codes: 5xx"),
      cases("upload/server-error")
    ],
    [
      "Refuses a chunk that was accepted already with 416.",
      assumed("It does not match the server's progress; it is undocumented"),
      cases("upload/twice")
    ],
    [
      "Keeps nothing of a chunk that breaks off.",
      assumed("A range counts once it is whole"),
      file("wire/upload.test.ts")
    ],
    [
      "Fails a post whose file is no video: file_format_check_failed.",
      tiktok.transfer("Media restrictions"),
      cases("upload/not-a-video")
    ],
    [
      "Fails a post whose file is not MP4, MOV or WebM with H.264, H.265, VP8 or VP9: file_format_check_failed.",
      tiktok.transfer("Media restrictions"),
      cases("media/codec", "media/accepted")
    ],
    [
      `Fails a video outside ${rates.min} to ${rates.max} pictures a second, or ${side.min} to ${side.max} pixels a side.`,
      tiktok.transfer("Media restrictions"),
      cases("media/frame-rate", "media/side", "media/accepted")
    ],
    [
      "Fails a direct post longer than its creator's limit, and a draft longer than ten minutes.",
      tiktok.transfer("Media restrictions"),
      cases("media/duration", "media/accepted")
    ],
    [
      "Accepts a video of any short duration, and a file whose header it cannot read.",
      assumed("No page has a minimum; others say 3 seconds"),
      file("media/checks.test.ts")
    ]
  ),
  ...of(
    "fetchStatus",
    [
      "Has five statuses, of which the last three end a post.",
      tiktok.status("status"),
      cases("status/progress", "status/processing-after-upload", "status/inbox", "status/private", "flow")
    ],
    [
      "Counts the bytes of an upload or of a download.",
      tiktok.status("uploaded_bytes, downloaded_bytes"),
      cases("status/progress", "status/downloaded-bytes", "upload/uploaded-bytes")
    ],
    [
      "Returns the post's id once everyone can see it, a list under TikTok's spelling.",
      tiktok.status("publicaly_available_post_id"),
      cases("status/public", "status/private", "status/hidden", "status/inbox")
    ],
    [
      "Writes ids as bare numbers that JavaScript would round.",
      tiktok.status("publicaly_available_post_id, int64"),
      cases("status/public", "status/inbox")
    ],
    [
      "Responds with status 200 and \"ok\" for a post that failed, with one of 13 reasons.",
      tiktok.status("fail_reason"),
      cases("status/fail_reason")
    ],
    [
      "Requires the publish_id of a post of this creator.",
      tiktok.status("Error codes"),
      cases("status/publish_id")
    ],
    [
      `Requires a scope of publishing, and limits a token to ${limits.statusCallsPerMinute} calls per minute.`,
      tiktok.status("Scope and rate limit"),
      cases("status/scope", "limits/minute/status")
    ],
    [
      "Settles a post 3 seconds after its media are there.",
      assumed("TikTok takes half a minute and more; tests should not"),
      file("live/status.test.ts")
    ]
  ),
  ...of(
    "cancelPost",
    [
      "Ends a post while its media are being pulled; it fails as publish_cancelled.",
      tiktok.transfer("Cancel"),
      cases("cancel/video", "cancel/photos")
    ],
    ["Responds without data.", tiktok.transfer("Cancel, response"), cases("cancel/video", "cancel/photos")],
    [
      "Refuses any other post as publish_not_cancellable.",
      tiktok.transfer("Cancel, error codes"),
      cases("cancel/upload", "cancel/published")
    ],
    [
      "Requires the publish_id of a post of this creator, and a scope of publishing.",
      tiktok.transfer("Cancel, error codes"),
      cases("cancel/publish_id", "cancel/scope")
    ],
    [
      "Has no limit of calls.",
      tiktok.limits("Table, which lacks it"),
      cases("limits/none/cancel")
    ]
  )
]
