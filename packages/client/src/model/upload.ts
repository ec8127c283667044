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
 * What tells one media from another without reading all of it.
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
  /** What a media server without a strong `ETag` calls `Last-Modified`. */
  lastModified: Schema.optional(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type MediaIdentity = typeof MediaIdentity.Type

/**
 * How a video is cut into chunks. Every chunk has `chunkSize` bytes, except
 * the last, which also carries what is left over.
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
   * What the media was when it was planned, and has to be when its last byte is sent: else the upload fails with
   * `MediaUnreadable` or `MediaSourceError`, and nothing is published. Absent for bytes in memory.
   */
  media: Schema.optional(MediaIdentity)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Plan = typeof Plan.Type

/**
 * Bytes were handed to the connection. They run ahead of what has arrived, and
 * fall back when a chunk has to be sent again.
 *
 * @category events
 * @since 0.1.0
 */
export const BytesSent = Schema.TaggedStruct("BytesSent", { sent: Schema.Int, size: Schema.Int })

/**
 * TikTok has taken every byte up to `confirmed`, which may be in the middle of
 * a chunk. It falls back only when TikTok says that it has less.
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
  /** Whose upload it is, so that no error repeats their tokens where a server does. */
  readonly creator?: Post.CreatorId | undefined
  /** As the init answered it; it carries a token. */
  readonly uploadUrl: Redacted.Redacted<string>
  /**
   * Bytes TikTok has confirmed to an earlier run of this upload, which goes on from there. With it, even with 0,
   * `progress` is asked before the first byte.
   *
   * @default none: the upload is new
   */
  readonly confirmed?: number | undefined
  /**
   * Asks how many bytes TikTok has, such as the `uploadedBytes` of a status. Asked when a chunk may have arrived in part
   * or whole although nobody said so; `undefined` and a failure leave it open.
   *
   * @default none: only the answers to chunks tell
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
 * Opens files in the way that is fastest on a platform.
 *
 * @category services
 * @since 0.1.0
 */
export interface FileReader {
  /** Opens a regular file, and lets itself be interrupted where that hangs. */
  readonly open: (path: string) => Effect.Effect<OpenFile, MediaUnreadable, Scope.Scope>
}

/**
 * A file that is being uploaded.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenFile {
  /** What the file is now. It is asked before the first byte is read and before the last one is sent. */
  readonly version: Effect.Effect<FileVersion, MediaUnreadable>
  /**
   * The pieces of a part, for one attempt to send it. A piece may be overwritten once the HTTP client has sent it and
   * asked for others. Nothing is read any more when the scope has closed.
   */
  readonly read: (range: ByteRange, listener: ReadListener) => Effect.Effect<
    AsyncIterable<Uint8Array>,
    never,
    Scope.Scope
  >
}

/**
 * What tells whether a file was written to while it was open.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileVersion {
  /** Bytes. */
  readonly size: number
  /** When it was last changed, to the millisecond, as `FileSystem.stat` reports it. */
  readonly modifiedAt: DateTime.Utc | undefined
  /** What else the platform knows that differs after a change, such as nanoseconds or the number of its inode. */
  readonly mark: string | undefined
}

/**
 * Told about the reading of a part.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReadListener {
  /** The file gave out; the iteration then throws. */
  readonly onFailure: (reason: MediaUnreadable) => void
}

/**
 * Reads files that are `"Streamed"`. By default they are read through
 * `FileSystem`, on any platform; `effect-tiktok/NodeFileReader` is for Node.
 *
 * @category services
 * @since 0.1.0
 */
export const FileReader: Context.Reference<FileReader | undefined> = Context.Reference<FileReader | undefined>(
  "effect-tiktok/Uploader/FileReader",
  { defaultValue: () => undefined }
)
