import { TLSSocket } from "node:tls"
import type { Mock } from "../Mock.ts"
import { isSameOrigin } from "../wire/baseUrl.ts"
import { type MockContext, socketOf } from "../wire/RequestContext.ts"
import { isOwnHostname } from "../wire/requestOrigin.ts"
import { nearestPath } from "../wire/routes.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"
import { controlOperations } from "./operations.ts"
import { ControlProblem, problemOf } from "./Problem.ts"
import { readBody } from "./readBody.ts"

/** Answers a request to the control API. `path` is the request's, without the prefix of a tenant. */
export const serveControl = async (
  mock: Mock,
  c: MockContext,
  path: string,
  address: ServerAddress,
  onDefect: (error: unknown) => void
): Promise<Response> => {
  let cors: Readonly<Record<string, string>> | undefined
  try {
    cors = corsOf(c, address)
    if (cors === undefined) {
      throw new ControlProblem(
        403,
        "header Origin: must be this server, an origin on this machine, or of an --allow-host"
      )
    }
    if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { ...cors, ...preflight(c) } })
    const result = await handle(mock, c, path)
    if (!(result instanceof Response)) return Response.json(result, { headers: cors })
    for (const [name, value] of Object.entries(cors)) result.headers.set(name, value)
    return result
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) onDefect(error)
    return (problem ?? new ControlProblem(500, String(error))).toResponse(cors)
  }
}

const handle = async (mock: Mock, c: MockContext, path: string): Promise<unknown> => {
  const segments = segmentsOf(path)
  const here = controlOperations.flatMap((operation) => {
    const params = match(operation.path, segments)
    return params === undefined ? [] : [{ operation, params }]
  })
  const method = c.req.method === "HEAD" ? "GET" : c.req.method
  const found = here.find(({ operation }) => operation.method === method)
  if (found !== undefined) {
    const { operation, params } = found
    const body = operation.body === undefined ? undefined : await readJson(c)
    const { headers, signal } = c.req.raw
    const certificate = certificateOf(c)
    return operation.handle(mock, {
      params,
      query: c.req.query(),
      body,
      signal,
      headers,
      method: c.req.method,
      certificate
    })
  }
  if (here.length > 0) {
    const allowed = here.map(({ operation }) => operation.method).join(", ")
    throw new ControlProblem(405, `${c.req.method} is not allowed here; use ${allowed}`)
  }
  const nearest = nearestPath(path, controlOperations.map((operation) => operation.path))
  throw new ControlProblem(404, `there is no ${path}; the nearest path is ${nearest}`)
}

const segmentsOf = (path: string): ReadonlyArray<string> => {
  try {
    return path.split("/").filter((segment) => segment !== "").map(decodeURIComponent)
  } catch {
    throw new ControlProblem(400, "the path is malformed")
  }
}

const match = (
  pattern: string,
  segments: ReadonlyArray<string>
): Readonly<Record<string, string>> | undefined => {
  const steps = pattern.split("/").slice(1)
  if (steps.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, step] of steps.entries()) {
    const segment = segments[index] ?? ""
    const name = /^\{(\w+)\}$/.exec(step)?.[1]
    if (name !== undefined) params[name] = segment
    else if (step !== segment) return undefined
  }
  return params
}

/** The certificate of the connection. A mock can have more than one server, so the socket decides. */
const certificateOf = (c: MockContext): Buffer | undefined => {
  const socket = socketOf(c)?.incoming.socket
  const shown = socket instanceof TLSSocket ? socket.getCertificate() : null
  return shown !== null && "raw" in shown && Buffer.isBuffer(shown.raw) ? shown.raw : undefined
}

const readJson = async (c: MockContext): Promise<unknown> => {
  const text = (await readBody(c.req.raw)).toString("utf8")
  if (text.trim() === "") return undefined
  try {
    return JSON.parse(text, ESCAPED_SURROGATE.test(text) ? refuseLoneSurrogates : undefined)
  } catch (error) {
    if (error instanceof ControlProblem) throw error
    const rule = error instanceof SyntaxError ? error.message : "cannot be parsed"
    throw new ControlProblem(400, `the body must be JSON: ${rule}`, [{ field: "body", rule: "must be JSON" }])
  }
}

const ESCAPED_SURROGATE = /\\ud[89a-f]/i

/** Refuses a lone surrogate, which neither a URL nor UTF-8 can contain. */
const refuseLoneSurrogates = (key: string, value: unknown): unknown => {
  if (key.isWellFormed() && (typeof value !== "string" || value.isWellFormed())) return value
  throw new ControlProblem(400, "the body has a lone surrogate in a string", [
    { field: key.toWellFormed() || "body", rule: "must be well-formed Unicode" }
  ])
}

/**
 * The CORS headers for a page; undefined for a page of another site. The API can change everything, so only pages of this
 * machine, of the server itself and of allowed hosts may call it, and clients that are not pages.
 */
const corsOf = (c: MockContext, address: ServerAddress): Readonly<Record<string, string>> | undefined => {
  const origin = c.req.header("origin")
  if (origin === undefined) return {}
  return isSameOrigin(c, address, origin) || isOwnHostname(c, address, URL.parse(origin)?.hostname ?? "")
    ? { "Access-Control-Allow-Origin": origin, Vary: "Origin" }
    : undefined
}

const preflight = (c: MockContext): Readonly<Record<string, string>> => ({
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": c.req.header("access-control-request-headers") ?? "*",
  "Access-Control-Max-Age": "600"
})
