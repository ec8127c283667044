import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as HttpBody from "effect/http/HttpBody"
import type * as Media from "../../Media.ts"
import type { MediaIdentity } from "../../model/upload.ts"
import { MediaUnreadable } from "../../TikTokError.ts"
import { blobIdentity, type ChunkBody, type MediaReader, withTimeLimit } from "./chunkBody.ts"

/**
 * Sends the ranges of a `Blob` as slices, which `fetch` reads by itself. The bytes do not pass through this program.
 *
 * @internal
 */
export const ofBlob = (media: Media.BlobMedia, planned: MediaIdentity): MediaReader => ({
  body: Effect.fnUntraced(function*({ end, start }, onBytes, beforeEnd) {
    const { blob, contentType } = media
    const { modifiedAt, size } = blobIdentity(media)
    if (size !== planned.size || !Equal.equals(modifiedAt, planned.modifiedAt ?? modifiedAt)) {
      return yield* new MediaUnreadable({ field: "media.blob", rule: "must not change during the upload" })
    }
    // What `fetch` says of a file that has changed does not differ from a broken connection.
    yield* withTimeLimit(
      1,
      "media.blob",
      Effect.tryPromise({
        try: () => blob.slice(end - 1, end).arrayBuffer(),
        catch: () => new MediaUnreadable({ field: "media.blob", rule: "must stay readable during the upload" })
      })
    )
    yield* beforeEnd
    return bodyOf(blob.slice(start, end), contentType, onBytes)
  }),
  readableFrom: () => 0
})

/** The body of one slice. @internal */
export const bodyOf = (slice: Blob, contentType: string, onBytes: (count: number) => void): ChunkBody<never> => {
  onBytes(slice.size)
  return {
    body: HttpBody.raw(slice, { contentType, contentLength: slice.size }),
    failure: () => undefined
  }
}
