/**
 * The fast road of an upload on Node: from a file handle to the socket through
 * a ring of buffers that are used again.
 *
 * Needs an HTTP client that sends an async iterable, such as
 * `NodeHttpClient.layerUndici`. Everything else of this library runs on any
 * platform; this module is for Node alone.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { type FileHandle, open } from "node:fs/promises"
import { getDefaultHighWaterMark } from "node:stream"
import { MediaUnreadable } from "../TikTokError.ts"
import * as Uploader from "../Uploader.ts"

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Creates a reader over `node:fs`. Each file that is being uploaded has one
 * handle and 4 MiB of buffers.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Uploader.FileReader> = Effect.sync(() => {
  const { pieceSize, pieces } = ringFor(getDefaultHighWaterMark(false))
  return {
    open: (path) =>
      Effect.map(
        Effect.acquireRelease(
          Effect.tryPromise({ try: () => open(path, "r"), catch: unreadable }),
          (file) => Effect.promise(() => file.close())
        ),
        (file) => {
          const ring = Array.from({ length: pieces }, () => Buffer.allocUnsafeSlow(pieceSize))
          return { read: (range, listener) => reading(file, ring, range, listener) }
        }
      )
  }
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Reads files through `node:fs` and streams them, in every upload below.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = Layer.mergeAll(
  Layer.effect(Uploader.FileReader, make),
  Layer.succeed(Uploader.Transfer, "Streamed")
)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

/**
 * A socket asks for the next piece when it has drained, and one is read ahead. So a piece at least as large as the
 * socket's mark, in a ring that is two pieces longer than the mark, is never written to before its bytes have left.
 * Smaller rings have been seen to corrupt uploads.
 */
const ringFor = (highWaterMark: number) => {
  const pieceSize = Math.max(1024 * 1024, highWaterMark)
  return { pieceSize, pieces: Math.max(4, Math.ceil(highWaterMark / pieceSize) + 2) }
}

/** An iteration that has ended, its last read included, when the scope closes: the buffers serve the next one. */
const reading = (
  file: FileHandle,
  ring: ReadonlyArray<Buffer>,
  range: Uploader.ByteRange,
  listener: Uploader.ReadListener
): Effect.Effect<AsyncIterable<Uint8Array>, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => pieces(file, ring, range, listener)),
    (iteration) => Effect.promise(() => iteration.return(undefined))
  )

async function* pieces(
  file: FileHandle,
  ring: ReadonlyArray<Buffer>,
  { end, start }: Uploader.ByteRange,
  { onBytes, onFailure }: Uploader.ReadListener
): AsyncGenerator<Uint8Array, void, undefined> {
  let count = 0
  const fill = (offset: number) => {
    const buffer = ring[count++ % ring.length]!
    const filled = readWhole(file, buffer.subarray(0, Math.min(buffer.length, end - offset)), offset)
    // It may fail while nobody waits for it, which ends the process unless somebody has said that they will.
    filled.catch(() => undefined)
    return filled
  }
  let offset = start
  let ahead = fill(offset)
  try {
    while (offset < end) {
      const piece = await ahead
      offset += piece.length
      if (offset < end) ahead = fill(offset)
      onBytes(piece.length)
      yield piece
    }
  } catch (error) {
    const reason = error instanceof MediaUnreadable ? error : unreadable(error)
    onFailure(reason)
    throw reason
  } finally {
    await ahead.catch(() => undefined)
  }
}

/** A read may give less than is asked for; of pieces smaller than the socket's mark, more than the ring has are unsent at once. */
const readWhole = async (file: FileHandle, piece: Buffer, offset: number): Promise<Buffer> => {
  for (let filled = 0; filled < piece.length;) {
    const { bytesRead } = await file.read(piece, filled, piece.length - filled, offset + filled)
    if (bytesRead === 0) throw changed(offset + filled)
    filled += bytesRead
  }
  return piece
}

const changed = (offset: number): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.path",
    rule: `must not change during the upload; the file ended at byte ${offset}`
  })

const unreadable = (error: unknown): MediaUnreadable => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown"
  return new MediaUnreadable({
    field: "media.path",
    rule: code === "ENOENT" ? "must name a file that exists" : `must name a file that can be read (${code})`
  })
}
