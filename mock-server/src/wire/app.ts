import { Hono } from "hono"
import type { Backend } from "./Backend.ts"
import { authorize } from "./consent/authorize.ts"
import type { Contract, Handler } from "./Contract.ts"
import { allowOrigin, preflight } from "./cors.ts"
import type { Exchange, MockContext, MockEnv } from "./Exchange.ts"
import { withFaults } from "./faults.ts"
import { maskSecrets } from "./maskSecrets.ts"
import { WireProblem } from "./Problem.ts"
import { nearestPath, type Route, routes } from "./routes.ts"
import { subjectOf } from "./subject.ts"

/** Builds the app: every documented route, and an answer for everything else. */
export const makeApp = (backend: Backend, contract: Contract): Hono<MockEnv> => {
  const { clock, ids, state } = backend.world
  const app = new Hono<MockEnv>({ strict: false })

  app.use(async (c, next) => {
    const exchange: Exchange = { at: clock.now(), logId: ids.digits("log", 32), operation: "unknown", notes: [] }
    c.set("exchange", exchange)
    if (c.req.method === "OPTIONS") {
      exchange.operation = "preflight"
      c.res = preflight(c)
    } else {
      await next()
    }
    if (exchange.dropped !== true) dress(c)
    record(backend, c)
  })

  const answer = (route: Route, handle: Handler) => async (c: MockContext) => {
    Object.assign(c.var.exchange, await subjectOf(c, route, state))
    return withFaults(c, backend, contract, () => handle(c, backend))
  }
  for (const route of routes) {
    const handle = route.operation === "authorize" ? authorize : contract.operations[route.operation]
    app.on(route.method, withoutSlash(route.path), answer(route, handle))
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method).join(", ")
    app.all(withoutSlash(path), (c) => {
      const response = contract.refuse(c, WireProblem.WrongMethod({ method: c.req.method, allowed }))
      response.headers.set("Allow", allowed)
      return response
    })
  }
  app.notFound((c) => {
    const path = new URL(c.req.url).pathname
    return contract.refuse(c, WireProblem.UnknownRoute({ path, nearest: nearestPath(path) }))
  })
  app.onError((error, c) => {
    backend.settings.onDefect(error)
    return contract.refuse(c, WireProblem.Defect({ detail: error.message }))
  })
  return app
}

// Hono compares paths without a trailing slash when it is not strict.
const withoutSlash = (path: string) => path.slice(0, -1)

/** Adds what every answer has: leave for browsers to read it, and the reason of a refusal. */
const dress = (c: MockContext) => {
  const { headers } = c.res
  allowOrigin(c, headers)
  const { hint } = c.var.exchange
  // A header holds ASCII only, and a hint may quote what the client has sent.
  if (hint !== undefined) headers.set("x-mock-hint", hint.replace(/[^ -~]/g, "?").slice(0, 500))
}

const record = ({ journal, world }: Backend, c: MockContext) => {
  const { at, code, creator, dropped, fault, hint, logId, notes, operation, publishId } = c.var.exchange
  const { pathname, search } = new URL(c.req.url)
  journal.record({
    at,
    method: c.req.method,
    path: maskSecrets(pathname + search),
    operation,
    status: dropped === true ? 0 : c.res.status,
    logId,
    creator,
    publishId,
    code,
    fault,
    hint,
    notes,
    duration: world.clock.now() - at
  })
}
