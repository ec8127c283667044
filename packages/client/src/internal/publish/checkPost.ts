import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Photos, type PhotosDraft, type Post, PrivacyLevel, type Video } from "../../Post.ts"
import * as Validate from "../common/validate.ts"
import * as CheckMedia from "./checkMedia.ts"
import * as Guidelines from "./guidelines.ts"

/**
 * Every rule that a post breaks, whoever posts it and whatever is spoken on the
 * wire. Lengths count UTF-16 units, as TikTok does (tiktok-live, sections 4.1,
 * 5.3, 7 and 13).
 *
 * @internal
 */
export const violations = (post: Post): Validate.Violations => {
  if (!Validate.isObject(post)) return unknownKind
  switch (post._tag) {
    case "Video":
      return [
        ...ofPrivacy(post),
        ...ofLength("title", post.title, 2200),
        ...ofCover(post.coverTimestamp),
        ...ofToggles(post, [
          "disableComment",
          "disableDuet",
          "disableStitch",
          "brandContent",
          "brandOrganic",
          "isAigc"
        ]),
        ...CheckMedia.broken(post.media)
      ]
    case "VideoDraft":
      return CheckMedia.broken(post.media)
    case "Photos":
      return [
        ...ofPrivacy(post),
        ...ofPhotos(post),
        ...ofToggles(post, ["disableComment", "autoAddMusic", "brandContent", "brandOrganic", "isAigc"])
      ]
    case "PhotosDraft":
      return ofPhotos(post)
    default:
      return unknownKind
  }
}

/** @internal */
export const isPrivacyLevel = Schema.is(PrivacyLevel)

const unknownKind = Validate.check(
  false,
  "post",
  "must be made by Post.video, Post.videoDraft, Post.photos or Post.photosDraft"
)

const ofPrivacy = ({ brandContent, privacyLevel }: Video | Photos): Validate.Violations =>
  isPrivacyLevel(privacyLevel)
    ? Validate.check(
      brandContent !== true || Guidelines.brandedContentFor[privacyLevel] !== "Refused",
      "privacyLevel",
      `must not be ${privacyLevel} for branded content`
    )
    : Validate.check(false, "privacyLevel", `must be one of ${PrivacyLevel.literals.join(", ")}`)

const ofPhotos = ({ coverIndex = 0, description, images, title }: Photos | PhotosDraft): Validate.Violations => [
  ...ofLength("title", title, 90),
  ...ofLength("description", description, 4000),
  ...(Array.isArray(images)
    ? [...ofImages(images), ...ofCoverIndex(coverIndex, images.length)]
    : Validate.check(false, "images", "must be a list of 1 to 35 URLs"))
]

const ofImages = (images: ReadonlyArray<unknown>): Validate.Violations => [
  ...Validate.check(images.length >= 1 && images.length <= 35, "images", `must be 1 to 35 URLs, were ${images.length}`),
  // Not `flatMap`, which passes over the holes of an array.
  ...Array.from(
    images,
    (image, index) => Validate.check(CheckMedia.isHttps(image), `images[${index}]`, "must be an absolute https URL")
  ).flat()
]

const ofCoverIndex = (coverIndex: unknown, count: number): Validate.Violations =>
  typeof coverIndex === "number"
    ? Validate.check(
      count === 0 || Number.isInteger(coverIndex) && coverIndex >= 0 && coverIndex < count,
      "coverIndex",
      `must be 0 to ${count - 1}, was ${coverIndex}`
    )
    : Validate.check(false, "coverIndex", "must be a number")

const ofLength = (field: string, value: unknown, most: number): Validate.Violations => {
  if (value === undefined) return []
  return typeof value === "string"
    ? Validate.check(value.length <= most, field, `must have at most ${most} UTF-16 units, had ${value.length}`)
    : Validate.text(field, value)
}

const ofCover = (at: unknown): Validate.Violations => {
  if (at === undefined) return []
  const millis = Result.map(Validate.parseDuration("coverTimestamp", at), Duration.toMillis)
  return Validate.check(
    Result.isSuccess(millis) && Number.isInteger(millis.success) && millis.success <= 2_147_483_647,
    "coverTimestamp",
    "must be a whole number of milliseconds, from 0 to 2147483647"
  )
}

// Settings often come from a form or a file, where a switch that is off may be the word "false".
const ofToggles = <P>(post: P, toggles: ReadonlyArray<keyof P & string>): Validate.Violations =>
  toggles.flatMap((toggle) =>
    Validate.check(post[toggle] === undefined || typeof post[toggle] === "boolean", toggle, "must be true or false")
  )
