/**
 * Puts the bytes of a video where TikTok wants them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Given from "./internal/common/given.ts"
import * as Retry from "./internal/common/retry.ts"
import * as CheckMedia from "./internal/publish/checkMedia.ts"
import * as ChunkBody from "./internal/upload/chunkBody.ts"
import * as ChunkBodyFile from "./internal/upload/chunkBodyFile.ts"
import { gatheredStream } from "./internal/upload/chunkBodyStream.ts"
import * as MediaServer from "./internal/upload/mediaServer.ts"
import { sendChunks } from "./internal/upload/sendChunks.ts"
import * as QuietClient from "./internal/wire/quietClient.ts"
import * as Wiring from "./internal/wire/wiring.ts"
import type * as Media from "./Media.ts"
import type * as Post from "./Post.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type InvalidInput,
  type KeyInUse,
  type MediaSourceError,
  type MediaUnreadable,
  type OffsetMismatch,
  type StoreFailed,
  type TikTokError,
  type UploadExpired
} from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * What tells one media from another without reading all of it.
 *
 * @category models
 * @since 0.1.0
 */
export const MediaIdentity = Schema.Struct({
  /** Bytes. */
  size: Schema.Int,
  /** When a file was changed last, in epoch milliseconds. */
  modifiedAt: Schema.optional(Schema.Finite),
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
 * How chunks are handed to the HTTP client. `"Buffered"` works with every
 * client and holds one chunk in memory. `"Streamed"` holds pieces only, and
 * needs a client that sends a stream with a known length, such as undici's;
 * `fetch` is not one. For all uploads, provide it to the layer; for one, to the
 * effect.
 *
 * **Example** (Pieces of every chunk)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.succeed(Uploader.Transfer, "Streamed")
 * ```
 *
 * @default "Buffered"
 * @category services
 * @since 0.1.0
 */
export const Transfer: Context.Reference<"Buffered" | "Streamed" | undefined> = Context.Reference<
  "Buffered" | "Streamed" | undefined
>("effect-tiktok/Uploader/Transfer", { defaultValue: () => undefined })

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
 * **Example** (Files of a platform)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Uploader } from "effect-tiktok"
 *
 * declare const open: Uploader.FileReader["open"]
 *
 * export const layer = Layer.succeed(Uploader.FileReader, { open })
 * ```
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
  /** When it was changed last, in whole epoch milliseconds, as `FileSystem.stat` tells it. */
  readonly modifiedAt: number | undefined
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

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Plans and performs uploads.
 *
 * **Example** (How a file is cut into chunks)
 *
 * ```ts
 * import { Media, Uploader } from "effect-tiktok"
 *
 * export const plan = (path: string) => Uploader.Uploader.use(({ plan }) => plan(Media.file(path)))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Uploader extends Context.Service<Uploader, {
  /**
   * Looks at the media and cuts it into chunks. `chunkSize` is in bytes; by
   * default one chunk up to 64,000,000 bytes and 10,000,000 a chunk above.
   * What the media is now, it has to be until its last byte is sent.
   */
  readonly plan: (
    media: Media.Uploadable,
    chunkSize?: number
  ) => Effect.Effect<Plan, TikTokError<InvalidInput | MediaUnreadable | MediaSourceError>>

  /** Looks at the media, to be compared with what it was before. */
  readonly identify: (
    media: Media.Uploadable
  ) => Effect.Effect<MediaIdentity, TikTokError<InvalidInput | MediaUnreadable | MediaSourceError>>

  /**
   * Sends the chunks in order, one at a time. What was lost on the way is sent again from the byte that TikTok has come
   * to, under the policy "chunks". Interruption closes the connection. An upload URL of a foreign host is refused before
   * a byte leaves.
   */
  readonly upload: (request: UploadRequest) => Stream.Stream<UploadEvent, TikTokError<UploadFailure>>
}>()("effect-tiktok/Uploader") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service on top of the current `HttpClient` and `FileSystem`. Fails with `InvalidInput` when the client
 * cannot send what `Transfer` and `FileReader` would give it.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Uploader.Uploader, Uploader.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<
  Uploader["Service"],
  TikTokError<InvalidInput>,
  TikTokApi.TikTokApi | HttpClient.HttpClient | FileSystem.FileSystem
> = Effect.gen(function*() {
  const api = yield* TikTokApi.TikTokApi
  const { checkUploadUrl, contract, within } = api
  const anyClient = yield* HttpClient.HttpClient
  const client = yield* QuietClient.make(anyClient)
  const fs = yield* FileSystem.FileSystem
  const digest = yield* Digest.Digest
  const policies = yield* Retry.currentPolicies
  const retry = yield* Retry.make
  const ownTransfer = yield* Transfer
  const ownReader = yield* FileReader
  if (ownTransfer === "Streamed") {
    yield* Wiring.check("Uploader.make", anyClient, ownReader === undefined ? "Stream" : "Iterable")
  }

  const identify: Uploader["Service"]["identify"] = (media) =>
    Effect.andThen(Given.refuse("Uploader.identify", CheckMedia.ofUploadable(media)), identified(media))

  const identified: Uploader["Service"]["identify"] = (media) =>
    identityOf(fs, client, digest, media).pipe(
      Effect.mapError(fromReason("Uploader.identify")),
      retry("reads")
    )

  const plan: Uploader["Service"]["plan"] = Effect.fn("Uploader.plan")(
    function*(media, chunkSize) {
      yield* Given.refuse("Uploader.plan", [
        ...CheckMedia.ofUploadable(media),
        ...Given.unless(
          chunkSize === undefined || typeof chunkSize === "number",
          "chunkSize",
          "must be a whole number of bytes"
        )
      ])
      const identity = media._tag === "Bytes" ? undefined : yield* identified(media)
      const size = media._tag === "Bytes" ? media.bytes.length : identity?.size ?? 0
      const plan = yield* Effect.mapError(
        Effect.fromResult(contract.chunkPlan(size, chunkSize)),
        fromReason("Uploader.plan")
      )
      return identity === undefined ? plan : { ...plan, media: identity }
    }
  )

  const open = (media: Media.Uploadable, plan: Plan) =>
    Effect.gen(function*(): Effect.fn.Return<ChunkBody.MediaReader, ChunkBody.MediaFailure, Scope.Scope> {
      const transfer = (yield* Transfer) ?? ownTransfer
      const planned: MediaIdentity = { ...plan.media, size: plan.size }
      switch (media._tag) {
        case "Bytes":
          return ChunkBody.inMemory(media)
        case "Blob":
          return ChunkBody.inBlob(media, planned)
        case "Stream":
          return yield* gatheredStream(media, plan.size)
        case "Http":
          return yield* MediaServer.open(
            client,
            media,
            planned,
            transfer === "Streamed"
          )
        case "File": {
          if (transfer !== "Streamed") return yield* ChunkBodyFile.bufferedFile(fs, media, planned)
          const reader = (yield* FileReader) ?? ownReader
          return reader === undefined
            ? yield* ChunkBodyFile.streamedFile(fs, media, planned)
            : yield* ChunkBodyFile.rawFile(reader, media, planned)
        }
      }
    })

  const upload: Uploader["Service"]["upload"] = (request) =>
    Stream.callback<UploadEvent, TikTokError<UploadFailure>>(Effect.fnUntraced(
      function*(events) {
        yield* Given.refuse("upload", ofRequest(request))
        const { media, plan } = request
        // A checkpoint may hold an address that was stored before it was known to be foreign.
        yield* Effect.mapError(
          Effect.fromResult(checkUploadUrl(request.uploadUrl, request.creator)),
          fromReason("upload")
        )
        const reader = yield* open(media, plan).pipe(Effect.mapError(fromReason("upload")), retry("reads"))
        const { chunks } = yield* policies
        yield* sendChunks(
          contract,
          client,
          api,
          reader,
          request,
          chunks,
          (event) => void Queue.offerUnsafe(events, event)
        )
        yield* Queue.end(events)
      },
      // The stream's own scope would close the file before this has stopped to read it.
      Effect.scoped,
      // Each has a file or a socket open, and a process cannot have any number of them.
      within("media")
    ))

  return Uploader.of({ plan, identify, upload })
}).pipe(Effect.provide(Digest.layerWebCrypto))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Uploader`.
 *
 * **Example** (On top of one contract)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTokApi, Uploader } from "effect-tiktok"
 *
 * export const layer = (options: TikTokApi.Options) => Layer.provide(Uploader.layer, TikTokApi.layer(options))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<
  Uploader,
  TikTokError<InvalidInput>,
  TikTokApi.TikTokApi | HttpClient.HttpClient | FileSystem.FileSystem
> = Layer.effect(Uploader, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofRequest = (request: unknown): Given.Broken => {
  if (!Given.isObject(request)) return Given.unless(false, "request", "must be an object")
  const { confirmed, media, plan, uploadUrl } = request
  return [
    ...CheckMedia.ofUploadable(media),
    ...Given.unless(isPlan(plan), "plan", "must be one that Uploader.plan has made"),
    ...Given.ofSecret("uploadUrl", uploadUrl),
    ...Given.unless(
      confirmed === undefined || Number.isSafeInteger(confirmed) && Number(confirmed) >= 0,
      "confirmed",
      "must be a whole number of bytes, 0 or more"
    )
  ]
}

const isPlan = Schema.is(Plan)

const identityOf = (
  fs: FileSystem.FileSystem,
  client: HttpClient.HttpClient,
  digest: Digest.Digest["Service"],
  media: Media.Uploadable
): Effect.Effect<MediaIdentity, InvalidInput | MediaUnreadable | MediaSourceError> => {
  switch (media._tag) {
    case "Bytes":
      return Effect.map(
        digest.digestHex(Digest.sha256, media.bytes),
        (sha256) => ({ size: media.bytes.length, sha256 })
      )
    case "Blob":
      return Effect.succeed(ChunkBody.blobIdentity(media))
    case "Http":
      return MediaServer.identify(client, media)
    case "Stream":
      return Effect.succeed({ size: media.size })
    case "File":
      return ChunkBodyFile.identify(fs, media)
  }
}
