import * as Result from "effect/Result"
import type { Contract, WireAnswer } from "../../model/contract.ts"
import type { MalformedAnswer, Refusal } from "../../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as RefusalOf from "./refusalOf.ts"
import { fieldsOf, isObject, textOf } from "./wireValues.ts"

type Fields = Readonly<Record<string, unknown>>

/** The fields of an error, in any of its forms. */
interface ErrorFields {
  /** Undefined when there is no error. */
  readonly code: string | undefined
  readonly detail: string
  readonly logId: string | undefined
}

/** A JSON object, and whether it has a code that means success. */
interface Envelope {
  readonly body: Fields
  readonly isOk: boolean
}

/**
 * Decodes an answer with vital fields. The body decides: an error code is a
 * failure, also with HTTP 200. Without a code the vital fields decide, and without
 * those the status does.
 *
 * @internal
 */
export const decodeVital = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  decode: (body: Fields) => Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.flatMap(openEnvelope(contract, answer), ({ body, isOk }) =>
    isOk || answer.status < 400
      ? orByStatus(contract, answer, decode(body), body)
      : byStatus(contract, answer, body))

/**
 * Decodes an answer without vital fields.
 *
 * @internal
 */
export const decodeOptional = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  read: (data: Fields) => A
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.flatMap(openEnvelope(contract, answer), ({ body, isOk }) =>
    answer.status < 300 && (isOk || "data" in body)
      ? Result.succeed(read(fieldsOf(body["data"])))
      : orByStatus(contract, answer, Result.fail(DecodeAnswer.malformed(answer, "error.code", "is missing")), body))

/**
 * Decodes an answer without fields. An empty body is a success, and so is any
 * object that is not a refusal.
 *
 * @internal
 */
export const decodeEmpty = (
  contract: Contract["name"],
  answer: WireAnswer
): Result.Result<void, Refusal | MalformedAnswer> =>
  answer.status < 300 && answer.text.trim() === ""
    ? Result.void
    : Result.flatMap(openEnvelope(contract, answer), ({ body }) =>
      answer.status < 300 ? Result.void : byStatus(contract, answer, body))

/**
 * The error of an answer: an object, the bare fields of TikTok's error-handling
 * page, or OAuth's code beside a description (tiktok-live, sections 2.5 and 10.1).
 *
 * @internal
 */
export const errorOf = ({ status }: Pick<WireAnswer, "status">, body: Fields): ErrorFields => {
  const { code, error } = body
  if (typeof error === "string") return errorFields(body, error, body["error_description"])
  if (isObject(error)) return errorFields(error, error["code"], error["message"])
  // In an answer without an error, a number named `code` may mean anything.
  const isBare = (error ?? undefined) === undefined && (status >= 300 || typeof code === "string")
  return errorFields(body, isBare ? code : undefined, body["message"])
}

/** Whether a code means success. On the stale pages zero does. @internal */
export const isOk = (code: string): boolean => /^\s*(?:ok|success|0)\s*$/i.test(code)

/**
 * Whether a code is a word other than success, which is a refusal with any HTTP status. A number may mean anything.
 *
 * @internal
 */
export const isRefusing = (code: string | undefined): boolean =>
  code !== undefined && /\p{L}/u.test(code) && !isOk(code)

/**
 * The error of an answer without a code.
 *
 * @internal
 */
export const withoutCode = (answer: WireAnswer, body: Fields = {}) => {
  const { detail, logId } = errorOf(answer, body)
  return { code: `http_${answer.status}`, detail, logId: logId ?? answer.headers["x-tt-logid"] }
}

const errorFields = (fields: Fields, code: unknown, detail: unknown): ErrorFields => ({
  code: textOf(code),
  detail: textOf(detail) ?? "",
  // TikTok's tables call it `logid`, its examples `log_id`.
  logId: textOf(fields["log_id"]) ?? textOf(fields["logid"])
})

const openEnvelope = (
  contract: Contract["name"],
  answer: WireAnswer
): Result.Result<Envelope, Refusal | MalformedAnswer> =>
  Result.flatMap(orByStatus(contract, answer, bodyOf(answer)), (body) => {
    // The common case: the error object has nothing else.
    if (fieldsOf(body["error"])["code"] === "ok") return Result.succeed({ body, isOk: true })
    const { code, detail, logId } = errorOf(answer, body)
    if (code === undefined || isOk(code)) return Result.succeed({ body, isOk: code !== undefined })
    return Result.fail(RefusalOf.refusal(contract, answer, { code, detail, logId }))
  })

/** The body of an answer, which must be a JSON object. @internal */
export const bodyOf = (answer: WireAnswer): Result.Result<Fields, MalformedAnswer> =>
  Result.flatMap(DecodeAnswer.json(answer), (body) =>
    isObject(body)
      ? Result.succeed(body)
      : Result.fail(DecodeAnswer.malformed(answer, "body", "is not of the documented type")))

/** When a gateway answers for TikTok, only the status counts. */
const orByStatus = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  read: Result.Result<A, MalformedAnswer>,
  body?: Fields
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.orElse(
    read,
    (malformed): Result.Result<never, Refusal | MalformedAnswer> =>
      answer.status < 400 ? Result.fail(malformed) : byStatus(contract, answer, body)
  )

const byStatus = (contract: Contract["name"], answer: WireAnswer, body?: Fields): Result.Result<never, Refusal> =>
  Result.fail(RefusalOf.refusal(contract, answer, withoutCode(answer, body)))
