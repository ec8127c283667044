import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { Switches } from "../engine/Switches.ts"
import type { Backend } from "./Backend.ts"
import { readBytes } from "./bytes.ts"
import { WireProblem } from "./Problem.ts"
import type { MockContext } from "./RequestContext.ts"
import { takeRisk } from "./risk.ts"

/** Decodes unknown input, or names the first invalid field. */
export type Decoder<A> = (input: unknown) => Result.Result<A, WireProblem>

/** Makes a decoder of a schema. */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Decoder<S["Type"]> => {
  const decode = Schema.decodeUnknownResult(schema)
  return (input) => Result.mapError(decode(input), ({ issue }) => malformed(issue))
}

/** Reads a JSON body and decodes it. Unknown fields and a wrong media type may fail at TikTok. */
export const readJson = <A>(
  c: MockContext,
  backend: Backend,
  decode: Decoder<A>,
  unknownKeys: Switches["unknownBodyKeys"] = "ignored"
): Result.Result<A, WireProblem> => {
  const json = readJsonValue(c)
  if (Result.isFailure(json)) return Result.fail(json.failure)
  const decoded = decode(json.success)
  if (Result.isFailure(decoded)) return decoded
  for (const field of undocumentedFields(json.success, decoded.success)) {
    const problem = WireProblem.Malformed({ field, rule: "is not a documented field" })
    const taken = unknownKeys === "rejected" ? Result.fail(problem) : takeRisk(c, backend, problem)
    if (Result.isFailure(taken)) return Result.fail(taken.failure)
  }
  const { mediaType } = c.get("context")
  if (mediaType === JSON_TYPE) return decoded
  const problem = WireProblem.BadHeader({ header: "Content-Type", rule: `must be ${JSON_TYPE}, is "${mediaType}"` })
  return Result.flatMap(takeRisk(c, backend, problem), () => decoded)
}

/** Reads the body as JSON. */
const readJsonValue = (c: MockContext): Result.Result<unknown, WireProblem> => {
  const text = textOf(c)
  return Result.isFailure(text) ? Result.fail(text.failure) : parse(c, text.success)
}

/** The media type of a form. */
export const FORM = "application/x-www-form-urlencoded"

/** The media type of JSON. */
export const JSON_TYPE = "application/json"

/** The media type in a `Content-Type`, in lower case and without parameters. */
export const mediaTypeIn = (contentType = ""): string => {
  const end = contentType.indexOf(";")
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

/** Reads the fields of a form. The last value of a repeated field counts. */
export const readForm = (c: MockContext): Result.Result<Readonly<Record<string, string>>, WireProblem> =>
  Result.flatMap(textOf(c), (text) => {
    const rule = hasFieldsInQuery(c, text)
      ? EMPTY_BESIDE_QUERY
      : c.get("context").mediaType !== FORM
      ? undefined
      : text.startsWith("{")
      ? "is JSON, but its Content-Type is that of a form"
      : undefined
    return rule === undefined
      ? Result.succeed(Object.fromEntries(new URLSearchParams(text)))
      : Result.fail(WireProblem.Malformed({ field: "body", rule }))
  })

const EMPTY_BESIDE_QUERY = "is empty; the fields must be in the body, not in the query string"

// Only `fields` is documented as a query parameter of a POST.
const hasFieldsInQuery = (c: MockContext, text: string) =>
  text === "" && [...c.get("context").query.keys()].some((name) => name !== "fields")

/** Reads the top-level fields of a form or a JSON object, by the request's media type. */
export const readFields = (c: MockContext): ReadonlyMap<string, unknown> => {
  const isForm = c.get("context").mediaType === FORM
  const body: Result.Result<unknown, WireProblem> = isForm ? readForm(c) : readJsonValue(c)
  return new Map(Object.entries(Result.getOrElse(body, () => ({})) ?? {}))
}

/** The body as text; empty when it was not read. */
export const textOf = (c: MockContext): Result.Result<string, WireProblem> => c.get("context").text ?? NO_TEXT

const NO_TEXT: Result.Result<string, WireProblem> = Result.succeed("")

// No request of this API is larger.
const MAX_TEXT = 1024 * 1024

// Long enough for the largest one over a slow line.
const MAX_TEXT_MILLIS = 60_000

/** Reads the body as text into the context, and then calls `respond`. */
export const readText = <A>(c: MockContext, respond: () => A | Promise<A>): Promise<A> => {
  const pieces: Array<Uint8Array> = []
  let length = 0
  const take = (piece: Uint8Array) => {
    pieces.push(piece)
    length += piece.length
    return length <= MAX_TEXT
  }
  return readBytes(c, take, { limitMillis: MAX_TEXT_MILLIS }).then((reading) => {
    c.get("context").text = reading === "broken"
      ? Result.fail(WireProblem.Malformed({ field: "body", rule: "is incomplete" }))
      : reading === "stopped"
      ? Result.fail(WireProblem.BodyTooLarge({ limit: MAX_TEXT }))
      : Result.succeed(textIn(pieces))
    return respond()
  })
}

const textIn = (pieces: ReadonlyArray<Uint8Array>): string => {
  const [first] = pieces
  // Most bodies have one piece.
  return pieces.length === 1 && Buffer.isBuffer(first) ? first.toString() : Buffer.concat(pieces).toString()
}

const parse = (c: MockContext, text: string): Result.Result<unknown, WireProblem> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    const rule = hasFieldsInQuery(c, text) ? EMPTY_BESIDE_QUERY : text === "" ? "is empty" : undefined
    const isForm = /^[\w.]+=/.test(text)
    return Result.fail(WireProblem.NotJson({ detail: `it ${rule ?? (isForm ? "is a form" : "cannot be parsed")}` }))
  }
}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const malformed = (issue: SchemaIssue.Issue): WireProblem => {
  const [first] = issuesOf(issue).issues
  const path = (first?.path ?? []).map((step) => String(typeof step === "object" ? step.key : step))
  return WireProblem.Malformed({
    field: path.join(".") || "body",
    rule: first?.message.replace(/^Missing key$/, "is missing") ?? "is not valid"
  })
}

/** Paths of the fields that the decoded value lacks. */
const undocumentedFields = (input: unknown, known: unknown): ReadonlyArray<string> => {
  const found: Array<string> = []
  findUndocumentedFields(input, known, "", found)
  return found
}

const findUndocumentedFields = (input: unknown, known: unknown, path: string, found: Array<string>): void => {
  if (!isObject(input) || !isObject(known)) return
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(known, name)) found.push(path + name)
    else if (isObject(input[name])) findUndocumentedFields(input[name], known[name], `${path}${name}.`, found)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
