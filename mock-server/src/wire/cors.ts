import type { Answer } from "./Answer.ts"
import type { Backend } from "./Backend.ts"
import { isOwnOrigin } from "./baseUrl.ts"
import type { MockContext } from "./RequestContext.ts"
import { noteRisk } from "./risk.ts"
import type { CorsMode } from "./ServerAddress.ts"

/** Response headers that a page may read. */
const EXPOSED = "Content-Range, Retry-After, x-mock-fault, x-mock-hint, x-tt-logid"

/** Whether pages may call the API. Under the switch `strict` none may. */
export const corsModeOf = ({ engine, settings }: Backend): CorsMode =>
  engine.rules.switches.strict ? "like-production" : settings.cors

/** Headers that let a page read a response; undefined without another `Origin`, and when no page may. */
export const corsHeaders = (c: MockContext, backend: Backend): Readonly<Record<string, string>> | undefined => {
  const { headers: { origin }, notes, operation } = c.get("context")
  if (origin === undefined || isOwnOrigin(c, backend.settings, origin)) return undefined
  if (corsModeOf(backend) === "like-production") {
    notes.push(`a page of ${origin} cannot read this response: as at TikTok, only a back end can call`)
    return undefined
  }
  if (operation !== "preflight") {
    noteRisk(c, `a page of ${origin} can read this response, but TikTok documents no CORS; call from a back end`)
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
