import * as Schema from "effect/Schema"
import type { Mock } from "../Mock.ts"
import { decodeOrThrow } from "./decode.ts"

/** What came with a request, not yet looked at. */
interface RawRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** JSON of the body; undefined when it is empty. */
  readonly body: unknown
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal
  readonly method: string
  readonly headers: Headers
  /** The certificate that the client was shown, in DER; undefined without one. */
  readonly certificate: Buffer | undefined
}

/** One operation of the control API. */
export interface ControlOperation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Under the mock's origin or the prefix of a tenant; `{name}` stands for what varies. */
  readonly path: string
  /** What it does, in a few words. */
  readonly summary: string
  /** Fields of the query; each of them may be left out. */
  readonly query?: Schema.ConstraintDecoder<unknown> | undefined
  /** The body in JSON; an empty one counts as `{}`. */
  readonly body?: Schema.ConstraintDecoder<unknown> | undefined
  /** What is answered, in JSON; undefined for a file. */
  readonly answer: Schema.Constraint | undefined
  /** Media types that a file can have. */
  readonly fileTypes?: ReadonlyArray<string> | undefined
  /** Whether a range of the file can be asked for. */
  readonly hasRanges?: boolean | undefined
  /** Does it, and gives what is answered, a file as a `Response`; throws what `problemOf` can put into words. */
  readonly handle: (mock: Mock, request: RawRequest) => Promise<unknown>
}

/** Names in the braces of a path. */
type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest>
  : never

interface Definition<Path extends string, Query, Body, Answer> {
  readonly method: ControlOperation["method"]
  readonly path: Path
  readonly summary: string
  readonly query?: Schema.ConstraintDecoder<Query>
  readonly body?: Schema.ConstraintDecoder<Body>
  readonly answer: Schema.Codec<Answer, unknown>
  readonly handle: (mock: Mock, request: {
    readonly params: Readonly<Record<ParamsOf<Path>, string>>
    readonly query: Query
    readonly body: Body
    readonly signal: AbortSignal
  }) => NoInfer<Answer> | Promise<NoInfer<Answer>>
}

// An operation that reads no query or no body does not look at what comes there.
const nothing = Schema.declare((input): input is never => input === undefined)

/** Makes an operation whose request is checked before it is done. */
export const operation = <const Path extends string, Answer, Query = undefined, Body = undefined>(
  definition: Definition<Path, Query, Body, Answer>
): ControlOperation => ({
  ...definition,
  handle: async (mock, { body, params, query, signal }) =>
    definition.handle(mock, {
      params,
      query: decodeOrThrow(definition.query ?? nothing, definition.query && query, "query"),
      body: decodeOrThrow(definition.body ?? nothing, definition.body && (body ?? {}), "body"),
      signal
    })
})

/** Makes an operation that answers with a file. */
export const fileOperation = <const Path extends string>(definition: {
  readonly path: Path
  readonly summary: string
  readonly fileTypes: ReadonlyArray<string>
  readonly hasRanges?: boolean
  readonly handle: (
    mock: Mock,
    request: Omit<RawRequest, "params"> & { readonly params: Readonly<Record<ParamsOf<Path>, string>> }
  ) => Response | Promise<Response>
}): ControlOperation => ({
  ...definition,
  method: "GET",
  answer: undefined,
  handle: async (mock, request) => definition.handle(mock, request)
})
