import * as Schema from "effect/Schema"

/**
 * What a check of media looks at.
 *
 * @category models
 * @since 0.1.0
 */
export const Rule = Schema.Literals([
  "readable",
  "complete",
  "container",
  "contentType",
  "codec",
  "audio",
  "frameRate",
  "pixels",
  "duration",
  "format",
  "shorterSide",
  "size",
  "count"
])

/**
 * @category models
 * @since 0.1.0
 */
export type Rule = typeof Rule.Type

/**
 * Where a limit comes from: TikTok's media transfer guide, the creator's own
 * limit, posts that TikTok refused although no page says so, or the file itself.
 *
 * @category models
 * @since 0.1.0
 */
export const Source = Schema.Literals(["MediaTransferGuide", "CreatorInfo", "RefusedPosts", "File"])

/**
 * @category models
 * @since 0.1.0
 */
export type Source = typeof Source.Type

/**
 * The values that a rule allows: a range, or a list.
 *
 * @category models
 * @since 0.1.0
 */
export const Limit = Schema.Struct({
  min: Schema.optional(Schema.Finite),
  max: Schema.optional(Schema.Finite),
  oneOf: Schema.optional(Schema.Array(Schema.String))
})

/**
 * @category models
 * @since 0.1.0
 */
export type Limit = typeof Limit.Type

/**
 * A rule that media break, or may break.
 *
 * @category models
 * @since 0.1.0
 */
export const Finding = Schema.Struct({
  /** Zero-based, among the media that were checked. */
  index: Schema.Int,
  /** Path of the value, such as `media.frameRate` or `images[2].size`. */
  field: Schema.String,
  rule: Rule,
  /** What was found. Absent if nothing could be read. */
  value: Schema.optional(Schema.Union([Schema.Finite, Schema.String])),
  /** Bytes, pixels, seconds or frames a second, or names. */
  limit: Schema.optional(Limit),
  source: Source,
  /** `Refused`: TikTok refuses the media. `Doubtful`: it may, or the value is not known. */
  severity: Schema.Literals(["Refused", "Doubtful"]),
  /** What must hold and what was found, as the end of a sentence that starts with the field. */
  sentence: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type Finding = typeof Finding.Type

/**
 * What is in a video. A value that could not be read is absent.
 *
 * @category models
 * @since 0.1.0
 */
export const VideoFacts = Schema.TaggedStruct("Video", {
  bytes: Schema.Int,
  /** Such as `MP4`, `QuickTime`, `WebM` or `Matroska`. */
  container: Schema.optional(Schema.String),
  /** Such as `H.264`. */
  codec: Schema.optional(Schema.String),
  /** Absent without sound. */
  audio: Schema.optional(Schema.String),
  /** Frames a second, on average. */
  frameRate: Schema.optional(Schema.Finite),
  /** Pixels, as shown: after rotation, and with square pixels. */
  width: Schema.optional(Schema.Finite),
  height: Schema.optional(Schema.Finite),
  /** Degrees clockwise that a player turns the frames. */
  rotation: Schema.optional(Schema.Finite),
  seconds: Schema.optional(Schema.Finite)
})

/**
 * @category models
 * @since 0.1.0
 */
export type VideoFacts = typeof VideoFacts.Type

/**
 * What is in a photo. A value that could not be read is absent.
 *
 * @category models
 * @since 0.1.0
 */
export const PhotoFacts = Schema.TaggedStruct("Photo", {
  bytes: Schema.Int,
  /** Such as `JPEG`, `WebP` or `PNG`. */
  format: Schema.String,
  /** Pixels, as stored. */
  width: Schema.optional(Schema.Int),
  height: Schema.optional(Schema.Int)
})

/**
 * @category models
 * @since 0.1.0
 */
export type PhotoFacts = typeof PhotoFacts.Type

/**
 * Media that could not be read.
 *
 * @category models
 * @since 0.1.0
 */
export const Unread = Schema.TaggedStruct("Unread", {})

/**
 * What is in media.
 *
 * @category models
 * @since 0.1.0
 */
export const Facts = Schema.Union([VideoFacts, PhotoFacts, Unread])

/**
 * @category models
 * @since 0.1.0
 */
export type Facts = typeof Facts.Type

/**
 * The result of a check: plain data that JSON can carry.
 *
 * @category models
 * @since 0.1.0
 */
export const Report = Schema.Struct({
  /** What is in each of the media, in order. */
  media: Schema.Array(Facts),
  /** Every rule that the media break. Empty if TikTok has no cause to refuse them. */
  findings: Schema.Array(Finding)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Report = typeof Report.Type
