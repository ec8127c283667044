import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
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
  if (!hasFixedLength(runtime)) return FetchHttpClient.layer
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

/** Workers say with this class how long a stream is. */
interface FixedLength {
  readonly FixedLengthStream: new(length: number) => TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>
}

const hasFixedLength = (runtime: object): runtime is FixedLength => "FixedLengthStream" in runtime
