import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as HttpBody from "effect/http/HttpBody"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Media from "../Media.ts"
import { MediaUnreadable } from "../TikTokError.ts"
import type { Chunk, ChunkPlan } from "./chunkPlan.ts"

/**
 * The body of one attempt to send a chunk.
 *
 * @internal
 */
export interface ChunkBody {
  readonly body: HttpBody.HttpBody
  /** Why the source gave out while the body was sent, if it did. */
  readonly failure: () => MediaUnreadable | undefined
}

/**
 * Gives the chunks of a media in order. The inner effect makes a body for each
 * attempt; `onBytes` hears of bytes as they are handed to the socket.
 *
 * @internal
 */
export type ChunkReader = (
  chunk: Chunk,
  onBytes: (count: number) => void
) => Effect.Effect<Effect.Effect<ChunkBody>, MediaUnreadable>

/**
 * Reads chunks of a file piece by piece into a ring of buffers that are used
 * again, for HTTP clients that can send a stream with a known length. A fresh
 * buffer for each piece would cost three to four times the processor time.
 *
 * @internal
 */
export const streamedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia
): Effect.Effect<ChunkReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(Effect.mapError(fs.open(media.path), unreadable), (file) => {
    let spare: Ring | undefined
    return (chunk, onBytes) =>
      Effect.succeed(Effect.sync(() => {
        // An attempt that broke off may still be reading into its ring, so the next one takes another.
        const ring = spare ?? makeRing()
        spare = undefined
        let failure: MediaUnreadable | undefined
        let offset = chunk.start
        let pieces = 0
        const piece = Effect.suspend(() => {
          const buffer = ring[pieces++ % ring.length]!.subarray(0, Math.min(pieceSize, chunk.end - offset))
          return Effect.map(Effect.mapError(file.read(buffer, { position: BigInt(offset) }), unreadable), (count) =>
            buffer.subarray(0, count))
        }).pipe(
          Effect.filterOrFail((read) =>
            read.length > 0, () => changed(`ended at byte ${offset}`)),
          Effect.tapError((error) => Effect.sync(() => void (failure = error))),
          Effect.map((read) => {
            offset += read.length
            onBytes(read.length)
            return Arr.of(read)
          })
        )
        const pull = Effect.suspend((): Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, MediaUnreadable> => {
          if (offset < chunk.end) return piece
          spare = ring
          return Cause.done()
        })
        const body = HttpBody.stream(
          Stream.fromPull(Effect.succeed(pull)),
          media.contentType,
          chunk.end - chunk.start
        )
        return { body, failure: () => failure }
      }))
  })

type Ring = ReadonlyArray<Uint8Array>

// undici asks for the next piece when its socket has drained, and the stream reads one ahead; eight pieces of
// this size are more than can be unsent at once, so no buffer is written to before its bytes have left.
const makeRing = (): Ring => Array.from({ length: 8 }, () => new Uint8Array(pieceSize))

/**
 * Reads one whole chunk of a file into memory, for HTTP clients that cannot
 * send a stream with a known length.
 *
 * @internal
 */
export const bufferedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia
): Effect.Effect<ChunkReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(Effect.mapError(fs.open(media.path), unreadable), (file) =>
    Effect.fnUntraced(function*(chunk, onBytes) {
      const bytes = new Uint8Array(chunk.end - chunk.start)
      for (let filled = 0; filled < bytes.length;) {
        const count = yield* file.read(bytes.subarray(filled), { position: BigInt(chunk.start + filled) }).pipe(
          Effect.mapError(unreadable)
        )
        if (count === 0) return yield* changed(`ended at byte ${chunk.start + filled}`)
        filled += count
      }
      return whole(bytes, media.contentType, onBytes)
    }))

/** @internal */
export const inMemory = (media: Media.BytesMedia): ChunkReader => (chunk, onBytes) =>
  Effect.succeed(whole(media.bytes.subarray(chunk.start, chunk.end), media.contentType, onBytes))

/**
 * Gathers a stream into chunks. The last one is held back until the stream has
 * ended: TikTok publishes when it has the last byte, and a stream of another
 * length than announced must not be published.
 *
 * @internal
 */
export const gatheredStream = (
  media: Media.StreamMedia,
  plan: ChunkPlan
): Effect.Effect<ChunkReader, never, Scope.Scope> =>
  Effect.map(Stream.toPull(media.stream), (pull) => {
    let rest: ReadonlyArray<Uint8Array> = []
    const next = pull.pipe(
      Effect.map(Option.some),
      Pull.catchDone(() => Effect.succeedNone),
      Effect.mapError(() => new MediaUnreadable({ field: "media.stream", rule: "failed while it was read" }))
    )
    return Effect.fnUntraced(function*(chunk, onBytes) {
      const bytes = new Uint8Array(chunk.end - chunk.start)
      let filled = 0
      while (filled < bytes.length) {
        const [piece, ...others] = rest
        if (piece === undefined) {
          const pulled = yield* next
          if (Option.isNone(pulled)) return yield* wrongLength(plan.size, `ended after ${chunk.start + filled}`)
          rest = pulled.value
          continue
        }
        const count = Math.min(piece.length, bytes.length - filled)
        bytes.set(piece.subarray(0, count), filled)
        filled += count
        rest = count === piece.length ? others : [piece.subarray(count), ...others]
      }
      if (chunk.end === plan.size) {
        while (!rest.some((piece) => piece.length > 0)) {
          const pulled = yield* next
          if (Option.isNone(pulled)) return whole(bytes, media.contentType, onBytes)
          rest = pulled.value
        }
        return yield* wrongLength(plan.size, "has more")
      }
      return whole(bytes, media.contentType, onBytes)
    })
  })

const whole = (
  bytes: Uint8Array,
  contentType: string,
  onBytes: (count: number) => void
): Effect.Effect<ChunkBody> =>
  Effect.sync(() => {
    onBytes(bytes.length)
    return { body: HttpBody.uint8Array(bytes, contentType), failure: () => undefined }
  })

const pieceSize = 512 * 1024

/** @internal */
export const unreadable = (error: PlatformError.PlatformError): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.path",
    rule: error.reason._tag === "NotFound"
      ? "must name a file that exists"
      : `must name a file that can be read (${error.reason._tag})`
  })

const changed = (detail: string): MediaUnreadable =>
  new MediaUnreadable({ field: "media.path", rule: `must not change during the upload; the file ${detail}` })

const wrongLength = (size: number, detail: string): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.size",
    rule: `must be the stream's exact length; ${size} bytes were announced, the stream ${detail}`
  })
