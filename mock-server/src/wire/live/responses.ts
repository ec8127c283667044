import type { Switches } from "../../engine/Switches.ts"
import { SECOND } from "../../engine/time.ts"
import type { Backend } from "../Backend.ts"
import { catalogErrors } from "../catalog/errors.ts"
import { type CodedError, faultError } from "../faultError.ts"
import { hintOf } from "../hint.ts"
import type { Problem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { type WireResponse, withHeaders } from "../WireResponse.ts"
import { errors, liveErrors, oauthCode, type OAuthError, oauthErrors, uploadStatuses } from "./errors.ts"
import { writeJson } from "./losslessJson.ts"

/** Makes a success response in the envelope. */
export const succeed = (c: MockContext, data?: unknown): WireResponse => {
  c.get("context").code = "ok"
  return json(c, 200, { data, error: { code: "ok", message: "", log_id: c.get("context").logId } })
}

/** Makes a success response of an OAuth endpoint, which has no envelope. */
export const succeedFlat = (c: MockContext, body: unknown): WireResponse => {
  c.get("context").code = "ok"
  return json(c, 200, body)
}

/** Makes a response to a chunk, which has no body. */
export const writeRaw = (
  c: MockContext,
  status: number,
  headers: Readonly<Record<string, string>> = {}
): WireResponse => ({
  status,
  headers: { "Content-Length": "0", "x-tt-logid": c.get("context").logId, ...headers },
  body: null
})

/** Makes the response to a problem in the format of the endpoint, with a hint. */
export const refuse = (c: MockContext, backend: Backend, problem: Problem): WireResponse => {
  const { switches } = backend.engine.rules
  c.get("context").hint = hintOf(problem)
  switch (formatOf(c)) {
    case "oauth":
      return writeOAuthError(
        c,
        switches,
        oauthErrors[problem._tag] ?? { error: "invalid_request", description: errors[problem._tag].message }
      )
    case "upload":
      return writeRawError(c, uploadStatuses[problem._tag] ?? 400)
    case "envelope": {
      const error = errors[problem._tag]
      const code = error.code === "invalid_params" ? switches.badParameterCode : error.code
      return writeError(c, switches, { ...error, code }, waitMillisOf(problem))
    }
  }
}

/** Makes the error response of a fault in the format of the endpoint. */
export const fail = (c: MockContext, backend: Backend, code: string): WireResponse => {
  const { switches } = backend.engine.rules
  const error = faultError(code, liveErrors, catalogErrors)
  switch (formatOf(c)) {
    case "oauth":
      return writeOAuthError(c, switches, { error: oauthCode(code, error.code), description: error.message })
    case "upload":
      return writeRawError(c, error.status)
    case "envelope":
      return writeError(c, switches, hasStatusOk(c, error.code) ? { ...error, status: 200 } : error)
  }
}

/** Makes the response of creator info for a creator who cannot post now. It has status 200. */
export const refuseWithOk = (c: MockContext, { engine }: Backend, problem: Problem, data: unknown): WireResponse => {
  const { code, message } = errors[problem._tag]
  const context = c.get("context")
  context.hint = hintOf(problem)
  context.code = code
  return json(c, 200, {
    data: engine.rules.switches.creatorInfoOnError === "filled" ? data : emptyData(engine.rules.switches),
    error: { code, message, log_id: context.logId }
  })
}

const formatOf = (c: MockContext): "oauth" | "upload" | "envelope" => {
  const { operation } = c.get("context")
  return operation === "upload" ? "upload" : operation.startsWith("token.") ? "oauth" : "envelope"
}

// Creator info has status 200 for these codes "on purpose", an init has 403.
const hasStatusOk = (c: MockContext, code: string) =>
  c.get("context").operation === "creator.info"
  && ["spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"].includes(code)

const emptyData = ({ dataOnError }: Switches) =>
  dataOnError === "empty" ? {} : dataOnError === "null" ? null : undefined

const waitMillisOf = (problem: Problem): number | undefined =>
  problem._tag === "TooManyInits" || problem._tag === "TooManyCalls" ? problem.waitMillis : undefined

const DEFAULT_RETRY_AFTER = 60

const writeError = (c: MockContext, switches: Switches, error: CodedError, waitMillis?: number): WireResponse => {
  const context = c.get("context")
  const { code, message, status } = error
  context.code = code
  const response = json(c, status, { data: emptyData(switches), error: { code, message, log_id: context.logId } })
  if (status !== 429 || !switches.retryAfter) return response
  const seconds = waitMillis === undefined ? DEFAULT_RETRY_AFTER : Math.ceil(waitMillis / SECOND)
  return withHeaders(response, { "Retry-After": String(seconds) })
}

const writeOAuthError = (c: MockContext, { oauthErrorStatus }: Switches, { description, error }: OAuthError) => {
  const context = c.get("context")
  context.code = error
  return json(c, oauthErrorStatus, { error, error_description: description, log_id: context.logId })
}

const writeRawError = (c: MockContext, status: number): WireResponse => {
  c.get("context").code = String(status)
  return writeRaw(c, status)
}

const json = (c: MockContext, status: number, body: unknown): WireResponse => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8", "x-tt-logid": c.get("context").logId },
  body: writeJson(body)
})
