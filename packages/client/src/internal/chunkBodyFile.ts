import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as HttpBody from "effect/http/HttpBody"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type * as Media from "../Media.ts"
import { MediaUnreadable } from "../TikTokError.ts"
import type { FileReader } from "../Uploader.ts"
import { gathered, type MediaReader, streamed } from "./chunkBody.ts"

/**
 * Reads parts of a file piece by piece into a ring of buffers that are used
 * again. A fresh buffer for each piece would cost three to four times the
 * processor time.
 *
 * @internal
 */
export const streamedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia
): Effect.Effect<MediaReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(Effect.mapError(fs.open(media.path), unreadable), (file) => {
    let spare: Ring | undefined
    return {
      body: (range, onBytes) =>
        Effect.sync(() => {
          // An attempt that broke off may still be reading into its ring, so the next one takes another.
          const ring = spare ?? makeRing()
          spare = undefined
          let pieces = 0
          const next = (offset: number) =>
            readWhole(file, ring[pieces++ % ring.length]!.subarray(0, Math.min(pieceSize, range.end - offset)), offset)
          return streamed(media.contentType, range, onBytes, next, () => {
            spare = ring
          })
        }),
      readableFrom: () => 0
    }
  })

type Ring = ReadonlyArray<Uint8Array>

// undici asks for the next piece when its socket has drained, and the stream reads one ahead; eight pieces of
// this size are more than can be unsent at once, so no buffer is written to before its bytes have left.
const makeRing = (): Ring => Array.from({ length: 8 }, () => new Uint8Array(pieceSize))

const pieceSize = 512 * 1024

/**
 * Leaves the reading to the platform: its pieces go to the HTTP client as they
 * are.
 *
 * @internal
 */
export const rawFile = (
  reader: FileReader,
  media: Media.FileMedia
): Effect.Effect<MediaReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(reader.open(media.path), (file) => ({
    body: Effect.fnUntraced(function*(range, onBytes) {
      let failure: MediaUnreadable | undefined
      const pieces = yield* file.read(range, { onBytes, onFailure: (reason) => void (failure = reason) })
      return {
        body: HttpBody.raw(pieces, { contentType: media.contentType, contentLength: range.end - range.start }),
        failure: () => failure
      }
    }),
    readableFrom: () => 0
  }))

/**
 * Reads one whole part of a file into memory.
 *
 * @internal
 */
export const bufferedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia
): Effect.Effect<MediaReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(
    Effect.mapError(fs.open(media.path), unreadable),
    (file) => gathered(media.contentType, ({ end, start }) => readWhole(file, new Uint8Array(end - start), start))
  )

/** A read may give less than is asked for, and small pieces would run through the ring before they have left. */
const readWhole = Effect.fnUntraced(
  function*(file: FileSystem.File, piece: Uint8Array, offset: number): Effect.fn.Return<Uint8Array, MediaUnreadable> {
    for (let filled = 0; filled < piece.length;) {
      const position = BigInt(offset + filled)
      const count = yield* Effect.mapError(file.read(piece.subarray(filled), { position }), unreadable)
      if (count === 0) return yield* changed(offset + filled)
      filled += count
    }
    return piece
  }
)

/** @internal */
export const unreadable = (error: PlatformError.PlatformError): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.path",
    rule: error.reason._tag === "NotFound"
      ? "must name a file that exists"
      : `must name a file that can be read (${error.reason._tag})`
  })

const changed = (offset: number): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.path",
    rule: `must not change during the upload; the file ended at byte ${offset}`
  })
