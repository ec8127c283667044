/**
 * The Node fast path of an upload: from a file handle to the socket, through a ring of
 * reused buffers.
 *
 * Needs an HTTP client that sends an async iterable, such as
 * `NodeTransport`, which has this reader in its layer, or undici's. The rest of this library runs on any platform.
 * This module is only for Node.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import fs, { type BigIntStats, constants } from "node:fs"
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
 * Creates a reader over `node:fs`. Each upload of a file has one handle and 5.25 MiB
 * of buffers.
 *
 * **Example** (A reader for one upload)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Uploader } from "effect-tiktok"
 * import * as NodeFileReader from "effect-tiktok/NodeFileReader"
 *
 * export const reading = Effect.provideServiceEffect(Uploader.FileReader, NodeFileReader.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Uploader.FileReader> = Effect.sync(() => {
  const pieceSize = Math.max(1792 * 1024, getDefaultHighWaterMark(false))
  const makeRing = (): Ring => Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(pieceSize))
  // The system clears the memory of a new ring page by page, which costs more than sending it.
  let spare: Ring | undefined
  return {
    open: (path) =>
      Effect.map(abandonable(opened(path)), ({ file, first }) => ({
        version: Effect.tryPromise({ try: () => versionOf(file, path, first), catch: unreadable }),
        read: ({ end, start }, listener) =>
          Effect.map(
            Effect.acquireRelease(
              Effect.sync((): Reading => {
                const ring = spare ?? makeRing()
                spare = undefined
                return { ring, isStopped: false, pending: 0 }
              }),
              (reading) =>
                Effect.sync(() => {
                  reading.isStopped = true
                  // A read that has not ended keeps its buffers.
                  if (reading.pending === 0) spare = reading.ring
                })
            ),
            (reading) => piecesOf(file, reading, { start, end }, listener)
          )
      }))
  }
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Reads files through `node:fs` and streams them, in every upload below.
 *
 * **Example** (Files of a service)
 *
 * ```ts
 * import { NodeHttpClient, NodeServices } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { TikTok, type TikTokApi } from "effect-tiktok"
 * import * as NodeFileReader from "effect-tiktok/NodeFileReader"
 *
 * export const services = (options: TikTokApi.Options) =>
 *   Layer.provide(TikTok.layerMemory(options), [NodeHttpClient.layerUndici, NodeServices.layer, NodeFileReader.layer])
 * ```
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
 * One piece is read ahead while another is sent. A client asks for the next piece when all before the last one have left:
 * undici when its socket has drained, because a piece is at least as large as the socket's high-water mark. So three are
 * enough. Smaller pieces have corrupted uploads. Larger ones save calls.
 */
type Ring = ReadonlyArray<Buffer>

/** The state of reading one part. */
interface Reading {
  readonly ring: Ring
  /** Whether the consumer has stopped. */
  isStopped: boolean
  /** Reads that have started but not ended. */
  pending: number
}

/** To open a pipe would wait for a writer and block one of Node's few threads. */
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
 * The change time of the inode shows a write even if the modification time was reset. It also changes when a name is
 * added or removed, so it counts only if the number of names is the same.
 */
const versionOf = async (file: FileHandle, path: string, first: BigIntStats): Promise<Uploader.FileVersion> => {
  const own = await file.stat({ bigint: true })
  // A deleted file can still be read. A file in its place is another media.
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
  if (reading.isStopped) return
  const { ring } = reading
  let count = 0
  const fill = (offset: number) => {
    const buffer = ring[count++ % ring.length]!
    reading.pending++
    const filled = readWhole(file, buffer.subarray(0, Math.min(buffer.length, end - offset)), offset).finally(() => {
      reading.pending--
    })
    // It may fail before it is awaited, and an unhandled rejection ends the process.
    filled.catch(() => undefined)
    return filled
  }
  let offset = start
  let ahead = fill(offset)
  try {
    while (offset < end) {
      const piece = await ahead
      if (reading.isStopped) return
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

/** A read may return fewer bytes than requested. With such small pieces, the ring would be too short. */
const readWhole = ({ fd }: FileHandle, piece: Buffer, offset: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const readFrom = (filled: number) =>
      // `FileHandle.read` allocates more than this for each piece.
      fs.read(fd, piece, filled, piece.length - filled, offset + filled, (error, count) => {
        if (error !== null) return reject(error)
        if (count === 0) return reject(FileFailures.changed(`the file ended at byte ${offset + filled}`))
        if (filled + count === piece.length) return resolve(piece)
        readFrom(filled + count)
      })
    readFrom(0)
  })

const unreadable = (error: unknown): MediaUnreadable => {
  if (error instanceof MediaUnreadable) return error
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown"
  return FileFailures.unreadable(code)
}
