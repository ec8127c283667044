import { Effect, type Scope } from "effect"
import { createHash } from "node:crypto"
import { isUnit } from "../../test/support/runs.ts"
import { type Contract, createMock, type Mock, type MockOptions } from "../src/index.ts"

/** The moment at which every world of the tests begins. */
export const T0 = Date.UTC(2026, 0, 15, 12)

export const DAY = 24 * 60 * 60 * 1_000

/** What the mock answers, as a client sees it. */
export interface WireResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON, when it is JSON. */
  readonly body: Body
}

/** The envelope, as loosely as a client without schemas reads it. */
export interface Body {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly error: { readonly code: string; readonly message?: string; readonly log_id?: string }
}

/** A mock, a creator logged in to it, and a way to reach it. */
export interface World {
  readonly mock: Mock
  readonly origin: string
  readonly token: string
  readonly send: (input: string | URL, init?: RequestInit) => Promise<Response>
  readonly get: (path: string, headers?: Record<string, string>) => Effect.Effect<WireResponse>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Effect.Effect<WireResponse>
  /** Posts a form, as the live contract's OAuth endpoints want it. */
  readonly form: (path: string, fields: Readonly<Record<string, string>>) => Effect.Effect<WireResponse>
  readonly put: (
    url: string,
    bytes: Uint8Array<ArrayBuffer>,
    headers: Record<string, string>
  ) => Effect.Effect<WireResponse>
}

type Connect = (options?: MockOptions, contract?: Contract) => Effect.Effect<World, never, Scope.Scope>

/** A world reached through the mock's own fetch. Time stands still until a test moves it. */
export const inMemory: Connect = (options, contract) =>
  Effect.map(makeMock(options), (mock) => makeWorld(mock, "https://open.tiktokapis.com", mock.fetch, contract))

/** The same world, reached through a port. */
export const overSocket: Connect = (options, contract) =>
  Effect.gen(function*() {
    const mock = yield* makeMock(options)
    const { url } = yield* Effect.promise(() => mock.listen())
    return makeWorld(mock, url, fetch, contract)
  })

/** Every way to reach a mock, for tests that must hold on all of them. */
export const transports: ReadonlyArray<readonly [name: string, connect: Connect]> = [
  ["in memory", inMemory],
  ...isUnit ? [] : [["over a socket", overSocket] as const]
]

/** An accepted response's data; fails the test when the response is an error. */
export const dataOf = ({ body, text }: WireResponse): Readonly<Record<string, unknown>> => {
  if (body.data === null || body.error.code !== "ok") throw new Error(`not a success: ${text}`)
  return body.data
}

/** Status and error code of a response in the envelope. */
export const outcome = ({ body, status }: WireResponse): string => `${status} ${body.error.code}`

export const text = (record: Readonly<Record<string, unknown>>, field: string): string => {
  const value = record[field]
  if (typeof value !== "string") throw new Error(`${field} is no text: ${JSON.stringify(record)}`)
  return value
}

const pattern = Uint8Array.from({ length: 251 }, (_, index) => index)

/** Bytes that begin as an MP4 file does and go on in a pattern. */
export const mp4 = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  Buffer.from(bytes.buffer).fill(pattern)
  bytes.set(Buffer.from("00000018667479706d703432", "hex").subarray(0, size))
  return bytes
}

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

/** Body of a direct post whose bytes will be uploaded in one chunk. */
export const singleChunk = (size: number) => ({
  post_info: { title: "Morning walk", privacy_level: "SELF_ONLY" },
  source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: size, total_chunk_count: 1 }
})

/** Body of a direct post whose video is pulled. */
export const pulled = {
  post_info: { title: "Morning walk", privacy_level: "SELF_ONLY" },
  source_info: { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }
}

export const chunkHeaders = (first: number, last: number, total: number) => ({
  "content-type": "video/mp4",
  "content-range": `bytes ${first}-${last}/${total}`
})

export const paths = {
  authorize: "/v2/auth/authorize/",
  token: "/v2/oauth/token/",
  video: "/v2/post/publish/video/init/",
  photos: "/v2/post/publish/content/init/",
  inbox: "/v2/post/publish/inbox/video/init/",
  status: "/v2/post/publish/status/fetch/",
  creator: "/v2/creator_info/query/",
  // of the live contract only
  revoke: "/v2/oauth/revoke/",
  creatorInfo: "/v2/post/publish/creator_info/query/",
  cancel: "/v2/post/publish/cancel/",
  profile: "/v2/user/info/",
  videos: "/v2/video/list/",
  videoQuery: "/v2/video/query/"
} as const

const makeMock = (options: MockOptions = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => createMock({ clock: { now: () => T0 }, ...options })),
    (mock) => Effect.promise(() => mock.dispose())
  )

const makeWorld = (mock: Mock, origin: string, send: World["send"], contract?: Contract): World => {
  const token = mock.control.issueToken({ contract }).accessToken
  const ask = (input: string, init: RequestInit) =>
    Effect.promise(async () => {
      const response = await send(input, init)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: parse(text) }
    })
  const authorization = `Bearer ${token}`
  const json = { authorization, "content-type": "application/json; charset=UTF-8" }
  return {
    mock,
    origin,
    token,
    send,
    get: (path, headers) => ask(origin + path, { headers: { authorization, ...headers } }),
    post: (path, body, headers) =>
      ask(origin + path, {
        method: "POST",
        headers: { ...json, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body)
      }),
    form: (path, fields) => ask(origin + path, { method: "POST", body: new URLSearchParams(fields) }),
    put: (url, body, headers) => ask(url, { method: "PUT", headers, body })
  }
}

const parse = (text: string): Body => {
  try {
    return JSON.parse(text)
  } catch {
    return { data: null, error: { code: "not json" } }
  }
}
