import * as Schema from "effect/Schema"
import { errors, oauthErrors } from "../../wire/live/errors.ts"
import { byStatus, hintHeader, type ProblemTag } from "../problems.ts"
import type { AnswerSpec, HeaderSpec } from "../Spec.ts"

const JSON_MEDIA = ["application/json"]

/** Every answer of the API but the consent page has it. */
const logIdHeader: Readonly<Record<string, HeaderSpec>> = {
  "x-tt-logid": { description: "Names the request to TikTok's support.", schema: Schema.String, required: true }
}

/** An identifier that is larger than any number of JavaScript. */
export const Int64 = Schema.Finite.annotate({
  format: "int64",
  description: "A bare number of up to 19 digits: read it without rounding."
})

const okError = Schema.Struct({
  code: Schema.Literal("ok"),
  message: Schema.Literal(""),
  log_id: Schema.String
}).annotate({ identifier: "Ok", description: "Says that it worked; the HTTP status alone does not." })

/** The envelope of a success. */
export const envelope = <S extends Schema.Constraint>(data: S) => Schema.Struct({ data, error: okError })

/** The envelope of a success that gives nothing. */
export const emptyEnvelope = Schema.Struct({ error: okError })

/** An object without any field. */
export const EmptyObject = Schema.Record(Schema.String, Schema.Never)

// `{}`, `null` or nothing: a switch of the mock.
const noData = Schema.optionalKey(Schema.NullOr(EmptyObject))

const errorWith = (codes: readonly [string, ...Array<string>]) =>
  Schema.Struct({
    code: Schema.Literals(codes),
    message: Schema.String.annotate({
      description: "Often the same sentence for different causes: only the code tells them apart."
    }),
    log_id: Schema.String
  })

/** Any error in the envelope. */
const AnyError = Schema.Struct({
  data: noData,
  error: Schema.Struct({ code: Schema.String, message: Schema.String, log_id: Schema.String })
}).annotate({ identifier: "AnyError", title: "An error of the JSON endpoints" })

/** A success with these data, or without any. */
export const success = (
  description: string,
  schema: Schema.Constraint,
  examples?: Readonly<Record<string, unknown>>
): AnswerSpec => ({ description, headers: logIdHeader, body: { mediaTypes: JSON_MEDIA, schema, examples } })

const broken: AnswerSpec = {
  description: "TikTok is broken, or a fault says so. The body may be anything.",
  body: { mediaTypes: JSON_MEDIA, schema: AnyError }
}

/** The answers to problems of a JSON endpoint. */
export const refusals = (problems: ReadonlyArray<ProblemTag>): Readonly<Record<string, AnswerSpec>> => ({
  ...byStatus(problems, errors, (known, status) => {
    const [first, ...rest] = known.flatMap((code) => code === "invalid_params" ? [code, "invalid_param"] : [code])
    const codes = [first ?? "", ...rest] as const
    return {
      description: codes.map((code) => `\`${code}\``).join(", "),
      headers: {
        ...logIdHeader,
        ...hintHeader,
        ...(status === 429 ? retryAfter : {})
      },
      body: { mediaTypes: JSON_MEDIA, schema: Schema.Struct({ data: noData, error: errorWith(codes) }) }
    }
  }),
  "5XX": broken
})

const retryAfter: Readonly<Record<string, HeaderSpec>> = {
  "Retry-After": {
    description: "Seconds. TikTok documents no such header; a switch of the mock sends it.",
    schema: Schema.String.check(Schema.isPattern(/^\d+$/)),
    required: false
  }
}

/** The codes that creator info answers with status 200. */
export const CannotPost = <S extends Schema.Constraint>(data: S) =>
  Schema.Struct({
    data: Schema.optionalKey(Schema.Union([data, Schema.NullOr(EmptyObject)])),
    error: errorWith([errors.TooManyPosts.code, errors.BannedCreator.code, errors.TooManyCreators.code])
  })

const OAuthError = Schema.Struct({
  error: Schema.Literals([
    "invalid_request",
    ...new Set(Object.values(oauthErrors).map(({ error }) => error).filter((code) => code !== "invalid_request"))
  ]),
  error_description: Schema.String,
  log_id: Schema.String
}).annotate({ identifier: "OAuthError", title: "An error of the OAuth endpoints" })

/** The answers of an OAuth endpoint: the status of its errors is a switch, so the body must be looked at in any case. */
export const oauthAnswers = (
  description: string,
  schemas: readonly [Schema.Constraint, ...Array<Schema.Constraint>],
  examples: Readonly<Record<string, unknown>>
): Readonly<Record<string, AnswerSpec>> => {
  const refusal: AnswerSpec = {
    description: "An error, when the mock is set to answer errors so.",
    headers: { ...logIdHeader, ...hintHeader },
    body: { mediaTypes: JSON_MEDIA, schema: OAuthError }
  }
  return {
    200: {
      description: `${description} An error too, which has an \`error\`: by default it is answered with 200.`,
      headers: { ...logIdHeader, "x-mock-hint": { ...hintHeader["x-mock-hint"]!, required: false } },
      body: { mediaTypes: JSON_MEDIA, schema: Schema.Union([...schemas, OAuthError]), examples }
    },
    400: refusal,
    401: refusal,
    "5XX": broken
  }
}

/** The answers to a chunk, which have no body. */
export const rawAnswer = (
  description: string,
  headers: Readonly<Record<string, HeaderSpec>> = hintHeader
): AnswerSpec => ({ description, headers: { ...logIdHeader, ...headers } })
