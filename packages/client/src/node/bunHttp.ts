import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as WebHttp from "../internal/runtimes/webHttp.ts"
import * as FileFailures from "../internal/upload/fileFailures.ts"
import * as SizedFetch from "../internal/wire/sizedFetch.ts"
import * as Uploader from "../Uploader.ts"
import * as PathReader from "./pathReader.ts"

/** What this library uses of Bun. */
declare const Bun: { readonly file: (path: string) => Blob }

/**
 * Bun's `fetch`. It sends a slice of a file from the disk to the socket by itself, and a stream with the length that its
 * headers say.
 *
 * @internal
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.mergeAll(
  SizedFetch.layer((body, contentLength) => ({ body, headers: { "content-length": String(contentLength) } })),
  Layer.sync(Uploader.FileReader, () => PathReader.make({ pieces, slice })),
  Layer.succeed(Uploader.Transfer, "Streamed"),
  WebHttp.sendsBlobs
)

const slice = (path: string, { end, start }: Uploader.ByteRange): Blob => Bun.file(path).slice(start, end)

async function* pieces(path: string, { end, start }: Uploader.ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = start; offset < end;) {
    const buffer = await Bun.file(path).slice(offset, Math.min(end, offset + pieceSize)).arrayBuffer()
    if (buffer.byteLength === 0) throw FileFailures.changed(`the file ended at byte ${offset}`)
    offset += buffer.byteLength
    yield new Uint8Array(buffer)
  }
}

const pieceSize = 1024 * 1024
