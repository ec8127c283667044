import * as Result from "effect/Result"
import type { Contract, WireAnswer } from "../../model/contract.ts"
import type { MalformedAnswer, Refusal } from "../../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as ErrorCatalog from "./errorCatalog.ts"
import { fieldsOf, isObject, textOf } from "./wireValues.ts"

type Fields = Readonly<Record<string, unknown>>

/** What an error says, in whichever of its forms. */
interface Described {
  /** Undefined where there is no error. */
  readonly code: string | undefined
  readonly detail: string
  readonly logId: string | undefined
}

/** A JSON object, and whether it says by itself that all is well. */
interface Opened {
  readonly body: Fields
  readonly isOk: boolean
}

/**
 * Opens an answer that holds something vital. The body decides: a failing code
 * is a failure, also with HTTP 200, and where there is no code the vital fields
 * tell. Without either the status does.
 *
 * @internal
 */
export const open = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  decode: (body: Fields) => Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.flatMap(opened(contract, answer), ({ body, isOk }) =>
    isOk || answer.status < 400
      ? orByStatus(contract, answer, decode(body), body)
      : byStatus(contract, answer, body))

/**
 * Opens an answer without anything vital, which is worth what it holds.
 *
 * @internal
 */
export const openAny = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  read: (data: Fields) => A
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.flatMap(opened(contract, answer), ({ body, isOk }) =>
    answer.status < 300 && (isOk || "data" in body)
      ? Result.succeed(read(fieldsOf(body["data"])))
      : orByStatus(contract, answer, Result.fail(DecodeAnswer.malformed(answer, "error.code", "is missing")), body))

/**
 * Opens an answer whose success has nothing to say: an empty one, or any object
 * that is no refusal.
 *
 * @internal
 */
export const openEmpty = (
  contract: Contract["name"],
  answer: WireAnswer
): Result.Result<void, Refusal | MalformedAnswer> =>
  answer.status < 300 && answer.text.trim() === ""
    ? Result.void
    : Result.flatMap(opened(contract, answer), ({ body }) =>
      answer.status < 300 ? Result.void : byStatus(contract, answer, body))

/**
 * What an answer says of an error: an object that may be bare, as TikTok's
 * error-handling page shows it, or OAuth's word beside a description
 * (tiktok-live, sections 2.5 and 10.1).
 *
 * @internal
 */
export const errorOf = ({ status }: Pick<WireAnswer, "status">, body: Fields): Described => {
  const { code, error } = body
  if (typeof error === "string") return described(body, error, body["error_description"])
  if (isObject(error)) return described(error, error["code"], error["message"])
  // Beside an answer that is no error a number may be anything.
  const isBare = (error ?? undefined) === undefined && (status >= 300 || typeof code === "string")
  return described(body, isBare ? code : undefined, body["message"])
}

/** Whether a code says that all is well; the stale pages count errors from zero. @internal */
export const isOk = (code: string): boolean => /^\s*(?:ok|success|0)\s*$/i.test(code)

/**
 * Whether a code is a word that refuses, also where the HTTP status says that all is well. A number may count anything.
 *
 * @internal
 */
export const isRefusing = (code: string | undefined): boolean =>
  code !== undefined && /\p{L}/u.test(code) && !isOk(code)

/**
 * What can be said of an answer that has no code.
 *
 * @internal
 */
export const withoutCode = (answer: WireAnswer, body: Fields = {}) => {
  const { detail, logId } = errorOf(answer, body)
  return { code: `http_${answer.status}`, detail, logId: logId ?? answer.headers["x-tt-logid"] }
}

const described = (fields: Fields, code: unknown, detail: unknown): Described => ({
  code: textOf(code),
  detail: textOf(detail) ?? "",
  // TikTok's tables call it `logid`, its examples `log_id`.
  logId: textOf(fields["log_id"]) ?? textOf(fields["logid"])
})

const opened = (contract: Contract["name"], answer: WireAnswer): Result.Result<Opened, Refusal | MalformedAnswer> =>
  Result.flatMap(orByStatus(contract, answer, bodyOf(answer)), (body) => {
    // Nearly every answer, whose error object says nothing more.
    if (fieldsOf(body["error"])["code"] === "ok") return Result.succeed({ body, isOk: true })
    const { code, detail, logId } = errorOf(answer, body)
    if (code === undefined || isOk(code)) return Result.succeed({ body, isOk: code !== undefined })
    return Result.fail(ErrorCatalog.refusal(contract, answer, { code, detail, logId }))
  })

/** The body of an answer, which has to be a JSON object. @internal */
export const bodyOf = (answer: WireAnswer): Result.Result<Fields, MalformedAnswer> =>
  Result.flatMap(DecodeAnswer.json(answer), (body) =>
    isObject(body)
      ? Result.succeed(body)
      : Result.fail(DecodeAnswer.malformed(answer, "body", "is not of the documented type")))

/** Where a gateway answers for TikTok, the status is all there is to go by. */
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
  Result.fail(ErrorCatalog.refusal(contract, answer, withoutCode(answer, body)))
