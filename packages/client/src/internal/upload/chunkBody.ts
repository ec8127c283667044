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
import * as Deadline from "../common/deadline.ts"
import { forBytes } from "../common/timeLimit.ts"

/** @internal */
export type MediaFailure = InvalidInput | MediaSourceError | MediaUnreadable

/**
 * The body of one attempt to send a range.
 *
 * @internal
 */
export interface ChunkBody<E> {
  readonly body: HttpBody.HttpBody
  /** The failure of the source, or of `beforeEnd`, while the body was sent. */
  readonly failure: () => MediaFailure | E | undefined
}

/**
 * Reads ranges of a media.
 *
 * @internal
 */
export interface MediaReader {
  /**
   * Creates the body for one attempt. Calls `onBytes` as bytes go to the socket. Holds the last bytes of the range back
   * until `beforeEnd` has succeeded. Holds the last bytes of the media back until it is known not to have changed since
   * it was planned.
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
 * Reads media in memory.
 *
 * @internal
 */
export const inMemory = (media: Media.BytesMedia): MediaReader => ({
  body: ({ end, start }, onBytes, beforeEnd) =>
    Effect.andThen(beforeEnd, wholeBody(media.bytes.subarray(start, end), media.contentType, onBytes)),
  readableFrom: () => 0
})

/** @internal */
export const blobIdentity = ({ blob }: Media.BlobMedia): MediaIdentity => ({
  size: blob.size,
  modifiedAt: blob instanceof File ? Option.getOrUndefined(DateTime.make(blob.lastModified)) : undefined
})

/**
 * Reads a `Blob`, which can return any range at any time.
 *
 * @internal
 */
export const inBlob = (media: Media.BlobMedia, planned: MediaIdentity): MediaReader =>
  buffered(
    media.contentType,
    Effect.fnUntraced(function*({ end, start }) {
      const buffer = yield* withTimeLimit(
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
 * Limits the time of a read by its number of bytes, because a source may hang.
 *
 * @internal
 */
export const withTimeLimit = <A, E, R>(
  bytes: number,
  field: string,
  reading: Effect.Effect<A, E, R>
): Effect.Effect<A, E | MediaUnreadable, R> =>
  Effect.flatMap(Deadline.leftOf(forBytes(bytes)), (duration) =>
    Effect.timeoutOrElse(reading, {
      duration,
      orElse: () =>
        Effect.fail(
          new MediaUnreadable({ field, rule: `must be readable; nothing came within ${Duration.format(duration)}` })
        )
    }))

/**
 * Reads each range into memory before it is sent, for HTTP clients that cannot
 * send a stream with a known length. A repeated attempt does not read again.
 *
 * @internal
 */
export const buffered = (
  contentType: string,
  read: (range: ByteRange) => Effect.Effect<Uint8Array, MediaFailure, Scope.Scope>,
  { forwardOnly = false }: { readonly forwardOnly?: boolean } = {}
): MediaReader => {
  let current: (ByteRange & { readonly bytes: Uint8Array }) | undefined
  return {
    body: Effect.fnUntraced(function*({ end, start }, onBytes, beforeEnd) {
      if (current === undefined || start < current.start || start >= current.end || end !== current.end) {
        // Release the last range before the next one is read.
        current = undefined
        current = { start, end, bytes: yield* read({ start, end }) }
      }
      yield* beforeEnd
      return yield* wholeBody(current.bytes.subarray(start - current.start), contentType, onBytes)
    }),
    readableFrom: () => forwardOnly ? current?.start ?? 0 : 0
  }
}

/**
 * Sends a range piece by piece, for HTTP clients that can send a stream with a
 * known length. `next` reads the piece at an offset, which is never empty.
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

const wholeBody = (
  bytes: Uint8Array,
  contentType: string,
  onBytes: (count: number) => void
): Effect.Effect<ChunkBody<never>> =>
  Effect.sync(() => {
    onBytes(bytes.length)
    return { body: HttpBody.uint8Array(bytes, contentType), failure: () => undefined }
  })
