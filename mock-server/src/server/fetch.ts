import type { Hono } from "hono"
import { isLoopback } from "../engine/App.ts"
import type { MockEnv } from "../wire/RequestContext.ts"

/** The `fetch` of the mock. */
export type MockFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

// The limit of the fetch standard.
const MAX_REDIRECTS = 20

/**
 * Makes a `fetch` that calls the app in memory, for TikTok's hosts and for this machine. Another host, and a fault of the
 * connection, rejects like a network error.
 */
export const makeFetch = (app: Hono<MockEnv>, publicUrl: string | undefined): MockFetch => {
  const follow = async (request: Request, signal: AbortSignal | null, redirects: number): Promise<Response> => {
    const url = new URL(request.url)
    if (!isServed(url, publicUrl)) throw networkError("ENOTFOUND", url.hostname)
    const pending = app.fetch(behindProxy(request, publicUrl), {})
    const response = await (signal === null ? pending : orAbort(signal, pending))
    if (response.type === "error") throw networkError("ECONNRESET", "the connection was reset")
    const location = response.headers.get("location")
    if (location === null || request.redirect === "manual") return response
    if (request.redirect === "error" || redirects === 0) throw networkError("EREDIRECT", "unexpected redirect")
    return follow(new Request(new URL(location, request.url), { signal }), signal, redirects - 1)
  }
  return async (input, init) => {
    const request = new Request(input, init)
    // Reading the signal of a new request would create one, which is slow.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null)
    signal?.throwIfAborted()
    return follow(signal === null ? request : abortable(request, signal), signal, MAX_REDIRECTS)
  }
}

const isServed = (url: URL, publicUrl: string | undefined): boolean =>
  isLoopback(url.hostname)
  || (publicUrl !== undefined && url.origin === new URL(publicUrl).origin)
  || (url.protocol === "https:" && (hosts.has(url.hostname) || url.hostname.endsWith(".tiktokapis.com")))

// The second one had version 1 of the API. The mock says so.
const hosts: ReadonlySet<string> = new Set(["www.tiktok.com", "open-api.tiktok.com"])

/** The request as a proxy at the public URL forwards it: without the path of the proxy. */
const behindProxy = (request: Request, publicUrl: string | undefined): Request =>
  publicUrl !== undefined && request.url.startsWith(`${publicUrl}/`) && new URL(publicUrl).pathname !== "/"
    ? new Request(new URL(publicUrl).origin + request.url.slice(publicUrl.length), request)
    : request

/** The error of a real `fetch`, with its cause. */
const networkError = (code: string, message: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) })

/** A request whose body ends when the signal aborts. */
const abortable = (request: Request, signal: AbortSignal): Request => {
  if (request.body === null) return request
  const body = request.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal })
  return new Request(request, { method: request.method, body, duplex: "half" })
}

const orAbort = async (signal: AbortSignal, pending: Response | Promise<Response>): Promise<Response> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener("abort", onAbort, { once: true })
  try {
    return await Promise.race([pending, promise])
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}
