import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as HttpBody from "effect/http/HttpBody"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Media from "../../Media.ts"
import type { ByteRange, MediaIdentity } from "../../model/upload.ts"
import { type InvalidInput, type MediaSourceError, MediaUnreadable } from "../../TikTokError.ts"
import { forBytes } from "../common/timeLimit.ts"

/** @internal */
export type MediaFailure = InvalidInput | MediaSourceError | MediaUnreadable

/**
 * The body of one attempt to send a part.
 *
 * @internal
 */
export interface ChunkBody<E> {
  readonly body: HttpBody.HttpBody
  /** Why the source gave out while the body was sent, if it did, or what was to come before its end. */
  readonly failure: () => MediaFailure | E | undefined
}

/**
 * Gives parts of a media, each for one attempt.
 *
 * @internal
 */
export interface MediaReader {
  /**
   * `onBytes` hears of bytes as they are handed to the socket. The last bytes of the part are held back until
   * `beforeEnd` has succeeded; those of the media, until it is known to be what it was when it was planned.
   */
  readonly body: <E>(
    range: ByteRange,
    onBytes: (count: number) => void,
    beforeEnd: Effect.Effect<void, E>
  ) => Effect.Effect<ChunkBody<E>, MediaFailure | E, Scope.Scope>
  /** The first byte that can still be read. */
  readonly readableFrom: () => number
}

/**
 * A media in memory.
 *
 * @internal
 */
export const inMemory = (media: Media.BytesMedia): MediaReader => ({
  body: ({ end, start }, onBytes, beforeEnd) =>
    Effect.andThen(beforeEnd, whole(media.bytes.subarray(start, end), media.contentType, onBytes)),
  readableFrom: () => 0
})

/** @internal */
export const blobIdentity = ({ blob }: Media.BlobMedia): MediaIdentity => ({
  size: blob.size,
  modifiedAt: blob instanceof File ? Option.getOrUndefined(DateTime.make(blob.lastModified)) : undefined
})

/**
 * A media in a `Blob`, which gives any part at any time.
 *
 * @internal
 */
export const inBlob = (media: Media.BlobMedia, planned: MediaIdentity): MediaReader =>
  gathered(
    media.contentType,
    Effect.fnUntraced(function*({ end, start }) {
      const buffer = yield* inTime(
        end - start,
        "media.blob",
        Effect.tryPromise({
          try: () => media.blob.slice(start, end).arrayBuffer(),
          catch: () => new MediaUnreadable({ field: "media.blob", rule: "must stay readable during the upload" })
        })
      )
      const { modifiedAt, size } = blobIdentity(media)
      const isPlanned = size === planned.size && Equal.equals(modifiedAt, planned.modifiedAt ?? modifiedAt)
      return isPlanned && buffer.byteLength === end - start
        ? new Uint8Array(buffer)
        : yield* new MediaUnreadable({ field: "media.blob", rule: "must not change during the upload" })
    })
  )

/**
 * Gives a source that may hang as long as so many bytes may take.
 *
 * @internal
 */
export const inTime = <A, E, R>(
  bytes: number,
  field: string,
  reading: Effect.Effect<A, E, R>
): Effect.Effect<A, E | MediaUnreadable, R> =>
  Effect.timeoutOrElse(reading, {
    duration: forBytes(bytes),
    orElse: () =>
      Effect.fail(
        new MediaUnreadable({
          field,
          rule: `must be readable; nothing came within ${Duration.format(forBytes(bytes))}`
        })
      )
  })

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
    body: Effect.fnUntraced(function*({ end, start }, onBytes, beforeEnd) {
      if (held === undefined || start < held.start || start >= held.end || end !== held.end) {
        // Let go of the last part before there is another one.
        held = undefined
        held = { start, end, bytes: yield* read({ start, end }) }
      }
      yield* beforeEnd
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
export const streamed = <E>(
  contentType: string,
  { end, start }: ByteRange,
  onBytes: (count: number) => void,
  next: (offset: number) => Effect.Effect<Uint8Array, MediaFailure>,
  beforeEnd: Effect.Effect<void, MediaFailure | E>,
  onEnd: () => void = () => undefined
): ChunkBody<E> => {
  let failure: MediaFailure | E | undefined
  let offset = start
  const pull = Effect.suspend((): Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, MediaFailure | E> => {
    if (offset >= end) {
      onEnd()
      return Cause.done()
    }
    return next(offset).pipe(
      Effect.tap((piece) => offset + piece.length < end ? Effect.void : beforeEnd),
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
): Effect.Effect<ChunkBody<never>> =>
  Effect.sync(() => {
    onBytes(bytes.length)
    return { body: HttpBody.uint8Array(bytes, contentType), failure: () => undefined }
  })
