import * as Redacted from "effect/Redacted"
import * as Validate from "../common/validate.ts"

/**
 * Validates the source of a video without opening it.
 *
 * @internal
 */
export const validateMedia = (media: unknown): Validate.Violations => {
  if (!Validate.isObject(media)) return unknownSource
  switch (media["_tag"]) {
    case "File":
      return [
        ...Validate.path("media.path", media["path"]),
        ...validateContentType(media)
      ]
    case "Bytes":
      return [
        ...Validate.check(Validate.isBytes(media["bytes"]), "media.bytes", "must be a Uint8Array"),
        ...validateContentType(media)
      ]
    case "Blob":
      return [...Validate.check(isBlob(media["blob"]), "media.blob", "must be a Blob"), ...validateContentType(media)]
    case "Stream":
      return [
        ...Validate.stream("media.stream", media["stream"]),
        ...Validate.check(typeof media["size"] === "number", "media.size", "must be a number of bytes"),
        ...validateContentType(media)
      ]
    case "Http":
      return [
        ...Validate.secret("media.url", media["url"]),
        ...validateHeaders(media["headers"]),
        ...Validate.check(
          media["allowPrivate"] === undefined || typeof media["allowPrivate"] === "boolean",
          "media.allowPrivate",
          "must be true or false"
        ),
        ...validateContentType(media)
      ]
    case "Url":
      return Validate.check(isHttps(media["url"]), "media.url", "must be an absolute https URL")
    default:
      return unknownSource
  }
}

/**
 * Validates media that this library uploads itself.
 *
 * @internal
 */
export const validateUploadable = (media: unknown): Validate.Violations =>
  Validate.isObject(media) && media["_tag"] === "Url"
    ? Validate.check(false, "media", "must not be made by Media.url: TikTok fetches that itself")
    : validateMedia(media)

/** @internal */
export const isHttps = (url: unknown): boolean => {
  const address = Validate.isObject(url) ? url["href"] : url
  return typeof address === "string" && URL.parse(address)?.protocol === "https:"
}

const isBlob = (blob: unknown): boolean =>
  Validate.isObject(blob) && typeof blob["size"] === "number" && typeof blob["slice"] === "function"

const unknownSource = Validate.check(
  false,
  "media",
  "must be made by Media.file, Media.bytes, Media.blob, Media.stream, Media.http or Media.url"
)

const contentTypes: ReadonlyArray<unknown> = ["video/mp4", "video/quicktime", "video/webm"]

const validateContentType = ({ contentType }: Readonly<Record<string, unknown>>): Validate.Violations =>
  Validate.check(contentTypes.includes(contentType), "media.contentType", `must be one of ${contentTypes.join(", ")}`)

const validateHeaders = (headers: unknown): Validate.Violations =>
  Validate.check(
    Validate.isObject(headers) &&
      Object.values(headers).every((value) => Redacted.isRedacted(value) && typeof Redacted.value(value) === "string"),
    "media.headers",
    "must be text, each under its name"
  )
