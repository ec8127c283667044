import * as Schema from "effect/Schema"

const PublishId = Schema.String.annotate({ description: "Names the post from now on; opaque." })

const UploadUrl = Schema.String.annotate({ description: "Where the chunks go.", format: "uri" })

/** What an init of a video gives. */
export const Started = Schema.Struct({
  publish_id: PublishId,
  upload_url: UploadUrl,
  upload_url_expires_in: Schema.Int.annotate({ description: "Seconds." })
}).annotate({ identifier: "Started" })

/** What an init of a draft gives; its address names the first part already. */
export const StartedDraft = Schema.Struct({ publish_id: PublishId, upload_url: UploadUrl }).annotate({
  identifier: "StartedDraft"
})

/** What an init of photos gives. */
export const StartedPhotos = Schema.Struct({ publish_id: PublishId }).annotate({ identifier: "StartedPhotos" })

/** How far a post has come. */
export const Status = Schema.Union([
  Schema.Struct({ status: Schema.Literals(["PROCESSING", "POSTING"]) }),
  Schema.Struct({ status: Schema.Literal("FAILED"), fail_reason: Schema.String }),
  Schema.Struct({
    status: Schema.Literal("POSTED"),
    publiclyAvailablePostId: Schema.optionalKey(
      Schema.String.annotate({ description: "Not there for a draft that waits in the inbox." })
    ),
    create_time: Schema.Int.annotate({ description: "Seconds since 1970." }),
    posted_time: Schema.optionalKey(Schema.Int.annotate({ description: "Seconds since 1970." })),
    posted_url: Schema.optionalKey(Schema.String)
  })
]).annotate({ identifier: "Status" })

/** What a login gives. */
export const Tokens = Schema.Struct({
  access_token: Schema.String,
  refresh_token: Schema.String,
  expires_in: Schema.Int.annotate({ description: "Seconds." }),
  scope: Schema.String.annotate({ description: "What the creator has granted, separated by commas." }),
  open_id: Schema.String,
  token_type: Schema.Literal("Bearer")
}).annotate({ identifier: "Tokens" })

const text = Schema.optionalKey(Schema.String)
const count = Schema.optionalKey(Schema.Int)

/** The fields of a profile; those that were asked for. */
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
