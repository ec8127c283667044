import { type Answer, withHeaders } from "../Answer.ts"
import type { Backend } from "../Backend.ts"
import { type CodedError, faultError } from "../faultError.ts"
import { hintOf } from "../hint.ts"
import { liveErrors } from "../live/errors.ts"
import type { Problem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { catalogErrors, errors, RETRY_AFTER } from "./errors.ts"

/** Makes a success response: the data, and an error object with the code "ok". */
export const succeed = (c: MockContext, data: unknown): Answer => {
  const context = c.get("context")
  context.code = "ok"
  return write(200, { data, error: { code: "ok", log_id: context.logId } })
}

/** Makes the response to a problem, with a hint. */
export const refuse = (c: MockContext, _backend: Backend, problem: Problem): Answer => {
  c.get("context").hint = hintOf(problem)
  return writeError(c, errors[problem._tag])
}

/** Makes the error response of a fault. */
export const fail = (c: MockContext, _backend: Backend, code: string): Answer =>
  writeError(c, faultError(code, catalogErrors, liveErrors))

const writeError = (c: MockContext, { code, message, status }: CodedError): Answer => {
  const context = c.get("context")
  context.code = code
  const answer = write(status, { data: null, error: { code, message, log_id: context.logId } })
  return status === 429 ? withHeaders(answer, { "Retry-After": String(RETRY_AFTER) }) : answer
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=UTF-8" }

const write = (status: number, body: unknown): Answer => ({ status, headers: JSON_HEADERS, body: JSON.stringify(body) })
