import type * as Schema from "effect/Schema"
import type { Scope } from "../engine/App.ts"
import type { Operation } from "../engine/operations.ts"

/** Groups of operations, in the order in which a person meets them. */
export const tags = {
  Login: "From the consent page to tokens, and back.",
  Creator: "Who the creator is and what may be posted now.",
  Posting: "Begins a post: its form, and where its media come from.",
  Upload: "Takes the video in chunks.",
  Status: "How far a post has come, and its end.",
  Videos: "What everyone can see on the creator's profile.",
  Mock: "Controls the mock. TikTok has no such API."
} as const

/** Name of a group of operations. */
type Tag = keyof typeof tags

/** A parameter in the query or among the headers. */
export interface ParameterSpec {
  readonly name: string
  readonly in: "query" | "header" | "path"
  readonly required: boolean
  readonly description: string
  readonly schema: Schema.Constraint
  readonly example?: unknown
}

/** A body and how it is written. */
export interface BodySpec {
  /** The same body can come under any of these. */
  readonly mediaTypes: ReadonlyArray<string>
  /** Absent for bytes. */
  readonly schema?: Schema.Constraint | undefined
  readonly required?: boolean | undefined
  readonly examples?: Readonly<Record<string, unknown>> | undefined
}

/** A header of an answer. */
export interface HeaderSpec {
  readonly description: string
  readonly schema: Schema.Constraint
  readonly required: boolean
}

/** Where one can go from an answer. */
export interface LinkSpec {
  readonly operationId: string
  readonly description: string
  /** Runtime expressions, by the name of the parameter. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  readonly requestBody?: unknown
  /** Runtime expression of the whole address, where the answer names one; OpenAPI has no word for that. */
  readonly url?: string | undefined
}

/** What is answered with one status. */
export interface AnswerSpec {
  readonly description: string
  /** Nothing for an answer without a body. */
  readonly body?: BodySpec | undefined
  readonly headers?: Readonly<Record<string, HeaderSpec>> | undefined
  readonly links?: Readonly<Record<string, LinkSpec>> | undefined
}

/** Everything that the document says about one path and method. */
export interface OperationSpec {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH"
  /** As documented, with its trailing slash. */
  readonly path: string
  readonly id: string
  readonly tag: Tag
  readonly summary: string
  readonly description: string
  /** Names under which journal and faults know it. */
  readonly operations: ReadonlyArray<Operation>
  /** Any one of these is enough; nothing for a call without a token. */
  readonly scopes?: ReadonlyArray<Scope> | undefined
  readonly parameters?: ReadonlyArray<ParameterSpec> | undefined
  readonly body?: BodySpec | undefined
  /** By HTTP status, or by a range such as `5XX`. */
  readonly answers: Readonly<Record<string, AnswerSpec>>
}

/** One operation of the mock's own control, as the control lists it. */
export interface ControlOperation {
  readonly method: OperationSpec["method"]
  /** `{name}` stands for what varies. */
  readonly path: string
  readonly summary: string
  /** A struct, whose fields come in the query. */
  readonly query?: Schema.Constraint | undefined
  readonly body?: Schema.Constraint | undefined
  /** Undefined for a file. */
  readonly answer: Schema.Constraint | undefined
  /** Media types that a file can have. */
  readonly fileTypes?: ReadonlyArray<string> | undefined
  /** Whether a range of the file can be asked for. */
  readonly hasRanges?: boolean | undefined
}

/** An API as it is written down. */
export interface ContractSpec {
  readonly title: string
  readonly description: string
  readonly source: { readonly description: string; readonly url?: string | undefined }
  readonly operations: ReadonlyArray<OperationSpec>
}
