import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Uploader from "../../Uploader.ts"
import * as SizedFetch from "../wire/sizedFetch.ts"

/**
 * `fetch`, in the fastest way that a browser, a Worker or another runtime without files has.
 *
 * @internal
 */
export const layer = (): Layer.Layer<HttpClient.HttpClient> => Layer.merge(client(), sendsBlobs)

/** @internal */
export const sendsBlobs: Layer.Layer<never> = Layer.succeed(Uploader.SendsBlobs, true)

const client = (): Layer.Layer<HttpClient.HttpClient> => {
  const runtime: object = globalThis
  if (!hasFixedLength(runtime)) return Layer.provide(blobClient, FetchHttpClient.layer)
  const { FixedLengthStream } = runtime
  return Layer.merge(
    SizedFetch.layer((pieces, contentLength) => {
      const { readable, writable } = new FixedLengthStream(contentLength)
      // A failed pipe fails the request too.
      pieces.pipeTo(writable).catch(() => undefined)
      return { body: readable }
    }),
    Layer.succeed(Uploader.Transfer, "Streamed")
  )
}

/** Chromium sends a `Blob` some ten times as fast as the same bytes. */
const blobClient = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.mapRequest((request) => {
      const { body } = request
      if (body._tag !== "Uint8Array" || body.contentLength < 64 * 1024) return request
      const { body: bytes, contentLength, contentType } = body
      return isUnshared(bytes)
        ? HttpClientRequest.setBody(request, HttpBody.raw(new Blob([bytes]), { contentType, contentLength }))
        : request
    })
  )
)

/** A `Blob` takes no memory that threads share. */
const isUnshared = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> => bytes.buffer instanceof ArrayBuffer

/** Workers say with this class how long a stream is. */
interface FixedLength {
  readonly FixedLengthStream: new(length: number) => TransformStream<Uint8Array, Uint8Array>
}

const hasFixedLength = (runtime: object): runtime is FixedLength => "FixedLengthStream" in runtime
