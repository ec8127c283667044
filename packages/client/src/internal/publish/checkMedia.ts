import * as Redacted from "effect/Redacted"
import * as Given from "../common/given.ts"

/**
 * Every rule that the source of a video breaks, as far as that can be told without opening it.
 *
 * @internal
 */
export const broken = (media: unknown): Given.Broken => {
  if (!Given.isObject(media)) return unknownSource
  switch (media["_tag"]) {
    case "File":
      return [
        ...Given.ofPath("media.path", media["path"]),
        ...ofContentType(media)
      ]
    case "Bytes":
      return [
        ...Given.unless(Given.isBytes(media["bytes"]), "media.bytes", "must be a Uint8Array"),
        ...ofContentType(media)
      ]
    case "Blob":
      return [...Given.unless(isBlob(media["blob"]), "media.blob", "must be a Blob"), ...ofContentType(media)]
    case "Stream":
      return [
        ...Given.ofStream("media.stream", media["stream"]),
        ...Given.unless(typeof media["size"] === "number", "media.size", "must be a number of bytes"),
        ...ofContentType(media)
      ]
    case "Http":
      return [...Given.ofSecret("media.url", media["url"]), ...ofHeaders(media["headers"]), ...ofContentType(media)]
    case "Url":
      return Given.unless(isHttps(media["url"]), "media.url", "must be an absolute https URL")
    default:
      return unknownSource
  }
}

/**
 * The same for media that are uploaded from here.
 *
 * @internal
 */
export const ofUploadable = (media: unknown): Given.Broken =>
  Given.isObject(media) && media["_tag"] === "Url"
    ? Given.unless(false, "media", "must not be made by Media.url: TikTok fetches that itself")
    : broken(media)

/** @internal */
export const isHttps = (url: unknown): boolean => {
  const address = Given.isObject(url) ? url["href"] : url
  return typeof address === "string" && URL.parse(address)?.protocol === "https:"
}

const isBlob = (blob: unknown): boolean =>
  Given.isObject(blob) && typeof blob["size"] === "number" && typeof blob["slice"] === "function"

const unknownSource = Given.unless(
  false,
  "media",
  "must be made by Media.file, Media.bytes, Media.blob, Media.stream, Media.http or Media.url"
)

const contentTypes: ReadonlyArray<unknown> = ["video/mp4", "video/quicktime", "video/webm"]

const ofContentType = ({ contentType }: Readonly<Record<string, unknown>>): Given.Broken =>
  Given.unless(contentTypes.includes(contentType), "media.contentType", `must be one of ${contentTypes.join(", ")}`)

const ofHeaders = (headers: unknown): Given.Broken =>
  Given.unless(
    Given.isObject(headers) &&
      Object.values(headers).every((value) => Redacted.isRedacted(value) && typeof Redacted.value(value) === "string"),
    "media.headers",
    "must be text, each under its name"
  )
