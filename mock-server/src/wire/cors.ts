import type { MockContext } from "./Exchange.ts"

/** Headers of the mock that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-hint, x-tt-logid"

/** Lets a page of any origin read an answer. */
export const allowOrigin = (c: MockContext, headers: Headers): void => {
  const origin = c.req.header("origin")
  if (origin === undefined) return
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
