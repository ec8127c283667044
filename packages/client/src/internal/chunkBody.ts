import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import type * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Media from "../Media.ts"
import { type InvalidInput, type MediaSourceError, MediaUnreadable } from "../TikTokError.ts"
import type { ByteRange } from "../Uploader.ts"

/** @internal */
export type MediaFailure = InvalidInput | MediaSourceError | MediaUnreadable

/**
 * The body of one attempt to send a part.
 *
 * @internal
 */
export interface ChunkBody {
  readonly body: HttpBody.HttpBody
  /** Why the source gave out while the body was sent, if it did. */
  readonly failure: () => MediaFailure | undefined
}

/**
 * Gives parts of a media, each for one attempt.
 *
 * @internal
 */
export interface MediaReader {
  /** `onBytes` hears of bytes as they are handed to the socket. */
  readonly body: (
    range: ByteRange,
    onBytes: (count: number) => void
  ) => Effect.Effect<ChunkBody, MediaFailure, Scope.Scope>
  /** The first byte that can still be read. */
  readonly readableFrom: () => number
}

/**
 * A media in memory.
 *
 * @internal
 */
export const inMemory = (media: Media.BytesMedia): MediaReader => ({
  body: ({ end, start }, onBytes) => whole(media.bytes.subarray(start, end), media.contentType, onBytes),
  readableFrom: () => 0
})

/**
 * A media in a `Blob`, which gives any part at any time.
 *
 * @internal
 */
export const inBlob = ({ blob, contentType }: Media.BlobMedia): MediaReader =>
  gathered(
    contentType,
    Effect.fnUntraced(function*({ end, start }) {
      const buffer = yield* Effect.tryPromise({
        try: () => blob.slice(start, end).arrayBuffer(),
        catch: () => new MediaUnreadable({ field: "media.blob", rule: "must stay readable during the upload" })
      })
      return buffer.byteLength === end - start
        ? new Uint8Array(buffer)
        : yield* new MediaUnreadable({ field: "media.blob", rule: "must not change during the upload" })
    })
  )

/**
 * Reads each part into memory before it is sent, for HTTP clients that cannot
 * send a stream with a known length. What is sent again is not read again.
 *
 * @internal
 */
export const gathered = (
  contentType: string,
  read: (range: ByteRange) => Effect.Effect<Uint8Array, MediaFailure, Scope.Scope>,
  { onlyOnward = false }: { readonly onlyOnward?: boolean } = {}
): MediaReader => {
  let held: (ByteRange & { readonly bytes: Uint8Array }) | undefined
  return {
    body: Effect.fnUntraced(function*({ end, start }, onBytes) {
      if (held === undefined || start < held.start || start >= held.end || end !== held.end) {
        // Let go of the last part before there is another one.
        held = undefined
        held = { start, end, bytes: yield* read({ start, end }) }
      }
      return yield* whole(held.bytes.subarray(start - held.start), contentType, onBytes)
    }),
    readableFrom: () => onlyOnward ? held?.start ?? 0 : 0
  }
}

/**
 * Hands a part on piece by piece, for HTTP clients that can send a stream with
 * a known length. `next` gives what follows a byte, which is never nothing.
 *
 * @internal
 */
export const streamed = (
  contentType: string,
  { end, start }: ByteRange,
  onBytes: (count: number) => void,
  next: (offset: number) => Effect.Effect<Uint8Array, MediaFailure>,
  onEnd: () => void = () => undefined
): ChunkBody => {
  let failure: MediaFailure | undefined
  let offset = start
  const pull = Effect.suspend((): Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, MediaFailure> => {
    if (offset >= end) {
      onEnd()
      return Cause.done()
    }
    return next(offset).pipe(
      Effect.tapError((error) => Effect.sync(() => void (failure = error))),
      Effect.map((piece) => {
        offset += piece.length
        onBytes(piece.length)
        return Arr.of(piece)
      })
    )
  })
  return {
    body: HttpBody.stream(Stream.fromPull(Effect.succeed(pull)), contentType, end - start),
    failure: () => failure
  }
}

const whole = (
  bytes: Uint8Array,
  contentType: string,
  onBytes: (count: number) => void
): Effect.Effect<ChunkBody> =>
  Effect.sync(() => {
    onBytes(bytes.length)
    return { body: HttpBody.uint8Array(bytes, contentType), failure: () => undefined }
  })
