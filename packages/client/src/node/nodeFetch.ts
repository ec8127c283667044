import { isNative } from "../internal/wire/checkHttpClient.ts"

/**
 * Node's `fetch` copies bytes as a whole and in pieces. With a `Content-Length` it sends a stream unchunked, which no
 * other `fetch` does.
 *
 * @internal
 */
export const withoutCopies: typeof globalThis.fetch = Object.assign<typeof globalThis.fetch, object>((url, init) => {
  const body = init?.body
  if (!(body instanceof Uint8Array) || body.length <= pieceSize) return globalThis.fetch(url, init)
  const headers = new Headers(init?.headers)
  headers.set("content-length", String(body.length))
  const streamed: RequestInit & { readonly duplex: "half" } = { ...init, body: viewsOf(body), headers, duplex: "half" }
  return globalThis.fetch(url, streamed)
}, { [isNative]: true })

const pieceSize = 1024 * 1024

const viewsOf = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let start = 0
  return new ReadableStream({
    pull: (controller) => {
      if (start >= bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(start, start += pieceSize))
    }
  }, { highWaterMark: 0 })
}
