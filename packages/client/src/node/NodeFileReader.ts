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
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type BigIntStats, constants } from "node:fs"
import { type FileHandle, open, stat } from "node:fs/promises"
import { getDefaultHighWaterMark } from "node:stream"
import { abandonable } from "../internal/upload/abandonable.ts"
import * as FileFailures from "../internal/upload/fileFailures.ts"
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
  const makeRing = (): Ring => Array.from({ length: pieces }, () => Buffer.allocUnsafeSlow(pieceSize))
  return {
    open: (path) =>
      Effect.map(abandonable(opened(path)), ({ file, first }) => {
        let spare: Ring | undefined
        return {
          version: Effect.tryPromise({ try: () => versionOf(file, path, first), catch: unreadable }),
          read: ({ end, start }, listener) =>
            Effect.map(
              Effect.acquireRelease(
                Effect.sync((): Reading => {
                  const ring = spare ?? makeRing()
                  spare = undefined
                  return { ring, isOver: false, pending: 0 }
                }),
                (reading) =>
                  Effect.sync(() => {
                    reading.isOver = true
                    // A read that goes on, or hangs, keeps its buffers.
                    if (reading.pending === 0) spare = reading.ring
                  })
              ),
              (reading) => piecesOf(file, reading, { start, end }, listener)
            )
        }
      })
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

type Ring = ReadonlyArray<Buffer>

/** The reading of one part. */
interface Reading {
  readonly ring: Ring
  /** Whether its pieces are waited for no more. */
  isOver: boolean
  /** Reads that have begun and not ended. */
  pending: number
}

/** A pipe would keep the opening waiting for a writer, and one of Node's few threads with it. */
const opened = (path: string): Effect.Effect<Opened, MediaUnreadable, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
        try {
          const first = await file.stat({ bigint: true })
          if (first.isFile()) return { file, first }
        } catch (error) {
          await file.close()
          throw error
        }
        await file.close()
        throw FileFailures.notRegular
      },
      catch: unreadable
    }),
    ({ file }) => Effect.promise(() => file.close())
  )

interface Opened {
  readonly file: FileHandle
  readonly first: BigIntStats
}

/**
 * The time of change of the inode tells of a change that was given the old time of modification again. It also tells
 * of names that were added or removed, which change nothing, so it counts while there are as many as before.
 */
const versionOf = async (file: FileHandle, path: string, first: BigIntStats): Promise<Uploader.FileVersion> => {
  const own = await file.stat({ bigint: true })
  // A file that is gone can still be read; one in its place is another media.
  const named = await stat(path, { bigint: true }).catch(() => own)
  if (named.ino !== own.ino || named.dev !== own.dev) throw FileFailures.changed("another took its place")
  const { ctimeNs } = own.nlink === first.nlink ? own : first
  return {
    size: Number(own.size),
    modifiedAt: Option.getOrUndefined(DateTime.make(own.mtime)),
    mark: `${own.mtimeNs} ${ctimeNs}`
  }
}

async function* piecesOf(
  file: FileHandle,
  reading: Reading,
  { end, start }: Uploader.ByteRange,
  { onFailure }: Uploader.ReadListener
): AsyncGenerator<Uint8Array, void, undefined> {
  if (reading.isOver) return
  const { ring } = reading
  let count = 0
  const fill = (offset: number) => {
    const buffer = ring[count++ % ring.length]!
    reading.pending++
    const filled = readWhole(file, buffer.subarray(0, Math.min(buffer.length, end - offset)), offset).finally(() => {
      reading.pending--
    })
    // It may fail before it is waited for, and a rejection without a handler ends the process.
    filled.catch(() => undefined)
    return filled
  }
  let offset = start
  let ahead = fill(offset)
  try {
    while (offset < end) {
      const piece = await ahead
      if (reading.isOver) return
      offset += piece.length
      if (offset < end) ahead = fill(offset)
      yield piece
    }
  } catch (error) {
    const reason = unreadable(error)
    onFailure(reason)
    throw reason
  }
}

/** A read may give less than is asked for; of pieces smaller than the socket's mark, more than the ring has are unsent at once. */
const readWhole = async (file: FileHandle, piece: Buffer, offset: number): Promise<Buffer> => {
  for (let filled = 0; filled < piece.length;) {
    const { bytesRead } = await file.read(piece, filled, piece.length - filled, offset + filled)
    if (bytesRead === 0) throw FileFailures.changed(`the file ended at byte ${offset + filled}`)
    filled += bytesRead
  }
  return piece
}

const unreadable = (error: unknown): MediaUnreadable => {
  if (error instanceof MediaUnreadable) return error
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown"
  return FileFailures.unreadable(code)
}
