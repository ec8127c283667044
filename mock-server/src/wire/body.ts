import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { Switches } from "../engine/Switches.ts"
import { readBytes } from "./bytes.ts"
import type { MockContext } from "./Exchange.ts"
import { WireProblem } from "./Problem.ts"

/** Decodes unknown input, or names the first field that is wrong. */
export type Decoder<A> = (input: unknown) => Result.Result<A, WireProblem>

/** Compiles a schema to a decoder. */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Decoder<S["Type"]> => {
  const decode = Schema.decodeUnknownResult(schema)
  return (input) => Result.mapError(decode(input), ({ issue }) => malformed(issue))
}

/** Reads a JSON body and decodes it; what is odd but harmless is noted in the journal. */
export const readJson = async <A>(
  c: MockContext,
  decode: Decoder<A>,
  unknownKeys: Switches["unknownBodyKeys"] = "ignored"
): Promise<Result.Result<A, WireProblem>> => {
  const json = await readJsonValue(c)
  const decoded = Result.flatMap(json, decode)
  if (Result.isFailure(json) || Result.isFailure(decoded)) return decoded
  const unknown = strangers(json.success, decoded.success)
  const [first] = unknown
  if (first !== undefined && unknownKeys === "rejected") {
    return Result.fail(WireProblem.Malformed({ field: first, rule: "is no documented field" }))
  }
  const { notes } = c.var.exchange
  notes.push(...unknown.map((field) => `unknown field ${field}`))
  if (mediaTypeOf(c) !== JSON_TYPE) notes.push(`Content-Type is "${mediaTypeOf(c)}", not JSON`)
  return decoded
}

/** Reads the body as JSON. */
const readJsonValue = async (c: MockContext): Promise<Result.Result<unknown, WireProblem>> =>
  Result.flatMap(await readText(c), parse)

/** The media type of a form. */
export const FORM = "application/x-www-form-urlencoded"

/** The media type of JSON. */
export const JSON_TYPE = "application/json"

/** Media type of a request, in lower case and without parameters. */
export const mediaTypeOf = (c: MockContext): string =>
  (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""

/** Reads the fields of a form; of a field that comes twice, the last. */
export const readForm = async (
  c: MockContext
): Promise<Result.Result<Readonly<Record<string, string>>, WireProblem>> =>
  Result.map(await readText(c), (text) => Object.fromEntries(new URLSearchParams(text)))

/** Reads the top-level fields of a form or a JSON object, whichever the request says it is. */
export const readFields = async (c: MockContext): Promise<ReadonlyMap<string, unknown>> => {
  const body: Result.Result<unknown, WireProblem> = mediaTypeOf(c) === FORM ? await readForm(c) : await readJsonValue(c)
  return new Map(Object.entries(Result.getOrElse(body, () => ({})) ?? {}))
}

// Larger bodies are no requests of this API.
const MAX_TEXT = 1024 * 1024

/** Reads the body as text, once; asked again, it gives the same answer. */
export const readText = (c: MockContext): Promise<Result.Result<string, WireProblem>> =>
  c.var.exchange.text ??= readWhole(c)

const readWhole = async (c: MockContext): Promise<Result.Result<string, WireProblem>> => {
  const pieces: Array<Uint8Array> = []
  let length = 0
  const reading = await readBytes(c, (piece) => {
    pieces.push(piece)
    length += piece.length
    return length <= MAX_TEXT
  })
  if (reading === "broken") return Result.fail(WireProblem.Malformed({ field: "body", rule: "broke off" }))
  return reading === "stopped"
    ? Result.fail(WireProblem.BodyTooLarge({ limit: MAX_TEXT }))
    : Result.succeed(Buffer.concat(pieces).toString("utf8"))
}

const parse = (text: string): Result.Result<unknown, WireProblem> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    return Result.fail(WireProblem.NotJson({ detail: text === "" ? "it is empty" : "it cannot be parsed" }))
  }
}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const malformed = (issue: SchemaIssue.Issue): WireProblem => {
  const [first] = issuesOf(issue).issues
  const path = (first?.path ?? []).map((step) => String(typeof step === "object" ? step.key : step))
  return WireProblem.Malformed({ field: path.join(".") || "body", rule: first?.message ?? "is not valid" })
}

/** Paths of the fields that decoding has left out. */
const strangers = (input: unknown, known: unknown, path = ""): ReadonlyArray<string> => {
  if (!isObject(input) || !isObject(known)) return []
  return Object.entries(input).flatMap(([name, value]) =>
    Object.hasOwn(known, name) ? strangers(value, known[name], `${path}${name}.`) : [path + name]
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
