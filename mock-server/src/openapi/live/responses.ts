import * as Schema from "effect/Schema"
import { errors, oauthErrors } from "../../wire/live/errors.ts"
import { byStatus, hintHeader, type ProblemTag } from "../problems.ts"
import type { HeaderSpec, ResponseSpec } from "../Spec.ts"

const JSON_MEDIA = ["application/json"]

/** A header of every response except the consent page. */
const logIdHeader: Readonly<Record<string, HeaderSpec>> = {
  "x-tt-logid": { description: "Id of the request for TikTok's support.", schema: Schema.String, required: true }
}

/** An id above 2^53. */
export const Int64 = Schema.Finite.annotate({
  format: "int64",
  description: "A number of up to 19 digits. JavaScript would round it."
})

const okError = Schema.Struct({
  code: Schema.Literal("ok"),
  message: Schema.Literal(""),
  log_id: Schema.String
}).annotate({ identifier: "Ok", description: "The success code. The HTTP status alone does not mean success." })

/** The envelope of a success response. */
export const envelope = <S extends Schema.Constraint>(data: S) => Schema.Struct({ data, error: okError })

/** The envelope of a success response without data. */
export const emptyEnvelope = Schema.Struct({ error: okError })

/** An object without fields. */
export const EmptyObject = Schema.Record(Schema.String, Schema.Never)

// `{}`, `null` or missing, by the switch `dataOnError`.
const noData = Schema.optionalKey(Schema.NullOr(EmptyObject))

const errorWith = (codes: readonly [string, ...Array<string>]) =>
  Schema.Struct({
    code: Schema.Literals(codes),
    message: Schema.String.annotate({
      description: "Often the same for different codes."
    }),
    log_id: Schema.String
  })

/** Any error in the envelope. */
const AnyError = Schema.Struct({
  data: noData,
  error: Schema.Struct({ code: Schema.String, message: Schema.String, log_id: Schema.String })
}).annotate({ identifier: "AnyError", title: "An error of the JSON endpoints" })

/** A success response. */
export const success = (
  description: string,
  schema: Schema.Constraint,
  examples?: Readonly<Record<string, unknown>>
): ResponseSpec => ({ description, headers: logIdHeader, body: { mediaTypes: JSON_MEDIA, schema, examples } })

const broken: ResponseSpec = {
  description: "A server error, or a fault. The body can have any format.",
  body: { mediaTypes: JSON_MEDIA, schema: AnyError }
}

/** The error responses of a JSON endpoint. */
export const refusals = (problems: ReadonlyArray<ProblemTag>): Readonly<Record<string, ResponseSpec>> => ({
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
    description: "Seconds. Undocumented; sent with the switch `retryAfter`.",
    schema: Schema.String.check(Schema.isPattern(/^\d+$/)),
    required: false
  }
}

/** The errors of creator info with status 200. */
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

/** The responses of an OAuth endpoint. The status of its errors is a switch, so a client must check the body. */
export const oauthResponses = (
  description: string,
  schemas: readonly [Schema.Constraint, ...Array<Schema.Constraint>],
  examples: Readonly<Record<string, unknown>>
): Readonly<Record<string, ResponseSpec>> => {
  const refusal: ResponseSpec = {
    description: "An error, with the switch `oauthErrorStatus`.",
    headers: { ...logIdHeader, ...hintHeader },
    body: { mediaTypes: JSON_MEDIA, schema: OAuthError }
  }
  return {
    200: {
      description: `${description} By default, errors have this status too; their body has the field \`error\`.`,
      headers: { ...logIdHeader, "x-mock-hint": { ...hintHeader["x-mock-hint"]!, required: false } },
      body: { mediaTypes: JSON_MEDIA, schema: Schema.Union([...schemas, OAuthError]), examples }
    },
    400: refusal,
    401: refusal,
    "5XX": broken
  }
}

/** A response to a chunk, which has no body. */
export const rawResponse = (
  description: string,
  headers: Readonly<Record<string, HeaderSpec>> = hintHeader
): ResponseSpec => ({ description, headers: { ...logIdHeader, ...headers } })
