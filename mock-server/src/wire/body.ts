import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
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
export const readJson = async <A>(c: MockContext, decode: Decoder<A>): Promise<Result.Result<A, WireProblem>> => {
  const json = await readJsonValue(c)
  const decoded = Result.flatMap(json, decode)
  if (Result.isSuccess(json) && Result.isSuccess(decoded)) {
    const { notes } = c.var.exchange
    notes.push(...strangers(json.success, decoded.success).map((field) => `unknown field ${field}`))
    const contentType = c.req.header("content-type") ?? ""
    if (!contentType.toLowerCase().startsWith("application/json")) {
      notes.push(`Content-Type is "${contentType}", not JSON`)
    }
  }
  return decoded
}

/** Reads the body as JSON, once; asked again, it gives the same answer. */
export const readJsonValue = (c: MockContext): Promise<Result.Result<unknown, WireProblem>> =>
  c.var.exchange.json ??= readText(c).then(Result.flatMap(parse))

// Larger bodies are no requests of this API.
const MAX_JSON = 1024 * 1024

/** Reads the body as text. */
export const readText = async (c: MockContext): Promise<Result.Result<string, WireProblem>> => {
  const pieces: Array<Uint8Array> = []
  let length = 0
  const reading = await readBytes(c, (piece) => {
    pieces.push(piece)
    length += piece.length
    return length <= MAX_JSON
  })
  return reading === "stopped"
    ? Result.fail(WireProblem.BodyTooLarge({ limit: MAX_JSON }))
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
