import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Photos, type PhotosDraft, type Post, PrivacyLevel, type Video } from "../../Post.ts"
import * as Validate from "../common/validate.ts"
import { isHttps, validateMedia } from "../upload/validateMedia.ts"
import * as Guidelines from "./postingGuidelines.ts"

/**
 * Validates a post by the rules that hold for every creator and contract. Lengths
 * count UTF-16 units, as TikTok does (tiktok-live, sections 4.1, 5.3, 7 and 13).
 *
 * @internal
 */
export const validatePost = (post: Post): Validate.Violations => {
  if (!Validate.isObject(post)) return unknownKind
  switch (post._tag) {
    case "Video":
      return [
        ...validatePrivacy(post),
        ...validateLength("title", post.title, 2200),
        ...validateCover(post.coverTimestamp),
        ...validateToggles(post, [
          "disableComment",
          "disableDuet",
          "disableStitch",
          "brandContent",
          "brandOrganic",
          "isAigc"
        ]),
        ...validateMedia(post.media)
      ]
    case "VideoDraft":
      return validateMedia(post.media)
    case "Photos":
      return [
        ...validatePrivacy(post),
        ...validatePhotos(post),
        ...validateToggles(post, ["disableComment", "autoAddMusic", "brandContent", "brandOrganic", "isAigc"])
      ]
    case "PhotosDraft":
      return validatePhotos(post)
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

const validatePrivacy = ({ brandContent, privacyLevel }: Video | Photos): Validate.Violations =>
  isPrivacyLevel(privacyLevel)
    ? Validate.check(
      brandContent !== true || Guidelines.brandedContentFor[privacyLevel] !== "Refused",
      "privacyLevel",
      `must not be ${privacyLevel} for branded content`
    )
    : Validate.check(false, "privacyLevel", `must be one of ${PrivacyLevel.literals.join(", ")}`)

const validatePhotos = ({ coverIndex = 0, description, images, title }: Photos | PhotosDraft): Validate.Violations => [
  ...validateLength("title", title, 90),
  ...validateLength("description", description, 4000),
  ...(Array.isArray(images)
    ? [...validateImages(images), ...validateCoverIndex(coverIndex, images.length)]
    : Validate.check(false, "images", "must be a list of 1 to 35 URLs"))
]

const validateImages = (images: ReadonlyArray<unknown>): Validate.Violations => [
  ...Validate.check(images.length >= 1 && images.length <= 35, "images", `must be 1 to 35 URLs, were ${images.length}`),
  // `flatMap` skips the holes of an array.
  ...Array.from(
    images,
    (image, index) => Validate.check(isHttps(image), `images[${index}]`, "must be an absolute https URL")
  ).flat()
]

const validateCoverIndex = (coverIndex: unknown, count: number): Validate.Violations =>
  typeof coverIndex === "number"
    ? Validate.check(
      count === 0 || Number.isInteger(coverIndex) && coverIndex >= 0 && coverIndex < count,
      "coverIndex",
      `must be 0 to ${count - 1}, was ${coverIndex}`
    )
    : Validate.check(false, "coverIndex", "must be a number")

const validateLength = (field: string, value: unknown, max: number): Validate.Violations => {
  if (value === undefined) return []
  return typeof value === "string"
    ? Validate.check(value.length <= max, field, `must have at most ${max} UTF-16 units, had ${value.length}`)
    : Validate.text(field, value)
}

const validateCover = (input: unknown): Validate.Violations => {
  if (input === undefined) return []
  const millis = Result.map(Validate.parseDuration("coverTimestamp", input), Duration.toMillis)
  return Validate.check(
    Result.isSuccess(millis) && Number.isInteger(millis.success) && millis.success <= 2_147_483_647,
    "coverTimestamp",
    "must be a whole number of milliseconds, from 0 to 2147483647"
  )
}

// Settings often come from a form or a file, where off may be the text "false".
const validateToggles = <P>(post: P, toggles: ReadonlyArray<keyof P & string>): Validate.Violations =>
  toggles.flatMap((toggle) =>
    Validate.check(post[toggle] === undefined || typeof post[toggle] === "boolean", toggle, "must be true or false")
  )
