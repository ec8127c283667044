import * as Schema from "effect/Schema"
import type { Mock } from "../Mock.ts"
import { decodeOrThrow } from "./decode.ts"

/** A request before it is checked. */
interface RawRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** JSON of the body; undefined when it is empty. */
  readonly body: unknown
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal
  readonly method: string
  readonly headers: Headers
  /** The certificate of the connection, in DER; undefined without https. */
  readonly certificate: Buffer | undefined
}

/** One operation of the control API. */
export interface ControlOperation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Path under the origin of the mock or the prefix of a tenant. `{name}` is a parameter. */
  readonly path: string
  /** Short description. */
  readonly summary: string
  /** Fields of the query. All are optional. */
  readonly query?: Schema.ConstraintDecoder<unknown> | undefined
  /** The JSON body. An empty body counts as `{}`. */
  readonly body?: Schema.ConstraintDecoder<unknown> | undefined
  /** The JSON response; undefined for a file. */
  readonly response: Schema.Constraint | undefined
  /** Media types of a file. */
  readonly fileTypes?: ReadonlyArray<string> | undefined
  /** Whether a request can have a range. */
  readonly hasRanges?: boolean | undefined
  /** Returns the response, a file as a `Response`. Throws an error that `problemOf` understands. */
  readonly handle: (mock: Mock, request: RawRequest) => Promise<unknown>
}

/** Names in the braces of a path. */
type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest>
  : never

interface Definition<Path extends string, Query, Body, Output> {
  readonly method: ControlOperation["method"]
  readonly path: Path
  readonly summary: string
  readonly query?: Schema.ConstraintDecoder<Query>
  readonly body?: Schema.ConstraintDecoder<Body>
  readonly response: Schema.Codec<Output, unknown>
  readonly handle: (mock: Mock, request: {
    readonly params: Readonly<Record<ParamsOf<Path>, string>>
    readonly query: Query
    readonly body: Body
    readonly signal: AbortSignal
  }) => NoInfer<Output> | Promise<NoInfer<Output>>
}

// An operation without a query or body schema ignores them.
const nothing = Schema.declare((input): input is never => input === undefined)

/** Makes an operation that checks its request. */
export const operation = <const Path extends string, Output, Query = undefined, Body = undefined>(
  definition: Definition<Path, Query, Body, Output>
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

/** Makes an operation that returns a file. */
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
  response: undefined,
  handle: async (mock, request) => definition.handle(mock, request)
})
