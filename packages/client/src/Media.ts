/**
 * The source of a post's bytes.
 *
 * @since 0.1.0
 */
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Container formats that TikTok accepts for a video (tiktok-live, section 12).
 *
 * @category models
 * @since 0.1.0
 */
export type ContentType = "video/mp4" | "video/quicktime" | "video/webm"

/**
 * A file that the layer's `FileSystem` can read.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileMedia {
  readonly _tag: "File"
  readonly path: string
  readonly contentType: ContentType
}

/**
 * A video that is already in memory.
 *
 * @category models
 * @since 0.1.0
 */
export interface BytesMedia {
  readonly _tag: "Bytes"
  readonly bytes: Uint8Array
  readonly contentType: ContentType
}

/**
 * Bytes that arrive once, in order. TikTok needs the size before the first byte.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamMedia {
  readonly _tag: "Stream"
  readonly stream: Stream.Stream<Uint8Array, unknown>
  /** Exact number of bytes the stream yields. */
  readonly size: number
  readonly contentType: ContentType
}

/**
 * A video in a `Blob`, such as a file that a person has chosen in a browser.
 *
 * @category models
 * @since 0.1.0
 */
export interface BlobMedia {
  readonly _tag: "Blob"
  readonly blob: Blob
  readonly contentType: ContentType
}

/**
 * A video on your own server. The library reads it there and uploads it. URL and
 * headers may carry signatures, so they are never printed.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpMedia {
  readonly _tag: "Http"
  readonly url: Redacted.Redacted<string>
  readonly headers: Readonly<Record<string, Redacted.Redacted<string>>>
  readonly contentType: ContentType
  /** Whether the host may be private to this machine or network. @default false */
  readonly allowPrivate?: boolean | undefined
}

/**
 * A video that TikTok fetches itself, from a domain or prefix that is verified
 * for the app.
 *
 * @category models
 * @since 0.1.0
 */
export interface UrlMedia {
  readonly _tag: "Url"
  readonly url: string
}

/**
 * A video that your program finds by a name of its own, such as a path, a row
 * or a key of a bucket. It stands for the video in `Post.Data`, and
 * `Post.fromData` asks your program for what it means.
 *
 * @category models
 * @since 0.1.0
 */
export interface NamedMedia {
  readonly _tag: "Named"
  readonly name: string
}

/**
 * Media whose bytes this library uploads.
 *
 * @category models
 * @since 0.1.0
 */
export type Uploadable = FileMedia | BytesMedia | BlobMedia | StreamMedia | HttpMedia

/**
 * Any source of a video.
 *
 * @category models
 * @since 0.1.0
 */
export type Video = Uploadable | UrlMedia

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * A video file. The content type follows from the file name unless it is
 * given: `.mov` is QuickTime, `.webm` is WebM, everything else MP4.
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (path: string, options?: { readonly contentType?: ContentType | undefined }): FileMedia => ({
  _tag: "File",
  path,
  contentType: options?.contentType ?? contentTypeOf(path)
})

/**
 * A video in memory.
 *
 * @category constructors
 * @since 0.1.0
 */
export const bytes = (
  content: Uint8Array,
  options?: { readonly contentType?: ContentType | undefined }
): BytesMedia => ({
  _tag: "Bytes",
  bytes: content,
  contentType: options?.contentType ?? "video/mp4"
})

/**
 * A stream of bytes with a known size. It is read once and chunk by chunk; a
 * chunk stays in memory until TikTok has confirmed it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const stream = (
  content: Stream.Stream<Uint8Array, unknown>,
  options: { readonly size: number; readonly contentType?: ContentType | undefined }
): StreamMedia => ({
  _tag: "Stream",
  stream: content,
  size: options?.size,
  contentType: options?.contentType ?? "video/mp4"
})

/**
 * A video in a `Blob` or `File`. Chunks are read from it one at a time. Unless it
 * is given, the content type is the blob's own, or follows from the file name.
 *
 * @category constructors
 * @since 0.1.0
 */
export const blob = (
  content: Blob,
  options?: { readonly contentType?: ContentType | undefined }
): BlobMedia => ({
  _tag: "Blob",
  blob: content,
  contentType: options?.contentType ?? contentTypes.find((known) => known === essenceOf(content?.type)) ??
    contentTypeOf(content instanceof File ? content.name : "")
})

/**
 * A video that the library reads from a server and uploads. TikTok itself fetches
 * the video of `url`. The server must respond to range requests with 206, and its
 * strong `ETag` (or `Last-Modified`) must not change during the upload. Otherwise
 * the publish fails with `MediaSourceError`, and nothing is sent to TikTok.
 *
 * Hosts with a private name are refused, also after a redirect: loopback, private,
 * link-local and other special addresses, `localhost`, `*.local`, `*.internal` and
 * names without a dot. A public name that resolves to such an address is not
 * detected. If strangers choose the URL, keep this process off that network.
 *
 * @category constructors
 * @since 0.1.0
 */
export const http = (location: string | URL | Redacted.Redacted<string>, options?: {
  /** Sent only to the origin of the URL. Stored in the checkpoint of a publish with a key. */
  readonly headers?: Readonly<Record<string, string | Redacted.Redacted<string>>> | undefined
  readonly contentType?: ContentType | undefined
  /** Allows hosts that are private to this machine or network. @default false */
  readonly allowPrivate?: boolean | undefined
}): HttpMedia => {
  const url = Redacted.isRedacted(location) ? location : Redacted.make(String(location))
  const headers = options?.headers ?? {}
  return {
    _tag: "Http",
    url,
    // `Publisher` refuses headers of another kind.
    headers: typeof headers === "object"
      ? Record.map(headers, (value) => Redacted.isRedacted(value) ? value : Redacted.make(value))
      : headers,
    contentType: options?.contentType ?? contentTypeOf(URL.parse(Redacted.value(url))?.pathname ?? ""),
    allowPrivate: options?.allowPrivate
  }
}

/**
 * A video that TikTok fetches (`PULL_FROM_URL`). The library itself reads the video
 * of `http`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const url = (location: string | URL): UrlMedia => ({ _tag: "Url", url: String(location) })

/**
 * A reference, by a name of your own, to a video of a post that is still data.
 *
 * @category constructors
 * @since 0.1.0
 */
export const named = (name: string): NamedMedia => ({ _tag: "Named", name })

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const contentTypes: ReadonlyArray<ContentType> = ["video/mp4", "video/quicktime", "video/webm"]

// The type of a recording in a browser also names its codecs.
const essenceOf = (type: unknown): string => (String(type).split(";")[0] ?? "").trim().toLowerCase()

// `Publisher` refuses a path that is not text.
const contentTypeOf = (path: unknown): ContentType => {
  const name = typeof path === "string" ? path.toLowerCase() : ""
  if (name.endsWith(".mov") || name.endsWith(".qt")) return "video/quicktime"
  return name.endsWith(".webm") ? "video/webm" : "video/mp4"
}
