import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type PhotosDraftOptions, type Post, PrivacyLevel, type Video } from "../Post.ts"
import { InvalidInput } from "../TikTokError.ts"

/**
 * The first rule that a post breaks, if it breaks one. Lengths count UTF-16
 * units, as TikTok does (tiktok-live, sections 4.1, 5.3 and 7).
 *
 * @internal
 */
export const check = (post: Post): InvalidInput | undefined => {
  switch (post._tag) {
    case "Video":
      return checkVideo(post)
    case "VideoDraft":
      return checkSource(post.media)
    case "Photos":
      return checkPrivacyLevel(post.privacyLevel) ?? checkPhotos(post)
    case "PhotosDraft":
      return checkPhotos(post)
  }
}

const checkVideo = (post: Video): InvalidInput | undefined =>
  checkPrivacyLevel(post.privacyLevel) ??
    checkLength("title", post.title, 2200) ??
    checkCover(post.coverTimestamp) ??
    checkSource(post.media)

const checkPhotos = ({ coverIndex = 0, description, images, title }: PhotosDraftOptions): InvalidInput | undefined => {
  const insecure = images.findIndex((image) => !isHttps(image))
  return checkLength("title", title, 90) ??
    checkLength("description", description, 4000) ??
    unless(images.length >= 1 && images.length <= 35, "images", `must be 1 to 35 URLs, were ${images.length}`) ??
    unless(insecure === -1, `images[${insecure}]`, "must be an absolute https URL") ??
    unless(
      Number.isInteger(coverIndex) && coverIndex >= 0 && coverIndex < images.length,
      "coverIndex",
      `must be 0 to ${images.length - 1}, was ${coverIndex}`
    )
}

const checkSource = (media: Video["media"]): InvalidInput | undefined =>
  media._tag === "Url" ? unless(isHttps(media.url), "media.url", "must be an absolute https URL") : undefined

const checkPrivacyLevel = (level: unknown): InvalidInput | undefined =>
  unless(isPrivacyLevel(level), "privacyLevel", `must be one of ${PrivacyLevel.literals.join(", ")}`)

const checkLength = (field: string, value: string | undefined, most: number): InvalidInput | undefined => {
  const length = value?.length ?? 0
  return unless(length <= most, field, `must have at most ${most} UTF-16 units, had ${length}`)
}

const checkCover = (at: Duration.Input | undefined): InvalidInput | undefined => {
  if (at === undefined) return undefined
  const millis = Option.map(Duration.fromInput(at), Duration.toMillis)
  return unless(
    Option.isSome(millis) && Number.isInteger(millis.value) && millis.value >= 0 && millis.value <= 2_147_483_647,
    "coverTimestamp",
    "must be a whole number of milliseconds, from 0 to 2147483647"
  )
}

const isPrivacyLevel = Schema.is(PrivacyLevel)

const isHttps = (url: string | URL): boolean => URL.canParse(url) && new URL(url).protocol === "https:"

const unless = (holds: boolean, field: string, rule: string): InvalidInput | undefined =>
  holds ? undefined : new InvalidInput({ field, rule })
