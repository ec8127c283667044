import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as WebHttp from "../internal/runtimes/webHttp.ts"
import * as FileFailures from "../internal/upload/fileFailures.ts"
import * as SizedFetch from "../internal/wire/sizedFetch.ts"
import * as Uploader from "../Uploader.ts"
import * as PathReader from "./pathReader.ts"

/** What this library uses of Deno. */
declare const Deno: {
  readonly open: (path: string) => Promise<{
    readonly seek: (offset: number, whence: 0) => Promise<number>
    readonly read: (buffer: Uint8Array) => Promise<number | null>
    readonly close: () => void
  }>
}

/**
 * Deno's `fetch`. It ignores a `Content-Length` of its caller, and sends the size of a `Blob`.
 *
 * @internal
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.mergeAll(
  SizedFetch.layer((pieces, contentLength) => ({ body: sizedBlob(pieces, contentLength) })),
  Layer.sync(Uploader.FileReader, () => PathReader.make({ pieces })),
  Layer.succeed(Uploader.Transfer, "Streamed"),
  WebHttp.sendsBlobs
)

/** A `Blob` whose bytes come from a stream. Deno reads these two properties and no more. */
const sizedBlob = (pieces: ReadableStream<Uint8Array>, size: number): Blob =>
  Object.defineProperties(new Blob([]), { size: { value: size }, stream: { value: () => pieces } })

async function* pieces(path: string, { end, start }: Uploader.ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await Deno.open(path)
  try {
    await file.seek(start, 0)
    for (let offset = start; offset < end;) {
      const piece = new Uint8Array(Math.min(pieceSize, end - offset))
      const count = await file.read(piece)
      if (count === null) throw FileFailures.changed(`the file ended at byte ${offset}`)
      offset += count
      yield piece.subarray(0, count)
    }
  } finally {
    file.close()
  }
}

const pieceSize = 1024 * 1024
