import type { Backend } from "../Backend.ts"
import type { MockContext } from "../Exchange.ts"
import { hintOf } from "../hint.ts"
import type { Problem } from "../Problem.ts"
import { type CatalogError, errorOf, errors, isCatalogCode, RETRY_AFTER } from "./errors.ts"

/** Writes a success: the data, and an error object that says "ok". */
export const succeed = (c: MockContext, data: unknown): Response => {
  c.var.exchange.code = "ok"
  return write(c, 200, { data, error: { code: "ok", log_id: c.var.exchange.logId } })
}

/** Writes a problem in the standard envelope, with the exact reason as a hint. */
export const refuse = (c: MockContext, _backend: Backend, problem: Problem): Response => {
  c.var.exchange.hint = hintOf(problem)
  return writeError(c, errors[problem._tag])
}

/** Writes an error by its code; a code the table lacks is answered with status 400. */
export const fail = (c: MockContext, _backend: Backend, code: string): Response =>
  writeError(c, isCatalogCode(code) ? errorOf(code) : { code, status: 400, message: code })

const writeError = (c: MockContext, { code, message, status }: CatalogError): Response => {
  const { exchange } = c.var
  exchange.code = code
  const response = write(c, status, { data: null, error: { code, message, log_id: exchange.logId } })
  if (status === 429) response.headers.set("Retry-After", String(RETRY_AFTER))
  return response
}

const write = (c: MockContext, status: number, body: unknown): Response => {
  const text = JSON.stringify(body)
  c.var.exchange.answer = text
  return new Response(text, { status, headers: { "Content-Type": "application/json; charset=UTF-8" } })
}
