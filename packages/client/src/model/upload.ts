import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Media from "../Media.ts"
import type * as Post from "../Post.ts"
import {
  type CallFailure,
  type InvalidInput,
  type KeyInUse,
  type MediaSourceError,
  type MediaUnreadable,
  type OffsetMismatch,
  type StoreFailed,
  type TikTokError,
  type UploadExpired
} from "../TikTokError.ts"

/**
 * Identifies media without reading all of it.
 *
 * @category models
 * @since 0.1.0
 */
export const MediaIdentity = Schema.Struct({
  /** Bytes. */
  size: Schema.Int,
  /** When a file was last changed, to the millisecond. */
  modifiedAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** SHA-256 of bytes in memory, in hex. */
  sha256: Schema.optional(Schema.String),
  /** The strong `ETag` of a media server. */
  etag: Schema.optional(Schema.String),
  /** The `Last-Modified` of a media server without a strong `ETag`. */
  lastModified: Schema.optional(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type MediaIdentity = typeof MediaIdentity.Type

/**
 * The chunks of a video. Every chunk has `chunkSize` bytes. The last chunk also has
 * the remaining bytes.
 *
 * @category models
 * @since 0.1.0
 */
export const Plan = Schema.Struct({
  /** Bytes. */
  size: Schema.Int,
  /** Bytes. */
  chunkSize: Schema.Int,
  chunkCount: Schema.Int,
  /**
   * The media when it was planned. If it differs before the last byte is sent, the upload fails with `MediaUnreadable` or
   * `MediaSourceError`, and nothing is published. Absent for bytes in memory.
   */
  media: Schema.optional(MediaIdentity)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Plan = typeof Plan.Type

/**
 * Bytes were passed to the connection. The number may be ahead of what has arrived.
 * It decreases when a chunk is sent again.
 *
 * @category events
 * @since 0.1.0
 */
export const BytesSent = Schema.TaggedStruct("BytesSent", { sent: Schema.Int, size: Schema.Int })

/**
 * TikTok has every byte up to `confirmed`, which may be in the middle of a chunk. The
 * number decreases only if TikTok reports less.
 *
 * @category events
 * @since 0.1.0
 */
export const BytesConfirmed = Schema.TaggedStruct("BytesConfirmed", {
  confirmed: Schema.Int,
  size: Schema.Int,
  /** How many chunks are done. */
  chunks: Schema.Int
})

/**
 * What happens during an upload.
 *
 * @category events
 * @since 0.1.0
 */
export type UploadEvent = typeof BytesSent.Type | typeof BytesConfirmed.Type

/**
 * Why an upload may fail.
 *
 * @category models
 * @since 0.1.0
 */
export type UploadFailure =
  | CallFailure
  | UploadExpired
  | OffsetMismatch
  | InvalidInput
  | MediaUnreadable
  | MediaSourceError
  | KeyInUse
  | StoreFailed

/**
 * What to upload, and where.
 *
 * @category models
 * @since 0.1.0
 */
export interface UploadRequest {
  readonly media: Media.Uploadable
  readonly plan: Plan
  /** The creator of the upload. No error repeats their tokens, even if a server does. */
  readonly creator?: Post.CreatorId | undefined
  /** From the response to the init. It carries a token. */
  readonly uploadUrl: Redacted.Redacted<string>
  /**
   * Bytes that TikTok has confirmed to an earlier run. The upload resumes there. With it, even with 0, `progress` runs
   * before the first byte.
   *
   * @default none: the upload is new
   */
  readonly confirmed?: number | undefined
  /**
   * Asks how many bytes TikTok has, such as the `uploadedBytes` of a status. It runs when a chunk without a response may
   * have arrived. `undefined` or a failure means that the number is not known.
   *
   * @default none: only the responses to chunks show it
   */
  readonly progress?: Effect.Effect<number | undefined, TikTokError> | undefined
  /** Runs once, before the request whose arrival makes TikTok publish. */
  readonly beforeLast?: Effect.Effect<void, TikTokError<KeyInUse | StoreFailed>> | undefined
}

/**
 * Part of a file, in bytes.
 *
 * @category models
 * @since 0.1.0
 */
export interface ByteRange {
  /** First byte. */
  readonly start: number
  /** First byte after the part. */
  readonly end: number
}

/**
 * Opens files in the fastest way of a platform.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileReader {
  /** Opens a regular file. Can be interrupted even if the file system hangs. */
  readonly open: (path: string) => Effect.Effect<OpenFile, MediaUnreadable, Scope.Scope>
}

/**
 * A file that is being uploaded.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenFile {
  /** The file now. The library checks it before it reads the first byte and before it sends the last one. */
  readonly version: Effect.Effect<FileVersion, MediaUnreadable>
  /**
   * The pieces of a part, for one attempt to send it. A piece may be overwritten once the HTTP client has sent it and
   * asked for more. Reading stops when the scope closes.
   */
  readonly read: (range: ByteRange, listener: ReadListener) => Effect.Effect<
    AsyncIterable<Uint8Array>,
    never,
    Scope.Scope
  >
  /**
   * A part for a `fetch` that reads files by itself. Used instead of `read` for every part but the last one, whose last
   * piece the library holds back until it has checked the file.
   *
   * @default none: every part is read in pieces
   */
  readonly slice?: ((range: ByteRange) => Blob) | undefined
}

/**
 * Shows whether a file was written to while it was open.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileVersion {
  /** Bytes. */
  readonly size: number
  /** When it was last changed, to the millisecond, as `FileSystem.stat` reports it. */
  readonly modifiedAt: DateTime.Utc | undefined
  /** Other data that differs after a change, such as nanoseconds or the inode number. */
  readonly mark: string | undefined
}

/**
 * Receives failures while a part is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReadListener {
  /** The file cannot be read. The iteration then throws. */
  readonly onFailure: (reason: MediaUnreadable) => void
}

/**
 * Reads files that are `"Streamed"`. By default they are read through
 * `FileSystem`, on any platform; `effect-tiktok/NodeFileReader` is for Node.
 *
 * **Example** (Through `FileSystem` again, below a layer for Node)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.succeed(Uploader.FileReader, undefined)
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const FileReader: Context.Reference<FileReader | undefined> = Context.Reference<FileReader | undefined>(
  "effect-tiktok/Uploader/FileReader",
  { defaultValue: () => undefined }
)

/**
 * Whether the HTTP client sends a `Blob` without reading all of it into memory, as `fetch` does. The layers of
 * `effect-tiktok/Platform` say so where it is true.
 *
 * **Example** (Slices of a chosen file, over `fetch`)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.succeed(Uploader.SendsBlobs, true)
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const SendsBlobs: Context.Reference<boolean> = Context.Reference<boolean>("effect-tiktok/Uploader/SendsBlobs", {
  defaultValue: () => false
})
