import * as Schema from "effect/Schema"

const PublishId = Schema.String.annotate({ description: "Id of the post; opaque." })

const UploadUrl = Schema.String.annotate({ description: "The URL for the chunks.", format: "uri" })

/** The data of a video init. */
export const Started = Schema.Struct({
  publish_id: PublishId,
  upload_url: UploadUrl,
  upload_url_expires_in: Schema.Int.annotate({ description: "Seconds." })
}).annotate({ identifier: "Started" })

/** The data of a draft init. Its upload URL has the first part number. */
export const StartedDraft = Schema.Struct({ publish_id: PublishId, upload_url: UploadUrl }).annotate({
  identifier: "StartedDraft"
})

/** The data of a photo init. */
export const StartedPhotos = Schema.Struct({ publish_id: PublishId }).annotate({ identifier: "StartedPhotos" })

/** The data of a status call. */
export const Status = Schema.Union([
  Schema.Struct({ status: Schema.Literals(["PROCESSING", "POSTING"]) }),
  Schema.Struct({ status: Schema.Literal("FAILED"), fail_reason: Schema.String }),
  Schema.Struct({
    status: Schema.Literal("POSTED"),
    publiclyAvailablePostId: Schema.optionalKey(
      Schema.String.annotate({ description: "Missing for a draft in the inbox." })
    ),
    create_time: Schema.Int.annotate({ description: "Seconds since 1970." }),
    posted_time: Schema.optionalKey(Schema.Int.annotate({ description: "Seconds since 1970." })),
    posted_url: Schema.optionalKey(Schema.String)
  })
]).annotate({ identifier: "Status" })

/** The data of a token request. */
export const Tokens = Schema.Struct({
  access_token: Schema.String,
  refresh_token: Schema.String,
  expires_in: Schema.Int.annotate({ description: "Seconds." }),
  scope: Schema.String.annotate({ description: "The granted scopes, separated by commas." }),
  open_id: Schema.String,
  token_type: Schema.Literal("Bearer")
}).annotate({ identifier: "Tokens" })

const text = Schema.optionalKey(Schema.String)
const count = Schema.optionalKey(Schema.Int)

/** The requested fields of a profile. */
export const User = Schema.Struct({
  open_id: text,
  display_name: text,
  avatar_large_url: text,
  avatar_medium_url: text,
  avatar_small_url: text,
  avatar_size: count,
  is_verified: Schema.optionalKey(Schema.Boolean),
  bio_description: text,
  bio_link: text,
  profile_deep_link: text,
  follower_count: count,
  following_count: count,
  video_count: count,
  like_count: count
}).annotate({ identifier: "User" })
