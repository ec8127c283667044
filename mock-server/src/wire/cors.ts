import type { Answer } from "./Answer.ts"
import type { MockContext } from "./Exchange.ts"

/** Headers of the mock that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-hint, x-tt-logid"

/** Headers that let a page of any origin read an answer; undefined when no page has asked. */
export const corsHeaders = (c: MockContext): Readonly<Record<string, string>> | undefined => {
  const origin = c.get("exchange").headers.origin
  return origin === undefined
    ? undefined
    : { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, "Vary": "Origin" }
}

/** Answers a browser's question whether it may send a request: it always may. */
export const preflight = (c: MockContext): Answer => ({
  status: 204,
  headers: {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": c.get("exchange").headers["access-control-request-headers"] ?? "*",
    "Access-Control-Max-Age": "600"
  },
  body: null
})
