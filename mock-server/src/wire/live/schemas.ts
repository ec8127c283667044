import * as Schema from "effect/Schema"
import { MAX_CHUNKS } from "../../engine/chunkBounds.ts"
import { decoder } from "../body.ts"

const PositiveInt = Schema.Int.check(Schema.isGreaterThan(0, { expected: "a positive integer" }))

/** A string with a maximum number of UTF-16 units. */
const Text = (units: number) =>
  Schema.String.check(Schema.isMaxLength(units, { expected: `at most ${units} UTF-16 units` }))

const Url = Schema.String.check(
  Schema.makeFilter((text: string) => URL.canParse(text), { expected: "an absolute URL" })
)

/** An optional boolean. */
const flag = (description: string) => Schema.optionalKey(Schema.Boolean.annotate({ description }))

const VideoSource = Schema.Union([
  Schema.Struct({
    source: Schema.Literal("FILE_UPLOAD"),
    video_size: PositiveInt.annotate({ description: "Bytes of the whole video." }),
    chunk_size: PositiveInt.annotate({
      description: "Bytes of every chunk but the last; the video size for a single chunk."
    }),
    total_chunk_count: PositiveInt.annotate({
      description: `floor(video_size / chunk_size), at most ${MAX_CHUNKS}.`
    })
  }),
  Schema.Struct({
    source: Schema.Literal("PULL_FROM_URL"),
    video_url: Url.annotate({ description: "An https URL under a verified domain or prefix.", format: "uri" })
  })
]).annotate({ expected: "an object whose source is FILE_UPLOAD or PULL_FROM_URL" })

// A missing or unknown level has its own error code, so the schema accepts any string.
const interactions = {
  privacy_level: Schema.optionalKey(
    Schema.String.annotate({ description: "One of the creator's privacy_level_options; required for a direct post." })
  ),
  disable_comment: flag("Turns comments off."),
  brand_content_toggle: flag("A paid partnership with a third party."),
  brand_organic_toggle: flag("Promotes the creator's own business."),
  is_aigc: flag("Labeled as made by AI.")
}

/** A direct video post. */
export const VideoInitBody = Schema.Struct({
  post_info: Schema.Struct({
    ...interactions,
    title: Schema.optionalKey(
      Text(2_200).annotate({ description: "The caption; #tags and @mentions are recognized." })
    ),
    disable_duet: flag("Turns duets off."),
    disable_stitch: flag("Turns stitches off."),
    // "Missing or invalid = first frame."
    video_cover_timestamp_ms: Schema.optionalKey(Schema.Int.annotate({ description: "Time of the cover's frame." }))
  }),
  source_info: VideoSource
})

/** A draft of a video. */
export const InboxInitBody = Schema.Struct({ source_info: VideoSource })

/** A photo post or photo draft. */
export const PhotoInitBody = Schema.Struct({
  media_type: Schema.Literal("PHOTO"),
  post_mode: Schema.Literals(["DIRECT_POST", "MEDIA_UPLOAD"]).annotate({ description: "A direct post, or a draft." }),
  is_aigc: flag("Labeled as made by AI."),
  post_info: Schema.Struct({
    ...interactions,
    title: Schema.optionalKey(Text(90)),
    description: Schema.optionalKey(Text(4_000)),
    auto_add_music: flag("TikTok chooses music.")
  }),
  source_info: Schema.Struct({
    source: Schema.Literal("PULL_FROM_URL"),
    photo_images: Schema.Array(Url).check(Schema.isBetweenLength(1, 35, { expected: "1 to 35 images" })),
    photo_cover_index: Schema.Int
  }).check(
    Schema.makeFilter(
      ({ photo_cover_index: index, photo_images }) => index >= 0 && index < photo_images.length,
      { expected: "a photo_cover_index that counts from 0 and names one of the photo_images" }
    )
  )
})

/** A call about one post. */
export const PublishIdBody = Schema.Struct({ publish_id: Schema.String })

const credentials = { client_key: Schema.String, client_secret: Schema.String }

/** The form that exchanges a code. */
export const CodeGrantForm = Schema.Struct({
  ...credentials,
  grant_type: Schema.Literal("authorization_code"),
  code: Schema.String,
  redirect_uri: Schema.String,
  code_verifier: Schema.optionalKey(Schema.String)
})

/** The form that refreshes a token. */
export const RefreshGrantForm = Schema.Struct({
  ...credentials,
  grant_type: Schema.Literal("refresh_token"),
  refresh_token: Schema.String
})

/** The form that requests a client token. */
export const ClientGrantForm = Schema.Struct({ ...credentials, grant_type: Schema.Literal("client_credentials") })

/** The form that revokes a token. */
export const RevokeForm = Schema.Struct({ ...credentials, token: Schema.String })

/** A page of the creator's videos. */
export const VideoListBody = Schema.Struct({
  cursor: Schema.optionalKey(Schema.Int),
  max_count: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }, { expected: "a number from 1 to 20" }))
  )
})

/** Videos by their ids. */
export const VideoQueryBody = Schema.Struct({
  filters: Schema.Struct({
    video_ids: Schema.Array(Schema.String).check(Schema.isBetweenLength(1, 20, { expected: "1 to 20 ids" }))
  })
})

/** Body of a direct video post. */
export type VideoInit = typeof VideoInitBody.Type

/** Decodes the body of a direct video post. */
export const decodeVideoInit = decoder(VideoInitBody)

/** Body of a draft for the creator's inbox. */
export type InboxInit = typeof InboxInitBody.Type

/** Decodes the body of a draft for the inbox. */
export const decodeInboxInit = decoder(InboxInitBody)

/** Body of a photo post or photo draft. */
export type PhotoInit = typeof PhotoInitBody.Type

/** Decodes the body of a photo post or photo draft. */
export const decodePhotoInit = decoder(PhotoInitBody)

/** Decodes the body of a call about one post. */
export const decodePublishId = decoder(PublishIdBody)

/** Decodes the form that exchanges a code. */
export const decodeCodeGrant = decoder(CodeGrantForm)

/** Decodes the form that refreshes a token. */
export const decodeRefreshGrant = decoder(RefreshGrantForm)

/** Decodes the form that requests a client token. */
export const decodeClientGrant = decoder(ClientGrantForm)

/** Decodes the form that revokes a token. */
export const decodeRevoke = decoder(RevokeForm)

export const decodeVideoList = decoder(VideoListBody)

export const decodeVideoQuery = decoder(VideoQueryBody)
