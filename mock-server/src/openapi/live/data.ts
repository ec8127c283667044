import * as Schema from "effect/Schema"
import { failReasons } from "../../engine/failReasons.ts"
import { privacyLevels } from "../../engine/privacyLevels.ts"
import { Int64 } from "./responses.ts"

const PublishId = Schema.String.check(Schema.isMaxLength(64)).annotate({
  description: "Id of the post; opaque."
})

/** The data of a video init. */
export const Started = Schema.Struct({
  publish_id: PublishId,
  upload_url: Schema.optionalKey(
    Schema.String.check(Schema.isMaxLength(256)).annotate({
      description: "For FILE_UPLOAD: the URL for the chunks, valid for one hour. Use it unchanged.",
      format: "uri"
    })
  )
}).annotate({ identifier: "Started" })

/** The data of a photo init. */
export const StartedPhotos = Schema.Struct({ publish_id: PublishId }).annotate({ identifier: "StartedPhotos" })

/** The data of a creator info call. */
export const CreatorInfo = Schema.Struct({
  creator_avatar_url: Schema.String.annotate({ description: "Valid for two hours." }),
  creator_username: Schema.String,
  creator_nickname: Schema.String.annotate({ description: "Show it before a post." }),
  privacy_level_options: Schema.Array(
    Schema.Literals(privacyLevels)
  ),
  comment_disabled: Schema.Boolean,
  duet_disabled: Schema.Boolean,
  stitch_disabled: Schema.Boolean,
  max_video_post_duration_sec: Schema.Int
}).annotate({ identifier: "CreatorInfo" })

/** The data of a status call. */
export const Status = Schema.Struct({
  status: Schema.Literals([
    "PROCESSING_UPLOAD",
    "PROCESSING_DOWNLOAD",
    "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE",
    "FAILED"
  ]),
  fail_reason: Schema.optionalKey(
    Schema.String.annotate({ description: `The fail reason: ${failReasons.join(", ")}, or another text.` })
  ),
  publicaly_available_post_id: Schema.optionalKey(
    Schema.Union([Schema.Array(Int64), Schema.Array(Schema.String), Int64]).annotate({
      description: "TikTok's spelling. Present once the post is public. Its type is the switch `postIds`."
    })
  ),
  uploaded_bytes: Schema.optionalKey(Schema.Int.annotate({ description: "Received bytes, for FILE_UPLOAD." })),
  downloaded_bytes: Schema.optionalKey(
    Schema.Int.annotate({ description: "Pulled bytes, for PULL_FROM_URL." })
  )
}).annotate({ identifier: "Status" })

/** The response to a token request. */
export const Tokens = Schema.Struct({
  access_token: Schema.String,
  expires_in: Schema.Int.annotate({ description: "Seconds." }),
  open_id: Schema.String,
  refresh_token: Schema.String,
  refresh_expires_in: Schema.Int.annotate({ description: "Seconds." }),
  scope: Schema.String.annotate({ description: "The granted scopes, separated by commas." }),
  token_type: Schema.Literal("Bearer")
}).annotate({ identifier: "Tokens" })

/** A client token. */
export const AppToken = Schema.Struct({
  access_token: Schema.String,
  expires_in: Schema.Int,
  token_type: Schema.Literal("Bearer")
}).annotate({ identifier: "AppToken" })

const text = Schema.optionalKey(Schema.String)
const count = Schema.optionalKey(Schema.Int)

/** The requested fields of a profile. */
export const User = Schema.Struct({
  open_id: text,
  union_id: text,
  avatar_url: text,
  avatar_url_100: text,
  avatar_large_url: text,
  display_name: text,
  bio_description: text,
  profile_deep_link: text,
  is_verified: Schema.optionalKey(Schema.Boolean),
  username: text,
  follower_count: count,
  following_count: count,
  likes_count: count,
  video_count: count
}).annotate({ identifier: "User" })

/** The requested fields of a public video. */
export const Video = Schema.Struct({
  id: text,
  create_time: Schema.optionalKey(Schema.Int.annotate({ description: "Seconds since 1970." })),
  cover_image_url: text,
  share_url: text,
  video_description: text,
  duration: Schema.optionalKey(Schema.Int.annotate({ description: "Seconds." })),
  height: count,
  width: count,
  title: text,
  embed_html: text,
  embed_link: text,
  like_count: count,
  comment_count: count,
  share_count: count,
  view_count: count,
  is_aigc: Schema.optionalKey(Schema.Boolean.annotate({ description: "Labeled as made by AI." }))
}).annotate({ identifier: "Video" })
