import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/**
 * The pieces of a body, with the number of their bytes. No standard says how `fetch` sends that number as
 * `Content-Length`, so each runtime has its own way.
 */
interface SizedBody extends AsyncIterable<Uint8Array> {
  readonly contentLength: number
}

/**
 * What one runtime's `fetch` needs to send a stream of a known length.
 *
 * @internal
 */
export type ToInit = (
  pieces: ReadableStream<Uint8Array>,
  contentLength: number
) => { readonly body: BodyInit; readonly headers?: Readonly<Record<string, string>>; readonly duplex?: "half" }

interface Options {
  /** Sends all other bodies. @default the global `fetch` */
  readonly others?: typeof globalThis.fetch
  /**
   * Whether each piece is copied before it is sent. Needed where the pieces are buffers that are used again: a
   * wrapped `fetch` may keep a piece for longer, for example in `new Request(input, init)` or `request.clone()`.
   *
   * @default false
   */
  readonly copies?: boolean
}

/**
 * A client over `fetch` that sends streams of a known length with that length.
 *
 * @internal
 */
export const layer = (toInit: ToInit, options: Options = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, HttpClient.mapRequest(withSize))).pipe(
    // Fresh, because others may use the same layer with another `fetch`.
    Layer.provide(Layer.fresh(FetchHttpClient.layer)),
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, makeFetch(toInit, options)))
  )

/** Whether a `fetch` sends a `SizedBody`. @internal */
export const isSizedFetch = (fetch: typeof globalThis.fetch): boolean => mark in fetch

const mark = Symbol.for("effect-tiktok/sizedFetch")

const makeFetch = (
  toInit: ToInit,
  { others = (input, init) => globalThis.fetch(input, init), copies = false }: Options
): typeof globalThis.fetch =>
  Object.assign((input: RequestInfo | URL, init?: RequestInit) => {
    const body: unknown = init?.body
    if (!isSized(body)) return others(input, init)
    const { headers, ...rest } = toInit(toReadableStream(body, copies), body.contentLength)
    return globalThis.fetch(input, { ...init, ...rest, headers: { ...Object(init?.headers), ...headers } })
  }, { [mark]: true })

const isSized = (body: unknown): body is SizedBody =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body && "contentLength" in body

/** `FetchHttpClient` forgets the length of a stream, but not what is in a raw body. */
const withSize = (request: HttpClientRequest.HttpClientRequest): HttpClientRequest.HttpClientRequest => {
  const { body } = request
  if (body._tag !== "Stream" || body.contentLength === undefined) return request
  const { contentLength, contentType, stream } = body
  const pieces = Stream.toAsyncIterable(stream)
  const sized: SizedBody = { contentLength, [Symbol.asyncIterator]: () => pieces[Symbol.asyncIterator]() }
  return HttpClientRequest.setBody(request, HttpBody.raw(sized, { contentType, contentLength }))
}

/** Pulls a piece only when one is asked for, so that nothing is read ahead. */
const toReadableStream = (pieces: AsyncIterable<Uint8Array>, copies: boolean): ReadableStream<Uint8Array> => {
  let iterator: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream({
    pull: (controller) => {
      iterator ??= pieces[Symbol.asyncIterator]()
      return iterator.next().then(({ done, value }) =>
        done === true ? controller.close() : controller.enqueue(copies ? new Uint8Array(value) : value)
      )
    },
    cancel: () => iterator?.return?.().then(() => undefined)
  }, { highWaterMark: 0 })
}
