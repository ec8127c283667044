import type { Backend } from "../Backend.ts"
import { type CodedError, faultError } from "../faultError.ts"
import { hintOf } from "../hint.ts"
import { liveErrors } from "../live/errors.ts"
import type { Problem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { type WireResponse, withHeaders } from "../WireResponse.ts"
import { catalogErrors, errors, RETRY_AFTER } from "./errors.ts"

/** Makes a success response: the data, and an error object with the code "ok". */
export const succeed = (c: MockContext, data: unknown): WireResponse => {
  const context = c.get("context")
  context.code = "ok"
  return write(200, { data, error: { code: "ok", log_id: context.logId } })
}

/** Makes the response to a problem, with a hint. */
export const refuse = (c: MockContext, _backend: Backend, problem: Problem): WireResponse => {
  c.get("context").hint = hintOf(problem)
  return writeError(c, errors[problem._tag])
}

/** Makes the error response of a fault. */
export const fail = (c: MockContext, _backend: Backend, code: string): WireResponse =>
  writeError(c, faultError(code, catalogErrors, liveErrors))

const writeError = (c: MockContext, { code, message, status }: CodedError): WireResponse => {
  const context = c.get("context")
  context.code = code
  const response = write(status, { data: null, error: { code, message, log_id: context.logId } })
  return status === 429 ? withHeaders(response, { "Retry-After": String(RETRY_AFTER) }) : response
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=UTF-8" }

const write = (status: number, body: unknown): WireResponse => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify(body)
})
