import type { Answer } from "./Answer.ts"
import type { MockContext } from "./RequestContext.ts"
import type { ServerAddress } from "./ServerAddress.ts"
import { foreignSiteOf } from "./sites.ts"

/** Response headers that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-fault, x-mock-hint, x-tt-logid"

/** Whether the page that sends a request may read the response. */
export const mayRead = (c: MockContext, address: ServerAddress): boolean =>
  address.cors === "browser-ok" && foreignSiteOf(c, address) === undefined

/** Headers that let a page read a response; undefined without an `Origin`, and when the page may not. */
export const corsHeaders = (c: MockContext, address: ServerAddress): Readonly<Record<string, string>> | undefined => {
  const { headers: { origin }, notes } = c.get("context")
  if (origin === undefined) return undefined
  if (!mayRead(c, address)) {
    const rule = address.cors === "browser-ok"
      ? "only pages of this machine and of an --allow-host can"
      : "with --cors like-production only a back end can call"
    notes.push(`a page of ${origin} cannot read this response: ${rule}`)
    return undefined
  }
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, "Vary": "Origin" }
}

/** Answers a CORS preflight of a page that may read responses: every request is allowed. */
export const preflight = (c: MockContext): Answer => ({
  status: 204,
  headers: {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": c.get("context").headers["access-control-request-headers"] ?? "*",
    "Access-Control-Max-Age": "600"
  },
  body: null
})
