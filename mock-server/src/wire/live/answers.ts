import { SECOND } from "../../engine/Rules.ts"
import type { Switches } from "../../engine/Switches.ts"
import { type Answer, withHeaders } from "../Answer.ts"
import type { Backend } from "../Backend.ts"
import { hintOf } from "../hint.ts"
import type { Problem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { errorOf, errors, type LiveError, type OAuthError, oauthErrors, uploadStatuses } from "./errors.ts"
import { writeJson } from "./losslessJson.ts"

/** Writes a success in the envelope; without data where the endpoint gives none. */
export const succeed = (c: MockContext, data?: unknown): Answer => {
  c.get("context").code = "ok"
  return json(c, 200, { data, error: { code: "ok", message: "", log_id: c.get("context").logId } })
}

/** Writes a success of an OAuth endpoint, which has no envelope. */
export const succeedFlat = (c: MockContext, body: unknown): Answer => {
  c.get("context").code = "ok"
  return json(c, 200, body)
}

/** Writes an answer of an upload, which has no body. */
export const writeRaw = (c: MockContext, status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "Content-Length": "0", "x-tt-logid": c.get("context").logId, ...headers },
  body: null
})

/** Writes a problem as the family of the endpoint does, with the exact reason as a hint. */
export const refuse = (c: MockContext, backend: Backend, problem: Problem): Answer => {
  const { switches } = backend.engine.rules
  c.get("context").hint = hintOf(problem)
  switch (familyOf(c)) {
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
      return writeError(c, switches, { ...error, code }, waitOf(problem))
    }
  }
}

/** Writes an error by its code. */
export const fail = (c: MockContext, backend: Backend, code: string): Answer => {
  const { switches } = backend.engine.rules
  const error = errorOf(code)
  switch (familyOf(c)) {
    case "oauth":
      return writeOAuthError(c, switches, { error: code, description: error.message })
    case "upload":
      return writeRawError(c, error.status)
    case "envelope":
      return writeError(c, switches, answersWithOk(c, code) ? { ...error, status: 200 } : error)
  }
}

/** Writes a refusal that says with status 200 that the creator cannot post now. */
export const refuseWithOk = (c: MockContext, { engine }: Backend, problem: Problem, data: unknown): Answer => {
  const { code, message } = errors[problem._tag]
  const context = c.get("context")
  context.hint = hintOf(problem)
  context.code = code
  return json(c, 200, {
    data: engine.rules.switches.creatorInfoOnError === "filled" ? data : emptyData(engine.rules.switches),
    error: { code, message, log_id: context.logId }
  })
}

const familyOf = (c: MockContext): "oauth" | "upload" | "envelope" => {
  const { operation } = c.get("context")
  return operation === "upload" ? "upload" : operation.startsWith("token.") ? "oauth" : "envelope"
}

// Creator info answers these with status 200 "on purpose", the initializations with 403.
const answersWithOk = (c: MockContext, code: string) =>
  c.get("context").operation === "creator.info"
  && ["spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"].includes(code)

const emptyData = ({ dataOnError }: Switches) =>
  dataOnError === "empty" ? {} : dataOnError === "null" ? null : undefined

const waitOf = (problem: Problem): number | undefined =>
  problem._tag === "TooManyInits" || problem._tag === "TooManyCalls" ? problem.waitMillis : undefined

const A_MINUTE = 60

const writeError = (c: MockContext, switches: Switches, error: LiveError, waitMillis?: number): Answer => {
  const context = c.get("context")
  const { code, message, status } = error
  context.code = code
  const answer = json(c, status, { data: emptyData(switches), error: { code, message, log_id: context.logId } })
  if (status !== 429 || !switches.retryAfter) return answer
  const seconds = waitMillis === undefined ? A_MINUTE : Math.ceil(waitMillis / SECOND)
  return withHeaders(answer, { "Retry-After": String(seconds) })
}

const writeOAuthError = (c: MockContext, { oauthErrorStatus }: Switches, { description, error }: OAuthError) => {
  const context = c.get("context")
  context.code = error
  return json(c, oauthErrorStatus, { error, error_description: description, log_id: context.logId })
}

const writeRawError = (c: MockContext, status: number): Answer => {
  c.get("context").code = String(status)
  return writeRaw(c, status)
}

const json = (c: MockContext, status: number, body: unknown): Answer => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8", "x-tt-logid": c.get("context").logId },
  body: writeJson(body)
})
