import { Clock, Effect } from "effect"
import { createMock, type MockOptions } from "tiktok-mock-server"
import type { Transport } from "./fixture.ts"

/** A plain HTTP request, made without a client. */
export interface RawRequest {
  readonly method: string
  /** A URL on TikTok's own hosts. Over a socket the host is replaced. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bytes, text, or any other value, which is sent as JSON. */
  readonly body?: unknown
}

export interface RawResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON, with the mock's own host replaced by TikTok's. */
  readonly json: () => unknown
}

const tikTokHosts = /^https:\/\/(?:open\.tiktokapis\.com|upload\.tiktokapis\.com|www\.tiktok\.com)/

/** A mock on the test's clock, and a function that sends it plain requests. */
export const makeRawMock = Effect.fnUntraced(function*(transport: Transport, options: MockOptions) {
  const clock = yield* Clock.Clock
  const mock = createMock({ clock: { now: () => clock.currentTimeMillisUnsafe() }, ...options })
  const url = transport === "memory"
    ? undefined
    : yield* Effect.map(
      Effect.acquireRelease(Effect.promise(() => mock.listen()), (server) => Effect.promise(() => server.close())),
      (server) => server.url
    )
  const fetch = url === undefined ? mock.fetch : globalThis.fetch

  const send = ({ body, headers, method, ...request }: RawRequest): Effect.Effect<RawResponse> =>
    Effect.promise(async () => {
      const response = await fetch(request.url.replace(tikTokHosts, (host) => url ?? host), {
        method,
        redirect: "manual",
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body: contentOf(body) })
      })
      const text = await response.text()
      const json = () => JSON.parse(url === undefined ? text : text.replaceAll(url, "https://upload.tiktokapis.com"))
      return { status: response.status, headers: response.headers, text, json }
    })

  return { mock, send }
})

const contentOf = (body: unknown) => {
  if (typeof body === "string") return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}
