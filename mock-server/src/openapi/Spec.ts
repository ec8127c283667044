import type * as Schema from "effect/Schema"
import type { Scope } from "../engine/App.ts"
import type { Operation } from "../engine/operationNames.ts"

/** Groups of operations, in the order of a typical program. */
export const tags = {
  Login: "The consent page, tokens and their revocation.",
  Creator: "The creator's profile and posting options.",
  Posting: "Starts a post with its settings and the source of its media.",
  Upload: "Receives the video in chunks.",
  Status: "The status of a post, and its cancellation.",
  Videos: "The public videos of the creator.",
  Mock: "The control API of the mock. TikTok does not have it."
} as const

/** Name of a group of operations. */
type Tag = keyof typeof tags

/** A parameter in the query, path or headers. */
export interface ParameterSpec {
  readonly name: string
  readonly in: "query" | "header" | "path"
  readonly required: boolean
  readonly description: string
  readonly schema: Schema.Constraint
  readonly example?: unknown
}

/** A body and its media types. */
export interface BodySpec {
  /** Each of them is possible. */
  readonly mediaTypes: ReadonlyArray<string>
  /** Absent for bytes. */
  readonly schema?: Schema.Constraint | undefined
  readonly required?: boolean | undefined
  readonly examples?: Readonly<Record<string, unknown>> | undefined
}

/** A header of a response. */
export interface HeaderSpec {
  readonly description: string
  readonly schema: Schema.Constraint
  readonly required: boolean
}

/** A link from a response to an operation. */
export interface LinkSpec {
  readonly operationId: string
  readonly description: string
  /** Runtime expressions, by the name of the parameter. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  readonly requestBody?: unknown
  /** Runtime expression of the URL in the response, for which OpenAPI has no field. */
  readonly url?: string | undefined
}

/** The response with one status. */
export interface ResponseSpec {
  readonly description: string
  /** Undefined for a response without a body. */
  readonly body?: BodySpec | undefined
  readonly headers?: Readonly<Record<string, HeaderSpec>> | undefined
  readonly links?: Readonly<Record<string, LinkSpec>> | undefined
}

/** The description of one path and method. */
export interface OperationSpec {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH"
  /** As documented, with its trailing slash. */
  readonly path: string
  readonly id: string
  readonly tag: Tag
  readonly summary: string
  readonly description: string
  /** Names in the journal and in faults. */
  readonly operations: ReadonlyArray<Operation>
  /** One of them is enough. Undefined for a call without a token. */
  readonly scopes?: ReadonlyArray<Scope> | undefined
  readonly parameters?: ReadonlyArray<ParameterSpec> | undefined
  readonly body?: BodySpec | undefined
  /** By HTTP status, or by a range such as `5XX`. */
  readonly responses: Readonly<Record<string, ResponseSpec>>
}

/** An operation of the control API. */
export interface ControlOperation {
  readonly method: OperationSpec["method"]
  /** `{name}` is a parameter. */
  readonly path: string
  readonly summary: string
  /** A struct with the fields of the query. */
  readonly query?: Schema.Constraint | undefined
  readonly body?: Schema.Constraint | undefined
  /** Undefined for a file. */
  readonly response: Schema.Constraint | undefined
  /** Media types of a file. */
  readonly fileTypes?: ReadonlyArray<string> | undefined
  /** Whether a request can have a range. */
  readonly hasRanges?: boolean | undefined
}

/** The description of a contract. */
export interface ContractSpec {
  readonly title: string
  readonly description: string
  readonly source: { readonly description: string; readonly url?: string | undefined }
  readonly operations: ReadonlyArray<OperationSpec>
}
