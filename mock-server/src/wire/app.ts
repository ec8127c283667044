import { Hono } from "hono"
import { type Answer, type Reply, send, withHeaders } from "./Answer.ts"
import type { Backend } from "./Backend.ts"
import { FORM, JSON_TYPE, readText } from "./body.ts"
import type { ContractApi, ContractApis, Route } from "./ContractApi.ts"
import { corsHeaders, preflight } from "./cors.ts"
import { chooseContract } from "./dispatch.ts"
import { withFaults } from "./faults.ts"
import { WireProblem } from "./Problem.ts"
import { record } from "./record.ts"
import {
  headersOf,
  type MockContext,
  type MockEnv,
  type RequestContext,
  type RequestHeaders
} from "./RequestContext.ts"
import { readHeaders } from "./requestHeaders.ts"
import { type Endpoint, endpointsOf, nearestPath } from "./routes.ts"
import type { CorsMode } from "./ServerAddress.ts"
import { subjectOf } from "./subject.ts"
import { makeGetPath, pathWithin } from "./tenancy.ts"

/** Answers a request. */
type Responder = (c: MockContext) => Reply | Promise<Reply>

/** Routes of the mock besides TikTok's API. */
export interface Extras {
  /** Passes a request for a tenant to that tenant. */
  readonly pass: (c: MockContext) => Promise<Response> | undefined
  /** Adds routes that are neither in the journal, nor does a fault hit them. */
  readonly mount: (app: Hono<MockEnv>) => void
}

/** Builds the app: every documented route, and an answer for everything else. */
export const makeApp = (backend: Backend, contracts: ContractApis, extras: Extras): Hono<MockEnv> => {
  const { state } = backend.engine
  const endpoints = endpointsOf(contracts)
  const paths = endpoints.map(({ path }) => path)
  const anyContract = (c: MockContext) => chooseContract(c, backend, contracts, Object.values(contracts))
  const respondUnknown: Responder = (c) => isText(c) ? readText(c, () => refuseUnknown(c)) : refuseUnknown(c)
  const refuseUnknown = (c: MockContext): Answer => {
    const { path } = c.get("context")
    return anyContract(c).refuse(c, backend, WireProblem.UnknownRoute({ path, nearest: nearestPath(path, paths) }))
  }
  const refuseDefect = (c: MockContext, error: unknown): Answer => {
    backend.settings.onDefect(error)
    const detail = error instanceof Error ? error.message : String(error)
    return anyContract(c).refuse(c, backend, WireProblem.Defect({ detail }))
  }

  // A server without CORS knows no preflight: it is a method that no path has.
  const answerPreflight = (c: MockContext, respond: Responder) => {
    c.get("context").operation = "preflight"
    return backend.settings.cors === "browser-ok" ? preflight(c) : respond(c)
  }

  /** Answers a request and puts it into the journal. */
  const answerBy = (respond: Responder) => (c: MockContext): Promise<Response> => extras.pass(c) ?? conduct(c, respond)
  // A request waits for nothing but its body, so each promise less is felt.
  const conduct = (c: MockContext, respond: Responder): Promise<Response> =>
    start(c, respond).then((reply) => finish(c, reply), (error: unknown) => finish(c, refuseDefect(c, error)))
  const start = (c: MockContext, respond: Responder): Promise<Reply> => {
    try {
      c.set("context", makeRequestContext(backend, c, readHeaders(headersOf(c))))
      const reply = c.req.method === "OPTIONS" ? answerPreflight(c, respond) : respond(c)
      return reply instanceof Promise ? reply : Promise.resolve(reply)
    } catch (error) {
      return Promise.reject(error)
    }
  }
  const finish = (c: MockContext, reply: Reply): Response => {
    if ("ended" in reply) {
      record(backend, c, undefined)
      return reply.ended
    }
    const answer = dress(c, reply, backend.settings.cors)
    record(backend, c, answer)
    return send(c, answer)
  }

  const proceed = (c: MockContext, contract: ContractApi, { handle, operation }: Route) => {
    const context = c.get("context")
    const subject = subjectOf(c, operation, state)
    context.operation = subject.operation
    context.creator = subject.creator
    context.publishId = subject.publishId
    return withFaults(c, backend, contract, () => handle(c, backend))
  }
  const respondAt = ({ operation, routes }: Endpoint): Responder => {
    const candidates = [...routes.keys()]
    return (c) => {
      const contract = chooseContract(c, backend, contracts, candidates, operation)
      const route = routes.get(contract)
      if (route === undefined) return respondUnknown(c)
      // A fault may keep the handler from the body, but the journal needs it.
      const isRead = route.operation !== "upload" && c.req.method === "POST"
      return isRead ? readText(c, () => proceed(c, contract, route)) : proceed(c, contract, route)
    }
  }
  const respondTo = (here: ReadonlyArray<Endpoint>): Responder => {
    const responders = new Map(here.map((endpoint) => [endpoint.method, respondAt(endpoint)]))
    const refuse = refuseMethod(here)
    return (c) => (responders.get(c.req.method === "HEAD" ? "GET" : c.req.method) ?? refuse)(c)
  }
  const refuseMethod = (here: ReadonlyArray<Endpoint>): Responder => {
    const speakers = Object.values(contracts).filter((contract) => here.some(({ routes }) => routes.has(contract)))
    const allowed = here.map(({ method }) => method).join(", ")
    return (c) => {
      const contract = chooseContract(c, backend, contracts, speakers)
      const refusal = contract.refuse(c, backend, WireProblem.WrongMethod({ method: c.req.method, allowed }))
      return withHeaders(refusal, { Allow: allowed })
    }
  }

  const getPath = makeGetPath(backend.settings.prefix)
  // Hono is fastest where a path has one handler and no middleware, so all else is an app behind the API's.
  const others = new Hono<MockEnv>({ getPath })
  others.use((c, next) => extras.pass(c) ?? next())
  extras.mount(others)
  others.notFound(answerBy(respondUnknown))

  const app = new Hono<MockEnv>({ getPath })
  for (const path of new Set(paths)) {
    app.all(withoutSlash(path), answerBy(respondTo(endpoints.filter((endpoint) => endpoint.path === path))))
  }
  app.notFound(async (c) => others.fetch(c.req.raw, c.env))
  // The user of the mock may have added routes that throw.
  for (const one of [app, others]) one.onError((error, c) => conduct(c, () => refuseDefect(c, error)))
  return app
}

const makeRequestContext = (
  { settings, engine: { clock, ids, state } }: Backend,
  c: MockContext,
  { bearer, headers, mediaType }: RequestHeaders
): RequestContext => {
  const { pathname, search } = new URL(c.req.url)
  const query = new URLSearchParams(search.slice(1).replaceAll("?", "&"))
  const upload = state.uploads.get(query.get("upload_id") ?? "")
  return {
    at: clock.now(),
    logId: ids.digits("log", 32),
    path: pathWithin(pathname, settings.prefix),
    search,
    query,
    uploadPost: upload && state.posts.get(upload.publishId),
    headers,
    bearer,
    mediaType,
    operation: "unknown",
    notes: [],
    received: 0
  }
}

/** Adds what every answer has: leave for browsers to read it, and the reason of a refusal. */
const dress = (c: MockContext, answer: Answer, mode: CorsMode): Answer => {
  const cors = corsHeaders(c, mode)
  const { hint } = c.get("context")
  const allowed = cors === undefined ? answer : withHeaders(answer, cors)
  return hint === undefined ? allowed : withHeaders(allowed, { "x-mock-hint": toHeader(hint) })
}

// A header holds ASCII only, and a hint may quote what the client has sent.
const toHeader = (hint: string) => hint.replace(/[^ -~]/g, "?").slice(0, 500)

// Hono is given paths without a trailing slash.
const withoutSlash = (path: string) => path.slice(0, -1)

const isText = (c: MockContext) => c.req.method === "POST" && [FORM, JSON_TYPE].includes(c.get("context").mediaType)
