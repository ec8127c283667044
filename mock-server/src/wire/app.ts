import { Hono } from "hono"
import type { Backend } from "./Backend.ts"
import { FORM, JSON_TYPE, mediaTypeOf, readText } from "./body.ts"
import type { Contracts } from "./Contract.ts"
import { allowOrigin, type CorsMode, preflight } from "./cors.ts"
import { chooseContract } from "./dispatch.ts"
import type { Exchange, MockContext, MockEnv } from "./Exchange.ts"
import { withFaults } from "./faults.ts"
import { WireProblem } from "./Problem.ts"
import { record } from "./record.ts"
import { type Endpoint, endpointsOf, nearestPath } from "./routes.ts"
import { subjectOf } from "./subject.ts"
import { makeGetPath, pathWithin } from "./tenancy.ts"

/**
 * Builds the app: every documented route, and an answer for everything else. What `mount` adds comes first: it is neither in
 * the journal, nor does a fault hit it.
 */
export const makeApp = (
  backend: Backend,
  contracts: Contracts,
  mount: (app: Hono<MockEnv>) => void = () => {}
): Hono<MockEnv> => {
  const { clock, ids, state } = backend.world
  const endpoints = endpointsOf(contracts)
  const paths = endpoints.map(({ path }) => path)
  const anyContract = (c: MockContext) => chooseContract(c, backend, contracts, Object.values(contracts))
  const refuseUnknown = async (c: MockContext) => {
    const { path } = c.var.exchange
    if (isText(c)) await readText(c)
    return anyContract(c).refuse(c, backend, WireProblem.UnknownRoute({ path, nearest: nearestPath(path, paths) }))
  }
  const { cors, prefix } = backend.settings
  const app = new Hono<MockEnv>({ getPath: makeGetPath(prefix) })
  mount(app)

  app.use(async (c, next) => {
    const exchange: Exchange = {
      at: clock.now(),
      logId: ids.digits("log", 32),
      path: pathWithin(new URL(c.req.url).pathname, prefix),
      operation: "unknown",
      notes: [],
      received: 0
    }
    c.set("exchange", exchange)
    if (c.req.method === "OPTIONS") exchange.operation = "preflight"
    // A server without CORS knows no preflight: it is a method that no path has.
    if (exchange.operation === "preflight" && cors === "browser-ok") c.res = preflight(c)
    else await next()
    if (exchange.dropped !== true) dress(c, cors)
    await record(backend, c)
  })

  const answer = ({ operation, routes }: Endpoint) => async (c: MockContext) => {
    const contract = chooseContract(c, backend, contracts, [...routes.keys()], operation)
    const route = routes.get(contract)
    if (route === undefined) return refuseUnknown(c)
    // A fault may keep the handler from it, but the journal shall tell what was asked.
    if (route.operation !== "upload" && c.req.method === "POST") await readText(c)
    Object.assign(c.var.exchange, await subjectOf(c, route.operation, state))
    return withFaults(c, backend, contract, () => route.handle(c, backend))
  }
  for (const endpoint of endpoints) app.on(endpoint.method, withoutSlash(endpoint.path), answer(endpoint))
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const here = endpoints.filter((endpoint) => endpoint.path === path)
    const speakers = Object.values(contracts).filter((contract) => here.some(({ routes }) => routes.has(contract)))
    const allowed = here.map(({ method }) => method).join(", ")
    app.all(withoutSlash(path), (c) => {
      const contract = chooseContract(c, backend, contracts, speakers)
      const response = contract.refuse(c, backend, WireProblem.WrongMethod({ method: c.req.method, allowed }))
      response.headers.set("Allow", allowed)
      return response
    })
  }
  app.notFound(refuseUnknown)
  app.onError((error, c) => {
    backend.settings.onDefect(error)
    return anyContract(c).refuse(c, backend, WireProblem.Defect({ detail: error.message }))
  })
  return app
}

// Hono is given paths without a trailing slash.
const withoutSlash = (path: string) => path.slice(0, -1)

/** Adds what every answer has: leave for browsers to read it, and the reason of a refusal. */
const dress = (c: MockContext, cors: CorsMode) => {
  const { headers } = c.res
  allowOrigin(c, headers, cors)
  const { hint } = c.var.exchange
  // A header holds ASCII only, and a hint may quote what the client has sent.
  if (hint !== undefined) headers.set("x-mock-hint", hint.replace(/[^ -~]/g, "?").slice(0, 500))
}

const isText = (c: MockContext) => c.req.method === "POST" && [FORM, JSON_TYPE].includes(mediaTypeOf(c))
