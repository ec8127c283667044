/**
 * Uploads the bytes of a video to TikTok.
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
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Hooks from "./Hooks.ts"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import * as ChunkBody from "./internal/upload/chunkBody.ts"
import * as ChunkBodyFile from "./internal/upload/chunkBodyFile.ts"
import { bufferedStream } from "./internal/upload/chunkBodyStream.ts"
import * as MediaServer from "./internal/upload/mediaServer.ts"
import { sendChunks } from "./internal/upload/sendChunks.ts"
import * as Slices from "./internal/upload/slices.ts"
import { validateUploadable } from "./internal/upload/validateMedia.ts"
import * as ApiInternals from "./internal/wire/apiInternals.ts"
import { checkHttpClient } from "./internal/wire/checkHttpClient.ts"
import * as UntracedClient from "./internal/wire/untracedClient.ts"
import type * as Media from "./Media.ts"
import {
  FileReader,
  type MediaIdentity,
  Plan,
  SendsBlobs,
  type UploadEvent,
  type UploadFailure,
  type UploadRequest
} from "./model/upload.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  fromReason,
  type InvalidInput,
  type MediaSourceError,
  type MediaUnreadable,
  type TikTokError
} from "./TikTokError.ts"

export * from "./model/upload.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How the HTTP client receives chunks. `"Buffered"` works with every client and
 * holds one chunk in memory. `"Streamed"` holds only pieces, and needs a client that
 * sends a stream with a known length, such as undici's. `fetch` does not. For all
 * uploads, provide it to the layer. For one, provide it to the effect.
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
   * Reads the size of the media and plans its chunks. `chunkSize` is in bytes. The
   * default is one chunk up to 64,000,000 bytes, and chunks of 10,000,000 above. The
   * media must not change until its last byte is sent.
   */
  readonly plan: (
    media: Media.Uploadable,
    chunkSize?: number
  ) => Effect.Effect<Plan, TikTokError<InvalidInput | MediaUnreadable | MediaSourceError>>

  /** The identity of the media now, to compare with an earlier one. */
  readonly identify: (
    media: Media.Uploadable
  ) => Effect.Effect<MediaIdentity, TikTokError<InvalidInput | MediaUnreadable | MediaSourceError>>

  /**
   * Sends the chunks in order, one at a time. Lost bytes are sent again, from the byte that TikTok expects, under the
   * policy "chunks". Interruption closes the connection. An upload URL of an unknown host is refused before a byte is
   * sent.
   */
  readonly upload: (request: UploadRequest) => Stream.Stream<UploadEvent, TikTokError<UploadFailure>>
}>()("effect-tiktok/Uploader") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service on top of the current `HttpClient` and `FileSystem`. Fails with `InvalidInput` if the client
 * cannot send the bodies that `Transfer` and `FileReader` make.
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
  const { contract } = api
  const internals = ApiInternals.of(api)
  const { checkUploadUrl, within } = internals
  const anyClient = yield* HttpClient.HttpClient
  const client = yield* UntracedClient.make(anyClient)
  const fs = yield* FileSystem.FileSystem
  const digest = yield* Digest.Digest
  const policies = yield* Retry.currentPolicies
  const retry = yield* Retry.make
  const hooks = yield* Hooks.Hooks
  const ownTransfer = yield* Transfer
  const ownReader = yield* FileReader
  const ownSendsBlobs = yield* SendsBlobs
  if (ownTransfer === "Streamed") {
    yield* checkHttpClient("Uploader.make", anyClient, ownReader === undefined ? "Stream" : "Iterable")
  }

  const identify: Uploader["Service"]["identify"] = (media) =>
    Effect.andThen(
      Validate.orFail("Uploader.identify", validateUploadable(media)),
      Effect.suspend(() => identified(media))
    )

  const identified: Uploader["Service"]["identify"] = (media) =>
    identityOf(fs, client, digest, media).pipe(
      Effect.mapError(fromReason("Uploader.identify")),
      retry("reads")
    )

  const plan: Uploader["Service"]["plan"] = Effect.fn("Uploader.plan")(
    function*(media, chunkSize) {
      yield* Validate.orFail("Uploader.plan", [
        ...validateUploadable(media),
        ...Validate.check(
          chunkSize === undefined || typeof chunkSize === "number",
          "chunkSize",
          "must be a whole number of bytes"
        )
      ])
      const identity = media._tag === "Bytes" ? undefined : yield* identified(media)
      const size = media._tag === "Bytes" ? media.bytes.length : identity?.size ?? 0
      const plan = yield* Effect.mapError(
        Effect.fromResult(contract.upload.plan(size, chunkSize)),
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
          return ((yield* SendsBlobs) || ownSendsBlobs)
            ? Slices.ofBlob(media, planned)
            : ChunkBody.inBlob(media, planned)
        case "Stream":
          return yield* bufferedStream(media, plan.size)
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
        yield* Validate.orFail("upload", ofRequest(request))
        const { media, plan } = request
        // A checkpoint may hold an upload URL from before this check.
        yield* Effect.mapError(
          Effect.fromResult(checkUploadUrl(request.uploadUrl, request.creator)),
          fromReason("upload")
        )
        const reader = yield* open(media, plan).pipe(Effect.mapError(fromReason("upload")), retry("reads"))
        const { chunks } = yield* policies
        yield* sendChunks({
          contract,
          client,
          hooks,
          internals,
          reader,
          request,
          policy: chunks,
          report: (event) => void Queue.offerUnsafe(events, event)
        })
        yield* Queue.end(events)
      },
      // The stream's own scope would close the file while it is still read.
      Effect.scoped,
      // Each open media has a file or a socket, and a process may have only so many.
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

const ofRequest = (request: unknown): Validate.Violations => {
  if (!Validate.isObject(request)) return Validate.check(false, "request", "must be an object")
  const { confirmed, media, plan, uploadUrl } = request
  return [
    ...validateUploadable(media),
    ...Validate.check(isPlan(plan), "plan", "must be one that Uploader.plan has made"),
    ...Validate.secret("uploadUrl", uploadUrl),
    ...Validate.check(
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
