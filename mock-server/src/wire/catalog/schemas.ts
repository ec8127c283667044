import * as Schema from "effect/Schema"
import { privacyLevels } from "../../engine/privacyLevels.ts"
import { decoder } from "../body.ts"

const PositiveInt = Schema.Int.check(Schema.isGreaterThan(0, { expected: "a positive integer" }))

/** A string with a maximum number of UTF-16 units. */
const Text = (units: number) =>
  Schema.String.check(Schema.isMaxLength(units, { expected: `at most ${units} UTF-16 units` }))

/** Both vocabularies of the reference, and the levels of the live contract. */
const PrivacyLevel = Schema.Literals(["PRIVATE", "PUBLIC", ...privacyLevels])

const Url = Schema.String.check(
  Schema.makeFilter((text: string) => URL.canParse(text), { expected: "an absolute URL" })
)

const FileUpload = Schema.Struct({
  source: Schema.Literal("FILE_UPLOAD"),
  video_size: PositiveInt.annotate({ description: "Bytes of the whole video." }),
  chunk_size: PositiveInt.annotate({ description: "Bytes of every chunk but the last." }),
  total_chunk_count: PositiveInt.annotate({ description: "Number of chunks." })
})

const PullFromUrl = Schema.Struct({
  source: Schema.Literal("PULL_FROM_URL"),
  video_url: Url.annotate({ description: "An https URL under a verified domain.", format: "uri" })
})

const VideoSource = Schema.Union([FileUpload, PullFromUrl]).annotate({
  expected: "an object whose source is FILE_UPLOAD or PULL_FROM_URL"
})

const interactions = {
  disable_comment: Schema.optionalKey(Schema.Boolean),
  brand_content_toggle: Schema.optionalKey(Schema.Boolean),
  brand_organic_toggle: Schema.optionalKey(Schema.Boolean),
  is_aigc: Schema.optionalKey(Schema.Boolean)
}

const VideoInfo = Schema.Struct({
  ...interactions,
  title: Schema.optionalKey(Text(2_200).annotate({ description: "The caption." })),
  privacy_level: PrivacyLevel,
  disable_duet: Schema.optionalKey(Schema.Boolean),
  disable_stitch: Schema.optionalKey(Schema.Boolean),
  video_cover_timestamp_ms: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { expected: "a time of 0 milliseconds or later" }))
  )
})

/** A direct video post. */
export const VideoInitBody = Schema.Struct({ post_info: VideoInfo, source_info: VideoSource })

/** A draft of a video. */
export const InboxInitBody = Schema.Struct({
  upload_source: Schema.optionalKey(Schema.Literals(["FILE_UPLOAD", "PULL_FROM_URL"])),
  post_info: Schema.optionalKey(
    Schema.Struct({ ...VideoInfo.fields, privacy_level: Schema.optionalKey(PrivacyLevel) })
  ),
  source_info: VideoSource
}).check(
  Schema.makeFilter(
    ({ source_info, upload_source }) => (upload_source ?? source_info.source) === source_info.source,
    { expected: "the same source in upload_source and source_info.source" }
  )
)

const PhotoInfo = Schema.Struct({
  ...interactions,
  title: Schema.optionalKey(Text(90)),
  description: Schema.optionalKey(Text(4_000)),
  auto_add_music: Schema.optionalKey(Schema.Boolean)
})

const PhotoSource = Schema.Struct({
  source: Schema.Literal("PULL_FROM_URL"),
  photo_images: Schema.Array(Url).check(Schema.isBetweenLength(1, 35, { expected: "1 to 35 images" })),
  photo_cover_index: Schema.Int
}).check(
  Schema.makeFilter(
    ({ photo_cover_index: index, photo_images }) => index >= 0 && index < photo_images.length,
    { expected: "a photo_cover_index that counts from 0 and names one of the photo_images" }
  )
)

/** A photo post or photo draft. */
export const PhotoInitBody = Schema.Union([
  Schema.Struct({
    media_type: Schema.Literal("PHOTO"),
    post_mode: Schema.Literal("DIRECT_POST"),
    post_info: Schema.Struct({ ...PhotoInfo.fields, privacy_level: PrivacyLevel }),
    source_info: PhotoSource
  }),
  Schema.Struct({
    media_type: Schema.Literal("PHOTO"),
    post_mode: Schema.Literal("MEDIA_UPLOAD"),
    post_info: Schema.optionalKey(
      Schema.Struct({ ...PhotoInfo.fields, privacy_level: Schema.optionalKey(PrivacyLevel) })
    ),
    source_info: PhotoSource
  })
]).annotate({ expected: "an object whose media_type is PHOTO and whose post_mode is DIRECT_POST or MEDIA_UPLOAD" })

const credentials = { client_key: Schema.String, client_secret: Schema.String }

/** A token request. */
export const TokenRequestBody = Schema.Union([
  Schema.Struct({
    ...credentials,
    grant_type: Schema.Literal("authorization_code"),
    code: Schema.String,
    redirect_uri: Schema.String,
    code_verifier: Schema.optionalKey(Schema.String)
  }),
  Schema.Struct({
    ...credentials,
    grant_type: Schema.Literal("refresh_token"),
    refresh_token: Schema.String
  })
]).annotate({ expected: "an object whose grant_type is authorization_code or refresh_token" })

/** A status call. */
export const StatusRequestBody = Schema.Struct({ publish_id: Schema.String })

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

export const decodeTokenRequest = decoder(TokenRequestBody)

/** Decodes the body of a status call. */
export const decodeStatusRequest = decoder(StatusRequestBody)
