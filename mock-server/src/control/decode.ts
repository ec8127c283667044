import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { ControlProblem, type FieldError } from "./Problem.ts"

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Decodes unknown input, or lists every error in it. */
export const decodeAll = <A>(
  schema: Schema.ConstraintDecoder<A>,
  input: unknown
): Result.Result<A, ReadonlyArray<FieldError & { readonly path: ReadonlyArray<PropertyKey> }>> =>
  Result.mapError(
    Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })(input),
    ({ issue }) =>
      issuesOf(issue).issues.map(({ message, path = [] }) => {
        const steps = path.map((step) => typeof step === "object" ? step.key : step)
        return { path: steps, field: steps.map(String).join("."), rule: ruleOf(message) }
      })
  )

/** Decodes a part of a request. Throws a `ControlProblem` that names fields and rules. */
export const decodeOrThrow = <A>(schema: Schema.ConstraintDecoder<A>, input: unknown, whole: string): A => {
  const decoded = decodeAll(schema, input)
  if (Result.isSuccess(decoded)) return decoded.success
  const errors = decoded.failure.map(({ field, rule }) => ({ field: field || whole, rule }))
  const detail = errors.slice(0, MAX_IN_DETAIL).map(({ field, rule }) => `${field}: ${rule}`)
  const more = errors.length > MAX_IN_DETAIL ? [`and ${errors.length - MAX_IN_DETAIL} more`] : []
  throw new ControlProblem(400, [...detail, ...more].join("; "), errors.slice(0, MAX_LISTED))
}

// The detail has the first few errors, the list has more.
const MAX_IN_DETAIL = 3
const MAX_LISTED = 100

const ruleOf = (message: string): string =>
  message
    .replaceAll("readonly ", "")
    .replace("Expected no excess property", "is not a known field")
    .replace("Missing key", "is missing")
    .replace(/^Expected /, "must be ")
