import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { ControlProblem, type FieldError } from "./Problem.ts"

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Decodes unknown input, or lists everything that is wrong with it. */
export const decodeAll = <A>(
  schema: Schema.ConstraintDecoder<A>,
  input: unknown
): Result.Result<A, ReadonlyArray<FieldError & { readonly path: ReadonlyArray<PropertyKey> }>> =>
  Result.mapError(
    Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })(input),
    ({ issue }) =>
      issuesOf(issue).issues.map(({ message, path = [] }) => {
        const steps = path.map((step) => typeof step === "object" ? step.key : step)
        return { path: steps, field: steps.map(String).join("."), rule: wordsOf(message) }
      })
  )

/** Decodes a part of a request; throws a `ControlProblem` that names fields and rules. */
export const decodeOrThrow = <A>(schema: Schema.ConstraintDecoder<A>, input: unknown, whole: string): A => {
  const decoded = decodeAll(schema, input)
  if (Result.isSuccess(decoded)) return decoded.success
  const errors = decoded.failure.map(({ field, rule }) => ({ field: field || whole, rule }))
  const detail = errors.slice(0, SHOWN).map(({ field, rule }) => `${field}: ${rule}`)
  const more = errors.length > SHOWN ? [`and ${errors.length - SHOWN} more`] : []
  throw new ControlProblem(400, [...detail, ...more].join("; "), errors.slice(0, LISTED))
}

// As many as fit a sentence, and as many as anybody looks at.
const SHOWN = 3
const LISTED = 100

const wordsOf = (message: string): string =>
  message
    .replaceAll("readonly ", "")
    .replace("Expected no excess property", "is no field that is known here")
    .replace("Missing key", "is missing")
    .replace(/^Expected /, "must be ")
