import type { MockContext } from "./Exchange.ts"

/** Which pages may call TikTok's API: those of any origin, or none, as when a server has never heard of CORS. */
export const corsModes = ["browser-ok", "like-production"] as const

/** Which pages may call TikTok's API. */
export type CorsMode = (typeof corsModes)[number]

/** Headers of the mock that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-hint, x-tt-logid"

/** Lets a page of any origin read an answer, or notes that it cannot. */
export const allowOrigin = (c: MockContext, headers: Headers, mode: CorsMode): void => {
  const origin = c.req.header("origin")
  if (origin === undefined) return
  if (mode === "like-production") {
    c.var.exchange.notes.push(
      `a page of ${origin} cannot read this: CORS is like in production, so a back end has to call`
    )
    return
  }
  headers.set("Access-Control-Allow-Origin", origin)
  headers.set("Access-Control-Expose-Headers", EXPOSED)
  headers.append("Vary", "Origin")
}

/** Answers a browser's question whether it may send a request: it always may. */
export const preflight = (c: MockContext): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Methods": "GET, POST, PUT",
      "Access-Control-Allow-Headers": c.req.header("access-control-request-headers") ?? "*",
      "Access-Control-Max-Age": "600"
    }
  })
