import * as Result from "effect/Result"
import { Hono } from "hono"
import type { Backend } from "./Backend.ts"
import { FORM, JSON_TYPE, readText } from "./body.ts"
import type { ContractApi, ContractApis, Route } from "./ContractApi.ts"
import { corsHeaders, mayRead, preflight } from "./cors.ts"
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
import { takeRisk } from "./risk.ts"
import { type Endpoint, endpointsOf, unknownRoute } from "./routes.ts"
import { subjectOf } from "./subject.ts"
import { makeGetPath, pathWithin } from "./tenancy.ts"
import { type Reply, send, type WireResponse, withHeaders } from "./WireResponse.ts"

/** Answers a request, now or later. */
type Responder = (c: MockContext) => Reply | Promise<Reply>

/** Routes of the mock besides TikTok's API. */
export interface Extras {
  /** Passes a request for a tenant to its mock. */
  readonly pass: (c: MockContext) => Promise<Response> | undefined
  /** Adds routes without journal and faults. */
  readonly mount: (app: Hono<MockEnv>) => void
}

/** Builds the app: every documented route, the extra routes, and an error response for all other paths. */
export const makeApp = (backend: Backend, contracts: ContractApis, extras: Extras): Hono<MockEnv> => {
  const { state } = backend.engine
  const endpoints = endpointsOf(contracts)
  const paths = endpoints.map(({ path }) => path)
  const anyContract = (c: MockContext) => chooseContract(c, backend, contracts, Object.values(contracts))
  const respondUnknown: Responder = (c) => isText(c) ? readText(c, () => refuseUnknown(c)) : refuseUnknown(c)
  const refuseUnknown = (c: MockContext): WireResponse => {
    const { path } = c.get("context")
    return anyContract(c).refuse(c, backend, unknownRoute(path, paths))
  }
  const refuseDefect = (c: MockContext, error: unknown): WireResponse => {
    backend.settings.onDefect(error)
    const detail = error instanceof Error ? error.message : String(error)
    return anyContract(c).refuse(c, backend, WireProblem.Defect({ detail }))
  }

  // Without CORS, a preflight is a request with a wrong method.
  const respondToPreflight = (c: MockContext, respond: Responder) => {
    c.get("context").operation = "preflight"
    return mayRead(c, backend) ? preflight(c) : respond(c)
  }

  /** Answers a request and adds it to the journal. */
  const handlerOf = (respond: Responder) => (c: MockContext): Promise<Response> =>
    extras.pass(c) ?? runRequest(c, respond)
  // Plain promise calls, because this runs for every request.
  const runRequest = (c: MockContext, respond: Responder): Promise<Response> =>
    start(c, respond).then((reply) => finish(c, reply), (error: unknown) => finish(c, refuseDefect(c, error)))
  const start = (c: MockContext, respond: Responder): Promise<Reply> => {
    try {
      c.set("context", makeRequestContext(backend, c, readHeaders(headersOf(c))))
      const reply = c.req.method === "OPTIONS" ? respondToPreflight(c, respond) : respond(c)
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
    const response = addHeaders(c, reply, backend)
    record(backend, c, response)
    return send(c, response)
  }

  const handleRoute = (c: MockContext, contract: ContractApi, route: Route) => {
    const context = c.get("context")
    const subject = subjectOf(c, route.operation, state)
    context.operation = subject.operation
    context.creator = subject.creator
    context.publishId = subject.publishId
    const risk = takeRisk(c, backend, pathRisk(context.path, route))
    if (Result.isFailure(risk)) return contract.refuse(c, backend, risk.failure)
    return withFaults(c, backend, contract, () => route.handle(c, backend))
  }
  const respondAt = ({ operation, routes }: Endpoint): Responder => {
    const candidates = [...routes.keys()]
    return (c) => {
      const contract = chooseContract(c, backend, contracts, candidates, operation)
      const route = routes.get(contract)
      if (route === undefined) return respondUnknown(c)
      // A fault can skip the handler, but the journal still needs the body.
      const isRead = route.operation !== "upload" && c.req.method === "POST"
      return isRead ? readText(c, () => handleRoute(c, contract, route)) : handleRoute(c, contract, route)
    }
  }
  const respondTo = (here: ReadonlyArray<Endpoint>): Responder => {
    const responders = new Map(here.map((endpoint) => [endpoint.method, respondAt(endpoint)]))
    const refuse = refuseMethod(here)
    return (c) => (responders.get(c.req.method === "HEAD" ? "GET" : c.req.method) ?? refuse)(c)
  }
  const refuseMethod = (here: ReadonlyArray<Endpoint>): Responder => {
    const contractsHere = Object.values(contracts).filter((contract) => here.some(({ routes }) => routes.has(contract)))
    const allowed = here.map(({ method }) => method).join(", ")
    return (c) => {
      const contract = chooseContract(c, backend, contracts, contractsHere)
      const refusal = contract.refuse(c, backend, WireProblem.WrongMethod({ method: c.req.method, allowed }))
      return withHeaders(refusal, { Allow: allowed })
    }
  }

  const getPath = makeGetPath(backend.settings.prefix)
  // Hono is fastest without middleware, so all other routes are in a second app behind the API's.
  const extraApp = new Hono<MockEnv>({ getPath })
  extraApp.use((c, next) => extras.pass(c) ?? next())
  extras.mount(extraApp)
  extraApp.notFound(handlerOf(respondUnknown))

  const app = new Hono<MockEnv>({ getPath })
  for (const path of new Set(paths)) {
    app.all(withoutSlash(path), handlerOf(respondTo(endpoints.filter((endpoint) => endpoint.path === path))))
  }
  app.notFound(async (c) => extraApp.fetch(c.req.raw, c.env))
  // A user of the mock can add routes, and these can throw.
  for (const one of [app, extraApp]) one.onError((error, c) => runRequest(c, () => refuseDefect(c, error)))
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

/** Adds the CORS headers, the hint or the risk, and the faults that hit the request. */
const addHeaders = (c: MockContext, response: WireResponse, backend: Backend): WireResponse => {
  const cors = corsHeaders(c, backend)
  const { fault, risk, hint = risk && `TikTok may refuse this: ${risk}` } = c.get("context")
  const withCors = cors === undefined ? response : withHeaders(response, cors)
  const withFault = fault === undefined ? withCors : withHeaders(withCors, { "x-mock-fault": fault })
  return hint === undefined ? withFault : withHeaders(withFault, { "x-mock-hint": toHeader(hint) })
}

// A header must be ASCII, and a hint can quote the request.
const toHeader = (hint: string) => hint.replace(/[^ -~]/g, "?").slice(0, 500)

/** A path without its trailing slash works here. On TikTok's website, it works too. */
const pathRisk = (path: string, { operation, path: nearest }: Route): WireProblem | undefined =>
  path.endsWith("/") || operation === "authorize"
    ? undefined
    : WireProblem.UnknownRoute({ path, nearest, isGone: false })

// Hono gets paths without a trailing slash.
const withoutSlash = (path: string) => path.slice(0, -1)

const isText = (c: MockContext) => c.req.method === "POST" && [FORM, JSON_TYPE].includes(c.get("context").mediaType)
