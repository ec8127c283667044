import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** @internal */
export const PrivacyLevel = Schema.Literals([
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY"
])

/** A whole number of milliseconds in what is encoded. */
const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).pipe(
  Schema.decodeTo(Schema.Duration, SchemaTransformation.durationFromMillis)
)

const Flag = Schema.optional(Schema.Boolean)
const Text = Schema.optional(Schema.String)

const disclosure = { brandContent: Flag, brandOrganic: Flag, isAigc: Flag }

/**
 * The settings of each kind of post as data, around a schema of a video's media and one of an image.
 *
 * @internal
 */
export const fields = <Media extends Schema.Top, Image extends Schema.Top>(media: Media, image: Image) => {
  const photos = {
    images: Schema.Array(image),
    coverIndex: Schema.optional(Schema.Int),
    title: Text,
    description: Text
  }
  return {
    Video: {
      media,
      privacyLevel: PrivacyLevel,
      title: Text,
      disableComment: Flag,
      disableDuet: Flag,
      disableStitch: Flag,
      coverTimestamp: Schema.optional(Millis),
      ...disclosure
    },
    VideoDraft: { media },
    Photos: { ...photos, privacyLevel: PrivacyLevel, disableComment: Flag, autoAddMusic: Flag, ...disclosure },
    PhotosDraft: photos
  }
}
