import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Contract, WireAnswer } from "../Contract.ts"
import type { MalformedAnswer, Refusal } from "../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as ErrorCatalog from "./errorCatalog.ts"

/** What an error object says, whatever it is called by. */
interface Described {
  readonly code: string
  readonly detail: string
  readonly logId?: string | undefined
}

/**
 * Opens `{ data, error }` and hands on what is in `data`. The body decides: a
 * failing code is a failure, also with HTTP 200.
 *
 * @internal
 */
export const open = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  decode: (answer: WireAnswer, data: unknown) => Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.flatMap(json(contract, answer), (body) => {
    // Nearly every answer, of whose error object nobody asks for more.
    if (codeOf(body) === "ok") return decode(answer, Object(body).data)
    return Result.flatMap(
      orByStatus(contract, answer, errorOf(answer, body)),
      (error) => Result.fail(ErrorCatalog.refusal(contract, answer, error))
    )
  })

/**
 * Parses a body.
 *
 * @internal
 */
export const json = (
  contract: Contract["name"],
  answer: WireAnswer
): Result.Result<unknown, Refusal | MalformedAnswer> => orByStatus(contract, answer, DecodeAnswer.json(answer))

/**
 * Where a gateway answers for TikTok, the status is all there is to go by.
 *
 * @internal
 */
export const orByStatus = <A>(
  contract: Contract["name"],
  answer: WireAnswer,
  read: Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.orElse(read, (malformed) =>
    Result.fail(
      answer.status >= 500 || answer.status === 429
        ? ErrorCatalog.refusal(contract, answer, withoutBody(answer))
        : malformed
    ))

/** @internal */
export const errorOf = (answer: WireAnswer, body: unknown): Result.Result<Described, MalformedAnswer> =>
  Result.map(isBare(body) ? decodeBare(answer, body) : decodeWrapped(answer, body), (error) => {
    const { code, log_id, logid, message } = error
    return { code: code === "" ? `http_${answer.status}` : code, detail: message ?? "", logId: log_id ?? logid }
  })

/**
 * What can be said of an answer that has no error object.
 *
 * @internal
 */
export const withoutBody = (answer: WireAnswer): Described => ({
  code: `http_${answer.status}`,
  detail: "",
  logId: answer.headers["x-tt-logid"]
})

// TikTok's error-handling page shows the error object bare.
const isBare = (body: unknown): boolean => {
  const fields = Object(body)
  return !("error" in fields) && "code" in fields
}

const codeOf = (body: unknown): unknown => (isBare(body) ? Object(body) : Object(Object(body).error)).code

const ErrorObject = Schema.Struct({
  code: Schema.String,
  message: Schema.optional(Schema.String),
  log_id: Schema.optional(DecodeAnswer.Id),
  // What TikTok's tables call it.
  logid: Schema.optional(DecodeAnswer.Id)
})

const decodeBare = DecodeAnswer.decoder(ErrorObject)

const decodeEnvelope = DecodeAnswer.decoder(Schema.Struct({ error: ErrorObject }))

const decodeWrapped: typeof decodeBare = (answer, body) =>
  Result.map(decodeEnvelope(answer, body), ({ error }) => error)
