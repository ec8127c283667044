import type { HttpBindings } from "@hono/node-server"
import type * as Result from "effect/Result"
import type { Context } from "hono"
import type { IncomingHttpHeaders } from "node:http"
import type { Operation } from "../engine/operations.ts"
import type { Post } from "../engine/Post.ts"
import type { WireProblem } from "./Problem.ts"

/** What the headers of a request tell. */
export interface RequestHeaders {
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Token of the header `Authorization`. */
  readonly bearer: string | undefined
  /** Media type of the request, in lower case and without parameters; empty when it has none. */
  readonly mediaType: string
}

/** The context of one request; it ends as an entry of the journal. */
export interface RequestContext extends RequestHeaders {
  readonly at: number
  readonly logId: string
  /** Path of the request, without the prefix of a tenant. */
  readonly path: string
  /** Query with its question mark; empty when there is none. */
  readonly search: string
  /** The query, in which a second question mark counts as an ampersand: the catalog appends `?part_number=1` to its upload_url. */
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
  /** After how many bytes the body breaks off, when a fault wants it to. */
  breakAfter?: number | undefined
  /** Set when the body has broken off there. */
  broken?: boolean | undefined
  /** Bytes of the body that were read. */
  received: number
  /** The body, once it was read as text. */
  text?: Result.Result<string, WireProblem> | undefined
}

/** Hono's view of the mock: over a socket the bindings carry Node's request and response, in memory there are none. */
export interface MockEnv {
  Bindings: Partial<HttpBindings>
  Variables: { context: RequestContext }
}

/** Context of a request to the mock. */
export type MockContext = Context<MockEnv>

/** Node's request and response, when the request came over a socket. */
export const socketOf = (c: MockContext): HttpBindings | undefined => {
  // Hono leaves `env` undefined when the app is called without one.
  const env: Partial<HttpBindings> | undefined = c.env
  return hasSocket(env) ? env : undefined
}

const hasSocket = (env: Partial<HttpBindings> | undefined): env is HttpBindings =>
  env?.incoming !== undefined && env.outgoing !== undefined

/** Headers of a request, with names in lower case. Node's are ready-made, those of Hono are not. */
export const headersOf = (c: MockContext): IncomingHttpHeaders => socketOf(c)?.incoming.headers ?? c.req.header()
