import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { WireAnswer } from "../Contract.ts"
import { PostId } from "../Post.ts"
import { MalformedAnswer } from "../TikTokError.ts"
import * as LosslessJson from "./losslessJson.ts"

/**
 * An identifier that may arrive as a string or as a bare number.
 *
 * @internal
 */
export const Id = Schema.Union([Schema.NonEmptyString, Schema.Int]).pipe(
  Schema.decodeTo(
    Schema.String,
    SchemaTransformation.transform<string, string | number>({ decode: String, encode: (id) => id })
  )
)

/**
 * Reads a text that may be anything: what is not vital must not make an answer
 * unreadable.
 *
 * @internal
 */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value === "" ? undefined : value : typeof value === "number" ? String(value) : undefined

/**
 * Reads a number that may be anything.
 *
 * @internal
 */
export const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

/**
 * Reads ids in any shape that was seen: a list or a scalar, numbers or strings,
 * the zero of an empty field.
 *
 * @internal
 */
export const idsOf = (values: ReadonlyArray<unknown>): ReadonlyArray<PostId> => {
  const ids = values.flat(2).filter((id) => typeof id === "string" || Number.isSafeInteger(id)).map(String)
  return Array.from(new Set(ids)).filter((id) => id !== "" && id !== "0").map((id) => PostId.make(id))
}

/**
 * Parses a JSON body without rounding integers.
 *
 * @internal
 */
export const json = (answer: WireAnswer): Result.Result<unknown, MalformedAnswer> =>
  Result.try({
    try: () => LosslessJson.parse(answer.text),
    catch: () => malformed(answer, "body", `must be JSON, was ${nature(answer.text)}`)
  })

/**
 * Compiles a decoder for a part of a body. Values never reach the error: they
 * may be tokens.
 *
 * @internal
 */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  prefix?: string
): (answer: WireAnswer, body: unknown) => Result.Result<S["Type"], MalformedAnswer> => {
  const decode = Schema.decodeUnknownResult(schema)
  return (answer, body) =>
    Result.mapError(decode(answer.text.includes("null") ? withoutNulls(body) : body), ({ issue }) => {
      const first = formatter(issue).issues[0]
      const path = [...(prefix === undefined ? [] : [prefix]), ...(first?.path ?? []).map(String)].join(".")
      return malformed(answer, path === "" ? "body" : path, first?.message ?? "is not in the documented shape")
    })
}

// Null is one way of TikTok's to say that there is nothing; leaving the field out is the other. Most answers have none.
const withoutNulls = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(withoutNulls)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => field === null ? [] : [[key, withoutNulls(field)]])
  )
}

const malformed = (answer: WireAnswer, field: string, rule: string): MalformedAnswer =>
  new MalformedAnswer({ status: answer.status, field, rule })

const formatter = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => issue._tag === "MissingKey" ? "is missing" : "is not of the documented type",
  checkHook: () => "is not of the documented type"
})

const nature = (text: string): string => {
  if (text === "") return "empty"
  return /^\s*</.test(text) ? "HTML or XML" : "cut off or something else"
}
