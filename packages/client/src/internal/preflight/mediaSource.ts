import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Media from "../../Media.ts"
import { InvalidInput, MediaUnreadable } from "../../TikTokError.ts"
import { type MediaFailure, withTimeLimit } from "../upload/chunkBody.ts"
import * as FileFailures from "../upload/fileFailures.ts"
import * as MediaServer from "../upload/mediaServer.ts"

/**
 * Media of which any range can be read.
 *
 * @internal
 */
export interface MediaSource {
  /** Bytes of the whole media. */
  readonly size: number
  /** Reads a range that lies within the media. */
  readonly read: (start: number, end: number) => Effect.Effect<Uint8Array, MediaFailure>
}

/**
 * Opens media for reading. A URL that TikTok fetches is read over HTTP.
 *
 * @internal
 */
export const openMedia = Effect.fnUntraced(function*(
  media: Media.Video
): Effect.fn.Return<MediaSource, MediaFailure, FileSystem.FileSystem | HttpClient.HttpClient | Scope.Scope> {
  switch (media._tag) {
    case "Bytes":
      return ofBytes(media.bytes)
    case "Blob":
      return ofBlob(media.blob)
    case "File":
      return yield* ofFile(yield* FileSystem.FileSystem, media)
    case "Http":
      return yield* ofServer(yield* HttpClient.HttpClient, media)
    case "Url":
      return yield* ofServer(yield* HttpClient.HttpClient, Media.http(media.url))
    case "Stream":
      return yield* new InvalidInput({
        field: "media.stream",
        rule: "cannot be checked before it is sent: its bytes arrive once"
      })
  }
})

const ofBytes = (bytes: Uint8Array): MediaSource => ({
  size: bytes.length,
  read: (start, end) => Effect.sync(() => bytes.subarray(start, end))
})

const ofBlob = (blob: Blob): MediaSource => ({
  size: blob.size,
  read: (start, end) =>
    withTimeLimit(
      end - start,
      "media.blob",
      Effect.tryPromise({
        try: () => blob.slice(start, end).arrayBuffer(),
        catch: () => new MediaUnreadable({ field: "media.blob", rule: "must be readable" })
      })
    ).pipe(Effect.map((buffer) => new Uint8Array(buffer)))
})

const ofFile = Effect.fnUntraced(function*(fs: FileSystem.FileSystem, media: Media.FileMedia) {
  const info = yield* Effect.mapError(fs.stat(media.path), unreadable)
  // A pipe would hang.
  if (info.type !== "File") return yield* FileFailures.notRegular
  const size = Number(info.size)
  const file = yield* Effect.mapError(fs.open(media.path), unreadable)
  const read = Effect.fnUntraced(function*(start: number, end: number) {
    const bytes = new Uint8Array(end - start)
    for (let filled = 0; filled < bytes.length;) {
      const position = BigInt(start + filled)
      const count = yield* Effect.mapError(file.read(bytes.subarray(filled), { position }), unreadable)
      if (count === 0) return yield* FileFailures.changed(`the file ended at byte ${start + filled}`)
      filled += count
    }
    return bytes
  })
  return {
    size,
    read: (start, end) => withTimeLimit(end - start, "media.path", read(start, end))
  } satisfies MediaSource
})

const ofServer = (client: HttpClient.HttpClient, media: Media.HttpMedia): Effect.Effect<MediaSource, MediaFailure> =>
  Effect.map(MediaServer.identify(client, media), (known) => ({
    size: known.size,
    read: (start, end) => MediaServer.readRange(client, media, known, { start, end })
  }))

const unreadable = ({ reason }: PlatformError.PlatformError): MediaUnreadable => FileFailures.unreadable(reason._tag)
