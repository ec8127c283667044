import type { Answer } from "./Answer.ts"
import type { MockContext } from "./RequestContext.ts"
import type { CorsMode } from "./ServerAddress.ts"

/** Response headers that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-fault, x-mock-hint, x-tt-logid"

/** Headers that let a page read a response; undefined without an `Origin`, and when no page may. */
export const corsHeaders = (c: MockContext, mode: CorsMode): Readonly<Record<string, string>> | undefined => {
  const { headers: { origin }, notes } = c.get("context")
  if (origin === undefined) return undefined
  if (mode === "like-production") {
    notes.push(`a page of ${origin} cannot read this response: with --cors like-production only a back end can call`)
    return undefined
  }
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, "Vary": "Origin" }
}

/** Answers a CORS preflight: every request is allowed. */
export const preflight = (c: MockContext): Answer => ({
  status: 204,
  headers: {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": c.get("context").headers["access-control-request-headers"] ?? "*",
    "Access-Control-Max-Age": "600"
  },
  body: null
})
