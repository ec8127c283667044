import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as FileSystem from "effect/FileSystem"
import * as HttpBody from "effect/http/HttpBody"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type * as Media from "../../Media.ts"
import type { FileReader, FileVersion, MediaIdentity } from "../../model/upload.ts"
import { InvalidInput, type MediaUnreadable } from "../../TikTokError.ts"
import { abandonable } from "./abandonable.ts"
import { buffered, type MediaReader, streamed, withTimeLimit } from "./chunkBody.ts"
import * as FileFailures from "./fileFailures.ts"
import { holdLastPiece } from "./holdLastPiece.ts"
import * as Slices from "./slices.ts"

/**
 * Identifies a file. A file that was written within the last tick of its file
 * system's clock may change again without a new modification time, so this waits
 * for the next tick.
 *
 * @internal
 */
export const identify = Effect.fnUntraced(
  function*(
    fs: FileSystem.FileSystem,
    { path }: Media.FileMedia
  ): Effect.fn.Return<MediaIdentity, InvalidInput | MediaUnreadable> {
    const info = yield* Effect.mapError(fs.stat(path), unreadable)
    if (info.type !== "File") {
      return yield* new InvalidInput({ field: "media.path", rule: "must name a file, not a directory" })
    }
    const found = yield* versionOf(Effect.succeed(info))
    const age = (yield* Clock.currentTimeMillis) - (found.modifiedAt?.epochMilliseconds ?? Infinity)
    const tick = tickOf(found.modifiedAt)
    const isFresh = age >= 0 && age < tick
    const { modifiedAt, size } = isFresh ? yield* Effect.delay(versionOf(fs.stat(path)), tick - age) : found
    return { size, modifiedAt }
  },
  (reading) => withTimeLimit(0, "media.path", reading)
)

// Linux keeps the time of its last timer interrupt, up to ten milliseconds ago; FAT keeps every other second.
const tickOf = (modifiedAt: DateTime.Utc | undefined): number =>
  modifiedAt !== undefined && modifiedAt.epochMilliseconds % 1000 === 0 ? 2000 : 20

/**
 * Reads a file piece by piece into a ring of reused buffers. A new buffer for each
 * piece would cost three to four times the processor time.
 *
 * @internal
 */
export const streamedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia,
  planned: MediaIdentity
): Effect.Effect<MediaReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(openFile(fs, media, planned), ({ file, verify }) => {
    let spare: Ring | undefined
    return {
      body: (range, onBytes, beforeEnd) =>
        Effect.sync(() => {
          // A failed attempt may still read into its ring, so the next attempt uses another one.
          const ring = spare ?? makeRing()
          spare = undefined
          let pieces = 0
          const next = (offset: number) =>
            readWhole(file, ring[pieces++ % ring.length]!.subarray(0, Math.min(pieceSize, range.end - offset)), offset)
          const check = range.end === planned.size ? Effect.andThen(verify, beforeEnd) : beforeEnd
          return streamed(media.contentType, range, onBytes, next, check, () => {
            spare = ring
          })
        }),
      readableFrom: () => 0
    }
  })

type Ring = ReadonlyArray<Uint8Array>

// undici pulls the next piece when its socket has drained, and the stream reads one ahead. Eight pieces of this size
// are more than can be unsent at once, so no buffer is overwritten before its bytes are sent.
const makeRing = (): Ring => Array.from({ length: 8 }, () => new Uint8Array(pieceSize))

const pieceSize = 512 * 1024

/**
 * Reads a file through the platform. Its pieces go to the HTTP client as they are.
 *
 * @internal
 */
export const rawFile = Effect.fnUntraced(function*(
  reader: FileReader,
  media: Media.FileMedia,
  planned: MediaIdentity
): Effect.fn.Return<MediaReader, MediaUnreadable, Scope.Scope> {
  const file = yield* withTimeLimit(0, "media.path", reader.open(media.path))
  const verify = yield* makeVerify(file.version, planned)
  return {
    body: Effect.fnUntraced(function*<E>(
      range: { readonly start: number; readonly end: number },
      onBytes: (count: number) => void,
      beforeEnd: Effect.Effect<void, E>
    ) {
      let failure: MediaUnreadable | E | undefined
      if (file.slice !== undefined && range.end < planned.size) {
        return Slices.bodyOf(file.slice(range), media.contentType, onBytes)
      }
      const pieces = yield* file.read(range, { onFailure: (reason) => void (failure = reason) })
      const check = range.end === planned.size ? Effect.andThen(verify, beforeEnd) : beforeEnd
      const body = yield* holdLastPiece(pieces, range.end - range.start, check, {
        onBytes,
        onFailure: (reason) => void (failure = reason)
      })
      const contentLength = range.end - range.start
      return {
        body: HttpBody.raw({ ...body, contentLength }, { contentType: media.contentType, contentLength }),
        failure: () => failure
      }
    }),
    readableFrom: () => 0
  }
})

/**
 * Reads whole ranges of a file into memory.
 *
 * @internal
 */
export const bufferedFile = (
  fs: FileSystem.FileSystem,
  media: Media.FileMedia,
  planned: MediaIdentity
): Effect.Effect<MediaReader, MediaUnreadable, Scope.Scope> =>
  Effect.map(
    openFile(fs, media, planned),
    ({ file, verify }) =>
      buffered(media.contentType, ({ end, start }) => {
        const bytes = withTimeLimit(end - start, "media.path", readWhole(file, new Uint8Array(end - start), start))
        return end === planned.size ? Effect.tap(bytes, verify) : bytes
      })
  )

/** Opens a regular file that has not changed since it was planned. A pipe would hang. */
const openFile = Effect.fnUntraced(
  function*(fs: FileSystem.FileSystem, { path }: Media.FileMedia, planned: MediaIdentity) {
    yield* versionOf(fs.stat(path))
    const file = yield* abandonable(Effect.mapError(fs.open(path), unreadable))
    const version = Effect.gen(function*() {
      const own = yield* versionOf(file.stat)
      // An open file stays readable after its deletion. A file with its name may be another media.
      const named = yield* Effect.option(versionOf(fs.stat(path)))
      return Option.isSome(named) && named.value.mark !== own.mark
        ? yield* FileFailures.changed("another took its place")
        : own
    })
    return { file, verify: yield* makeVerify(version, planned) }
  },
  (opening) => withTimeLimit(0, "media.path", opening)
)

const versionOf = (stat: Effect.Effect<FileSystem.File.Info, PlatformError.PlatformError>) =>
  Effect.flatMap(Effect.mapError(stat, unreadable), ({ dev, ino, mtime, size, type }) =>
    type === "File"
      ? Effect.succeed<FileVersion>({
        size: Number(size),
        modifiedAt: Option.getOrUndefined(Option.flatMap(mtime, DateTime.make)),
        mark: Option.getOrUndefined(Option.map(ino, (inode) => `${dev} ${inode}`))
      })
      : Effect.fail(FileFailures.notRegular))

/** Reads the version of a file, and returns a check that fails when the file has changed since. */
const makeVerify = Effect.fnUntraced(
  function*(version: Effect.Effect<FileVersion, MediaUnreadable>, planned: MediaIdentity) {
    const before = yield* version
    const first = changeOf(planned, before)
    if (first !== undefined) return yield* first
    return withTimeLimit(
      0,
      "media.path",
      Effect.flatMap(version, (now) => {
        const change = changeOf(before, now) ??
          (now.mark === before.mark ? undefined : FileFailures.changed("it was written to"))
        return change === undefined ? Effect.void : Effect.fail(change)
      })
    )
  }
)

const changeOf = (before: MediaIdentity, now: FileVersion): MediaUnreadable | undefined => {
  if (now.size !== before.size) return FileFailures.changed(`it had ${before.size} bytes and has ${now.size}`)
  return before.modifiedAt === undefined || Equal.equals(now.modifiedAt, before.modifiedAt)
    ? undefined
    : FileFailures.changed("it was written to")
}

/** A read may return less than requested, and small pieces would wrap around the ring before they are sent. */
const readWhole = Effect.fnUntraced(
  function*(file: FileSystem.File, piece: Uint8Array, offset: number): Effect.fn.Return<Uint8Array, MediaUnreadable> {
    for (let filled = 0; filled < piece.length;) {
      const position = BigInt(offset + filled)
      const count = yield* Effect.mapError(file.read(piece.subarray(filled), { position }), unreadable)
      if (count === 0) return yield* FileFailures.changed(`the file ended at byte ${offset + filled}`)
      filled += count
    }
    return piece
  }
)

const unreadable = ({ reason }: PlatformError.PlatformError): MediaUnreadable => FileFailures.unreadable(reason._tag)
