import type { Backend } from "./Backend.ts"
import { isSameOrigin } from "./baseUrl.ts"
import type { MockContext } from "./RequestContext.ts"
import { foreignSiteOf } from "./requestOrigin.ts"
import { noteRisk } from "./risk.ts"
import type { WireResponse } from "./WireResponse.ts"

/** Response headers that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-fault, x-mock-hint, x-tt-logid"

/** Whether the page that sends a request may read the response. Under the switch `strict` no page may. */
export const mayRead = (c: MockContext, backend: Backend): boolean =>
  isOpen(backend) && foreignSiteOf(c, backend.settings) === undefined

const isOpen = ({ engine, settings }: Backend) => settings.cors === "browser-ok" && !engine.rules.switches.strict

/** Headers that let a page read a response; undefined without another `Origin`, and when the page may not. */
export const corsHeaders = (c: MockContext, backend: Backend): Readonly<Record<string, string>> | undefined => {
  const { headers: { origin }, notes, operation } = c.get("context")
  if (origin === undefined || isSameOrigin(c, backend.settings, origin)) return undefined
  if (!mayRead(c, backend)) {
    const rule = isOpen(backend)
      ? "only pages of this machine and of an --allow-host can"
      : "as at TikTok, only a back end can call"
    notes.push(`a page of ${origin} cannot read this response: ${rule}`)
    return undefined
  }
  if (operation !== "preflight") {
    noteRisk(c, `a page of ${origin} can read this response, but TikTok documents no CORS; call from a back end`)
  }
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, "Vary": "Origin" }
}

/** Answers a CORS preflight of a page that may read responses: every request is allowed. */
export const preflight = (c: MockContext): WireResponse => ({
  status: 204,
  headers: {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": c.get("context").headers["access-control-request-headers"] ?? "*",
    "Access-Control-Max-Age": "600"
  },
  body: null
})
