import * as Schema from "effect/Schema"
import { errors, RETRY_AFTER } from "../../wire/catalog/errors.ts"
import { byStatus, hintHeader, type ProblemTag } from "../problems.ts"
import type { HeaderSpec, ResponseSpec } from "../Spec.ts"

const JSON_MEDIA = ["application/json"]

const okError = Schema.Struct({ code: Schema.Literal("ok"), log_id: Schema.String }).annotate({ identifier: "Ok" })

/** A success response with data. */
export const success = (
  description: string,
  data: Schema.Constraint,
  examples: Readonly<Record<string, unknown>>
): ResponseSpec => ({
  description,
  body: { mediaTypes: JSON_MEDIA, schema: Schema.Struct({ data, error: okError }), examples }
})

const refusalWith = (code: Schema.Constraint) =>
  Schema.Struct({
    data: Schema.Null,
    error: Schema.Struct({ code, message: Schema.String, log_id: Schema.String })
  })

const AnyError = refusalWith(Schema.String).annotate({
  identifier: "AnyError",
  title: "The error envelope of all endpoints"
})

const retryAfter: Readonly<Record<string, HeaderSpec>> = {
  "Retry-After": {
    description: "Seconds to wait before a retry.",
    schema: Schema.Literal(String(RETRY_AFTER)),
    required: true
  }
}

/** The error responses to problems, in the envelope. `headers` are additional headers by status. */
export const refusals = (
  problems: ReadonlyArray<ProblemTag>,
  headers: Readonly<Record<number, Readonly<Record<string, HeaderSpec>>>> = {}
): Readonly<Record<string, ResponseSpec>> => ({
  ...byStatus(problems, errors, (codes, status) => ({
    description: codes.map((code) => `\`${code}\``).join(", "),
    headers: { ...hintHeader, ...(status === 429 ? retryAfter : {}), ...headers[status] },
    body: { mediaTypes: JSON_MEDIA, schema: refusalWith(Schema.Literals(codes)) }
  })),
  "5XX": {
    description: "A server error, or a fault. The body can have any format.",
    body: { mediaTypes: JSON_MEDIA, schema: AnyError }
  }
})
