/**
 * Puts the bytes of a video where TikTok wants them.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as ChunkBody from "./internal/chunkBody.ts"
import * as ChunkPlan from "./internal/chunkPlan.ts"
import * as ContentRange from "./internal/contentRange.ts"
import { send } from "./internal/send.ts"
import type * as Media from "./Media.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  InvalidInput,
  type KeyInUse,
  MalformedAnswer,
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
  chunkCount: Schema.Int
})

/**
 * @category models
 * @since 0.1.0
 */
export type Plan = typeof Plan.Type

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
  sha256: Schema.optional(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type MediaIdentity = typeof MediaIdentity.Type

/**
 * Bytes were handed to the connection. They run ahead of what has arrived, and
 * fall back when a chunk has to be sent again.
 *
 * @category events
 * @since 0.1.0
 */
export const BytesSent = Schema.TaggedStruct("BytesSent", { sent: Schema.Int, size: Schema.Int })

/**
 * TikTok has taken every byte up to `confirmed`.
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
export type UploadFailure = CallFailure | UploadExpired | OffsetMismatch | MediaUnreadable | KeyInUse | StoreFailed

/**
 * How chunks are handed to the HTTP client. `"Buffered"` works with every
 * client and holds one chunk in memory. `"Streamed"` holds pieces only, and
 * needs a client that sends a stream with a known length, such as undici's;
 * `fetch` is not one.
 *
 * @category services
 * @since 0.1.0
 */
export const Transfer: Context.Reference<"Buffered" | "Streamed"> = Context.Reference<"Buffered" | "Streamed">(
  "effect-tiktok/Uploader/Transfer",
  { defaultValue: () => "Buffered" }
)

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Plans and performs uploads.
 *
 * @category services
 * @since 0.1.0
 */
export class Uploader extends Context.Service<Uploader, {
  /**
   * Looks at the media and cuts it into chunks. `chunkSize` is in bytes; by
   * default one chunk up to 64,000,000 bytes and 10,000,000 a chunk above.
   */
  readonly plan: (
    media: Media.Uploadable,
    chunkSize?: number
  ) => Effect.Effect<Plan, TikTokError<InvalidInput | MediaUnreadable>>

  /** Looks at the media, to be compared with what it was before. */
  readonly identify: (
    media: Media.Uploadable
  ) => Effect.Effect<MediaIdentity, TikTokError<InvalidInput | MediaUnreadable>>

  /** Sends the chunks in order, one at a time. Interruption closes the connection. */
  readonly upload: (request: {
    readonly media: Media.Uploadable
    readonly plan: Plan
    /** As the init answered it; it carries a token. */
    readonly uploadUrl: Redacted.Redacted<string>
    /**
     * Bytes TikTok has confirmed before; the upload goes on with the chunk they end in.
     *
     * @default 0
     */
    readonly confirmed?: number | undefined
    /** Runs before the chunk whose arrival makes TikTok publish. */
    readonly beforeLast?: Effect.Effect<void, TikTokError<KeyInUse | StoreFailed>> | undefined
  }) => Stream.Stream<UploadEvent, TikTokError<UploadFailure>>
}>()("effect-tiktok/Uploader") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service on top of the current `HttpClient` and `FileSystem`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<
  Uploader["Service"],
  never,
  TikTokApi.TikTokApi | HttpClient.HttpClient | FileSystem.FileSystem
> = Effect.gen(function*() {
  const { contract } = yield* TikTokApi.TikTokApi
  const client = yield* HttpClient.HttpClient
  const fs = yield* FileSystem.FileSystem
  const digest = yield* Digest.Digest

  const plan: Uploader["Service"]["plan"] = Effect.fn("Uploader.plan")(
    function*(media, chunkSize) {
      const size = media._tag === "Bytes" ? media.bytes.length : (yield* identityOf(fs, digest, media)).size
      return yield* Effect.fromResult(contract.chunkPlan(size, chunkSize))
    },
    Effect.mapError(fromReason("Uploader.plan"))
  )

  const identify: Uploader["Service"]["identify"] = (media) =>
    Effect.mapError(identityOf(fs, digest, media), fromReason("Uploader.identify"))

  const open = (media: Media.Uploadable, plan: Plan) =>
    Effect.gen(function*(): Effect.fn.Return<ChunkBody.ChunkReader, MediaUnreadable, Scope.Scope> {
      switch (media._tag) {
        case "Bytes":
          return ChunkBody.inMemory(media)
        case "Stream":
          return yield* ChunkBody.gatheredStream(media, plan)
        case "File":
          return (yield* Transfer) === "Streamed"
            ? yield* ChunkBody.streamedFile(fs, media)
            : yield* ChunkBody.bufferedFile(fs, media)
      }
    })

  const put = Effect.fnUntraced(function*(
    uploadUrl: Redacted.Redacted<string>,
    size: number,
    chunk: ChunkPlan.Chunk,
    { body, failure }: ChunkBody.ChunkBody,
    handed: () => number
  ) {
    const length = chunk.end - chunk.start
    const request = HttpClientRequest.put(contract.chunkUrl(Redacted.value(uploadUrl), chunk.index)).pipe(
      HttpClientRequest.setBody(body),
      HttpClientRequest.setHeader("content-range", ContentRange.format({ start: chunk.start, end: chunk.end, size }))
    )
    const answer = yield* send(client, request, timeoutOf(length)).pipe(
      Effect.catch((unreachable) => Effect.fail(failure() ?? unreachable))
    )
    yield* Effect.fromResult(contract.chunkAnswer(answer, { start: chunk.start, end: chunk.end, size }))
    // A proxy may answer before it has read everything; a status alone proves nothing.
    if (answer.status < 300 && handed() < length) {
      return yield* new MalformedAnswer({
        status: answer.status,
        field: "body",
        rule: `came after ${handed()} of ${length} bytes of the chunk were sent`
      })
    }
  })

  const upload: Uploader["Service"]["upload"] = ({ beforeLast, confirmed = 0, media, plan, uploadUrl }) =>
    Stream.callback<UploadEvent, TikTokError<UploadFailure>>(Effect.fnUntraced(function*(events) {
      const clock = yield* Clock.Clock
      const read = yield* open(media, plan).pipe(Effect.mapError(fromReason("upload")))
      for (const chunk of ChunkPlan.chunks(plan)) {
        let handed = 0
        let told = { bytes: 0, at: 0 }
        const onBytes = (count: number): void => {
          handed += count
          const now = clock.currentTimeMillisUnsafe()
          if (handed - told.bytes < everyBytes && now - told.at < everyMillis) return
          told = { bytes: handed, at: now }
          Queue.offerUnsafe(events, { _tag: "BytesSent", sent: chunk.start + handed, size: plan.size })
        }
        if (chunk.end <= confirmed) {
          // What was confirmed is not sent again, but a stream has to be read past it.
          if (media._tag === "Stream") {
            yield* Effect.asVoid(read(chunk, () => undefined)).pipe(Effect.mapError(fromReason("upload")))
          }
          continue
        }
        const attempt = yield* read(chunk, onBytes).pipe(Effect.mapError(fromReason("upload")))
        if (chunk.index === plan.chunkCount - 1 && beforeLast !== undefined) yield* beforeLast
        yield* Effect.suspend(() => {
          handed = 0
          told = { bytes: 0, at: 0 }
          return Effect.flatMap(attempt, (body) => put(uploadUrl, plan.size, chunk, body, () => handed))
        }).pipe(
          Effect.mapError(fromReason("upload")),
          RetryPolicy.retry("chunks"),
          Effect.withSpan("Uploader.chunk", { attributes: { index: chunk.index, bytes: chunk.end - chunk.start } })
        )
        yield* Queue.offer(events, {
          _tag: "BytesConfirmed",
          confirmed: chunk.end,
          size: plan.size,
          chunks: chunk.index + 1
        })
      }
      yield* Queue.end(events)
    }))

  return Uploader.of({ plan, identify, upload })
}).pipe(Effect.provide(Digest.layerWebCrypto))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Uploader`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<
  Uploader,
  never,
  TikTokApi.TikTokApi | HttpClient.HttpClient | FileSystem.FileSystem
> = Layer.effect(Uploader, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// Progress is for people: an event for every piece would cost a tenth of the throughput.
const everyBytes = 1024 * 1024
const everyMillis = 100

// A minute, and what the chunk takes at 128 KiB a second: slower than that, the upload URL would run out anyway.
const timeoutOf = (bytes: number): Duration.Duration => Duration.seconds(60 + bytes / 131_072)

const identityOf = (
  fs: FileSystem.FileSystem,
  digest: Digest.Digest["Service"],
  media: Media.Uploadable
): Effect.Effect<MediaIdentity, InvalidInput | MediaUnreadable> => {
  switch (media._tag) {
    case "Bytes":
      return Effect.map(
        digest.digestHex(Digest.sha256, media.bytes),
        (sha256) => ({ size: media.bytes.length, sha256 })
      )
    case "Stream":
      return Effect.succeed({ size: media.size })
    case "File":
      return fs.stat(media.path).pipe(
        Effect.mapError(ChunkBody.unreadable),
        Effect.flatMap(({ mtime, size, type }) =>
          type === "File"
            ? Effect.succeed({
              size: Number(size),
              modifiedAt: Option.getOrUndefined(Option.map(mtime, (date) => date.getTime()))
            })
            : Effect.fail(new InvalidInput({ field: "media.path", rule: "must name a file, not a directory" }))
        )
      )
  }
}
