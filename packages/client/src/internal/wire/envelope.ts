import * as Result from "effect/Result"
import type { Contract, WireResponse } from "../../model/contract.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as DecodeResponse from "./decodeResponse.ts"
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
 * Decodes a response with vital fields. The body decides: an error code is a
 * failure, also with HTTP 200. Without a code the vital fields decide, and without
 * those the status does.
 *
 * @internal
 */
export const decodeVital = <A>(
  contract: Contract["name"],
  response: WireResponse,
  decode: (body: Fields) => Result.Result<A, MalformedResponse>
): Result.Result<A, Refusal | MalformedResponse> =>
  Result.flatMap(openEnvelope(contract, response), ({ body, isOk }) =>
    isOk || response.status < 400
      ? orByStatus(contract, response, decode(body), body)
      : byStatus(contract, response, body))

/**
 * Decodes a response without vital fields.
 *
 * @internal
 */
export const decodeOptional = <A>(
  contract: Contract["name"],
  response: WireResponse,
  read: (data: Fields) => A
): Result.Result<A, Refusal | MalformedResponse> =>
  Result.flatMap(openEnvelope(contract, response), ({ body, isOk }) =>
    response.status < 300 && (isOk || "data" in body)
      ? Result.succeed(read(fieldsOf(body["data"])))
      : orByStatus(
        contract,
        response,
        Result.fail(DecodeResponse.malformed(response, "error.code", "is missing")),
        body
      ))

/**
 * Decodes a response without fields. An empty body is a success, and so is any
 * object that is not a refusal.
 *
 * @internal
 */
export const decodeEmpty = (
  contract: Contract["name"],
  response: WireResponse
): Result.Result<void, Refusal | MalformedResponse> =>
  response.status < 300 && response.text.trim() === ""
    ? Result.void
    : Result.flatMap(openEnvelope(contract, response), ({ body }) =>
      response.status < 300 ? Result.void : byStatus(contract, response, body))

/**
 * The error of a response: an object, the bare fields of TikTok's error-handling
 * page, or OAuth's code beside a description (tiktok-live, sections 2.5 and 10.1).
 *
 * @internal
 */
export const errorOf = ({ status }: Pick<WireResponse, "status">, body: Fields): ErrorFields => {
  const { code, error } = body
  if (typeof error === "string") return errorFields(body, error, body["error_description"])
  if (isObject(error)) return errorFields(error, error["code"], error["message"])
  // In a response without an error, a number named `code` may mean anything.
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
 * The error of a response without a code.
 *
 * @internal
 */
export const withoutCode = (response: WireResponse, body: Fields = {}) => {
  const { detail, logId } = errorOf(response, body)
  return { code: `http_${response.status}`, detail, logId: logId ?? response.headers["x-tt-logid"] }
}

const errorFields = (fields: Fields, code: unknown, detail: unknown): ErrorFields => ({
  code: textOf(code),
  detail: textOf(detail) ?? "",
  // TikTok's tables call it `logid`, its examples `log_id`.
  logId: textOf(fields["log_id"]) ?? textOf(fields["logid"])
})

const openEnvelope = (
  contract: Contract["name"],
  response: WireResponse
): Result.Result<Envelope, Refusal | MalformedResponse> =>
  Result.flatMap(orByStatus(contract, response, bodyOf(response)), (body) => {
    // The common case: the error object has nothing else.
    if (fieldsOf(body["error"])["code"] === "ok") return Result.succeed({ body, isOk: true })
    const { code, detail, logId } = errorOf(response, body)
    if (code === undefined || isOk(code)) return Result.succeed({ body, isOk: code !== undefined })
    return Result.fail(RefusalOf.refusal(contract, response, { code, detail, logId }))
  })

/** The body of a response, which must be a JSON object. @internal */
export const bodyOf = (response: WireResponse): Result.Result<Fields, MalformedResponse> =>
  Result.flatMap(DecodeResponse.json(response), (body) =>
    isObject(body)
      ? Result.succeed(body)
      : Result.fail(DecodeResponse.malformed(response, "body", "is not of the documented type")))

/** When a gateway answers for TikTok, only the status counts. */
const orByStatus = <A>(
  contract: Contract["name"],
  response: WireResponse,
  read: Result.Result<A, MalformedResponse>,
  body?: Fields
): Result.Result<A, Refusal | MalformedResponse> =>
  Result.orElse(
    read,
    (malformed): Result.Result<never, Refusal | MalformedResponse> =>
      response.status < 400 ? Result.fail(malformed) : byStatus(contract, response, body)
  )

const byStatus = (contract: Contract["name"], response: WireResponse, body?: Fields): Result.Result<never, Refusal> =>
  Result.fail(RefusalOf.refusal(contract, response, withoutCode(response, body)))
