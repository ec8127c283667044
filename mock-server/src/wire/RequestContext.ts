import type { HttpBindings } from "@hono/node-server"
import type * as Result from "effect/Result"
import type { Context } from "hono"
import type { IncomingHttpHeaders } from "node:http"
import type { Operation } from "../engine/operationNames.ts"
import type { Post } from "../engine/Post.ts"
import type { WireProblem } from "./Problem.ts"

/** The headers of a request, and values from them. */
export interface RequestHeaders {
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Token in the header `Authorization`. */
  readonly bearer: string | undefined
  /** Media type of the request, in lower case and without parameters; empty when there is none. */
  readonly mediaType: string
}

/** The context of one request. The journal entry is made from it. */
export interface RequestContext extends RequestHeaders {
  readonly at: number
  readonly logId: string
  /** Path of the request, without the prefix of a tenant. */
  readonly path: string
  /** Query with the question mark; empty when there is none. */
  readonly search: string
  /** The query. A second question mark counts as an ampersand, because the catalog appends `?part_number=1` to an upload_url. */
  readonly query: URLSearchParams
  /** The post whose upload the query names. */
  readonly uploadPost: Post | undefined
  operation: Operation | "unknown" | "preflight"
  creator?: string | undefined
  publishId?: string | undefined
  code?: string | undefined
  fault?: string | undefined
  hint?: string | undefined
  readonly notes: Array<string>
  /** What works here and may fail at TikTok. */
  risk?: string | undefined
  /** Number of bytes after which a fault breaks the body. */
  breakAfter?: number | undefined
  /** Whether the fault has broken the body. */
  broken?: boolean | undefined
  /** Number of body bytes that were read. */
  received: number
  /** The body as text, once it was read. */
  text?: Result.Result<string, WireProblem> | undefined
}

/** Hono's environment. Over a socket, the bindings have Node's request and response. In memory they are empty. */
export interface MockEnv {
  Bindings: Partial<HttpBindings>
  Variables: { context: RequestContext }
}

/** Hono's context of a request to the mock. */
export type MockContext = Context<MockEnv>

/** Node's request and response; undefined in memory. */
export const socketOf = (c: MockContext): HttpBindings | undefined => {
  // Hono leaves `env` undefined when the app is called without one.
  const env: Partial<HttpBindings> | undefined = c.env
  return hasSocket(env) ? env : undefined
}

const hasSocket = (env: Partial<HttpBindings> | undefined): env is HttpBindings =>
  env?.incoming !== undefined && env.outgoing !== undefined

/** Headers of a request, with names in lower case. Node's are already parsed, which Hono's are not. */
export const headersOf = (c: MockContext): IncomingHttpHeaders => socketOf(c)?.incoming.headers ?? c.req.header()
