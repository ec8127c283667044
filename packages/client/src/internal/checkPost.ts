import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Photos, type PhotosDraft, type Post, PrivacyLevel, type Video } from "../Post.ts"
import { InvalidInput } from "../TikTokError.ts"
import * as Guidelines from "./guidelines.ts"

/**
 * The first rule that a post breaks, if it breaks one.
 *
 * @internal
 */
export const check = (post: Post): InvalidInput | undefined => violations(post)[0]

/**
 * Every rule that a post breaks, whoever posts it and whatever is spoken on the
 * wire. Lengths count UTF-16 units, as TikTok does (tiktok-live, sections 4.1,
 * 5.3, 7 and 13).
 *
 * @internal
 */
export const violations = (post: Post): ReadonlyArray<InvalidInput> => {
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
        ...ofSource(post.media)
      ]
    case "VideoDraft":
      return ofSource(post.media)
    case "Photos":
      return [
        ...ofPrivacy(post),
        ...ofPhotos(post),
        ...ofToggles(post, ["disableComment", "autoAddMusic", "brandContent", "brandOrganic", "isAigc"])
      ]
    case "PhotosDraft":
      return ofPhotos(post)
  }
}

/** @internal */
export const isPrivacyLevel = Schema.is(PrivacyLevel)

/** @internal */
export const unless = (holds: boolean, field: string, rule: string): ReadonlyArray<InvalidInput> =>
  holds ? [] : [new InvalidInput({ field, rule })]

const ofPrivacy = ({ brandContent, privacyLevel }: Video | Photos): ReadonlyArray<InvalidInput> =>
  isPrivacyLevel(privacyLevel)
    ? unless(
      brandContent !== true || Guidelines.brandedContentFor[privacyLevel] !== "Refused",
      "privacyLevel",
      `must not be ${privacyLevel} for branded content`
    )
    : unless(false, "privacyLevel", `must be one of ${PrivacyLevel.literals.join(", ")}`)

const ofPhotos = (
  { coverIndex = 0, description, images, title }: Photos | PhotosDraft
): ReadonlyArray<InvalidInput> => [
  ...ofLength("title", title, 90),
  ...ofLength("description", description, 4000),
  ...unless(images.length >= 1 && images.length <= 35, "images", `must be 1 to 35 URLs, were ${images.length}`),
  ...images.flatMap((image, index) => unless(isHttps(image), `images[${index}]`, "must be an absolute https URL")),
  ...unless(
    images.length === 0 || Number.isInteger(coverIndex) && coverIndex >= 0 && coverIndex < images.length,
    "coverIndex",
    `must be 0 to ${images.length - 1}, was ${coverIndex}`
  )
]

const ofSource = (media: Video["media"]): ReadonlyArray<InvalidInput> =>
  media._tag === "Url" ? unless(isHttps(media.url), "media.url", "must be an absolute https URL") : []

const ofLength = (field: string, value: string | undefined, most: number): ReadonlyArray<InvalidInput> => {
  const length = value?.length ?? 0
  return unless(length <= most, field, `must have at most ${most} UTF-16 units, had ${length}`)
}

const ofCover = (at: Duration.Input | undefined): ReadonlyArray<InvalidInput> => {
  if (at === undefined) return []
  const millis = Option.map(Duration.fromInput(at), Duration.toMillis)
  return unless(
    Option.isSome(millis) && Number.isInteger(millis.value) && millis.value >= 0 && millis.value <= 2_147_483_647,
    "coverTimestamp",
    "must be a whole number of milliseconds, from 0 to 2147483647"
  )
}

// Settings often come from a form or a file, where a switch that is off may be the word "false".
const ofToggles = <P>(post: P, toggles: ReadonlyArray<keyof P & string>): ReadonlyArray<InvalidInput> =>
  toggles.flatMap((toggle) =>
    unless(post[toggle] === undefined || typeof post[toggle] === "boolean", toggle, "must be true or false")
  )

const isHttps = (url: string | URL): boolean => URL.canParse(url) && new URL(url).protocol === "https:"
