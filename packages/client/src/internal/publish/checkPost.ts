import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Photos, type PhotosDraft, type Post, PrivacyLevel, type Video } from "../../Post.ts"
import * as Given from "../common/given.ts"
import * as CheckMedia from "./checkMedia.ts"
import * as Guidelines from "./guidelines.ts"

/**
 * Every rule that a post breaks, whoever posts it and whatever is spoken on the
 * wire. Lengths count UTF-16 units, as TikTok does (tiktok-live, sections 4.1,
 * 5.3, 7 and 13).
 *
 * @internal
 */
export const violations = (post: Post): Given.Broken => {
  if (!Given.isObject(post)) return unknownKind
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

const unknownKind = Given.unless(
  false,
  "post",
  "must be made by Post.video, Post.videoDraft, Post.photos or Post.photosDraft"
)

const ofPrivacy = ({ brandContent, privacyLevel }: Video | Photos): Given.Broken =>
  isPrivacyLevel(privacyLevel)
    ? Given.unless(
      brandContent !== true || Guidelines.brandedContentFor[privacyLevel] !== "Refused",
      "privacyLevel",
      `must not be ${privacyLevel} for branded content`
    )
    : Given.unless(false, "privacyLevel", `must be one of ${PrivacyLevel.literals.join(", ")}`)

const ofPhotos = ({ coverIndex = 0, description, images, title }: Photos | PhotosDraft): Given.Broken => [
  ...ofLength("title", title, 90),
  ...ofLength("description", description, 4000),
  ...(Array.isArray(images)
    ? [...ofImages(images), ...ofCoverIndex(coverIndex, images.length)]
    : Given.unless(false, "images", "must be a list of 1 to 35 URLs"))
]

const ofImages = (images: ReadonlyArray<unknown>): Given.Broken => [
  ...Given.unless(images.length >= 1 && images.length <= 35, "images", `must be 1 to 35 URLs, were ${images.length}`),
  // Not `flatMap`, which passes over the holes of an array.
  ...Array.from(
    images,
    (image, index) => Given.unless(CheckMedia.isHttps(image), `images[${index}]`, "must be an absolute https URL")
  ).flat()
]

const ofCoverIndex = (coverIndex: unknown, count: number): Given.Broken =>
  typeof coverIndex === "number"
    ? Given.unless(
      count === 0 || Number.isInteger(coverIndex) && coverIndex >= 0 && coverIndex < count,
      "coverIndex",
      `must be 0 to ${count - 1}, was ${coverIndex}`
    )
    : Given.unless(false, "coverIndex", "must be a number")

const ofLength = (field: string, value: unknown, most: number): Given.Broken => {
  if (value === undefined) return []
  return typeof value === "string"
    ? Given.unless(value.length <= most, field, `must have at most ${most} UTF-16 units, had ${value.length}`)
    : Given.ofText(field, value)
}

const ofCover = (at: unknown): Given.Broken => {
  if (at === undefined) return []
  const millis = Result.map(Given.duration("coverTimestamp", at), Duration.toMillis)
  return Given.unless(
    Result.isSuccess(millis) && Number.isInteger(millis.success) && millis.success <= 2_147_483_647,
    "coverTimestamp",
    "must be a whole number of milliseconds, from 0 to 2147483647"
  )
}

// Settings often come from a form or a file, where a switch that is off may be the word "false".
const ofToggles = <P>(post: P, toggles: ReadonlyArray<keyof P & string>): Given.Broken =>
  toggles.flatMap((toggle) =>
    Given.unless(post[toggle] === undefined || typeof post[toggle] === "boolean", toggle, "must be true or false")
  )
