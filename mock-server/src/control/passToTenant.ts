import type { Mock } from "../Mock.ts"
import type { RunningTenants } from "../server/Tenants.ts"
import type { MockContext } from "../wire/RequestContext.ts"
import { foreignSiteOf, isBrowser, isVisit, mayBeForeign } from "../wire/requestOrigin.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"
import { EVENTS, pathWithin, prefixOf, tenantOf } from "../wire/tenancy.ts"
import { foreignHostOf, refuseHost } from "./hosts.ts"

/**
 * Refuses a browser that calls this server by a foreign name, and passes a request for a tenant to its mock. The first request
 * of a program, or of a script of an own page, makes the tenant. A visit gets a page with a form that makes it. A page that
 * asks for the events of a removed tenant gets none.
 */
export const passToTenant =
  (tenants: RunningTenants, address: ServerAddress) => (c: MockContext): Promise<Response> | undefined => {
    // Programs in containers call TikTok's API by the name of a service.
    const foreign = isBrowser(c) ? foreignHostOf(c, address) : undefined
    if (foreign !== undefined) return refuseHost(c, foreign)
    const name = tenantOf(c)
    if (name === undefined) return undefined
    const isForm = c.req.method === "POST" && c.req.query(MAKE_TENANT) !== undefined
    // The form of a second page, or a second press of its button.
    if (tenants.has(name)) return isForm ? Promise.resolve(back(c)) : pass(tenants, name, c)
    // A page that is still open must not make its removed tenant again. A browser stops at 204.
    if (pathWithin(c.req.path, prefixOf(name)) === EVENTS) return Promise.resolve(new Response(null, { status: 204 }))
    if (foreignSiteOf(c, address) !== undefined || mayBeForeign(c)) return refuse(c, name)
    if (isForm) return makeAndReturn(tenants, name, c)
    return isVisit(c) ? refuse(c, name) : pass(tenants, name, c)
  }

/** The field in the query of the form that makes a tenant. */
const MAKE_TENANT = "make-tenant"

const pass = async (tenants: RunningTenants, name: string, c: MockContext): Promise<Response> => {
  const tenant = await getTenant(tenants, name)
  return tenant instanceof Response ? tenant : tenant.app.fetch(c.req.raw, c.env)
}

/** Makes a tenant, and sends the browser back to the page that it wanted. */
const makeAndReturn = async (tenants: RunningTenants, name: string, c: MockContext): Promise<Response> => {
  const tenant = await getTenant(tenants, name)
  return tenant instanceof Response ? tenant : back(c)
}

/** Sends the browser to the page of the form. */
const back = (c: MockContext): Response => {
  const { searchParams } = new URL(c.req.url)
  searchParams.delete(MAKE_TENANT)
  // Relative, because a proxy can have a prefix.
  return new Response(null, { status: 303, headers: { Location: `?${searchParams.toString()}` } })
}

/** The tenant with a name, made on first use; the response to an invalid name, or to one too many. */
const getTenant = async (tenants: RunningTenants, name: string): Promise<Mock | Response> => {
  try {
    return tenants.get(name)
  } catch (error) {
    const { ControlProblem, problemOf } = await import("./Problem.ts")
    return (problemOf(error) ?? new ControlProblem(500, String(error))).toResponse()
  }
}

const refuse = async (c: MockContext, name: string): Promise<Response> => {
  await import("#jsx")
  const { unknownTenant } = await import("./unknownTenant.tsx")
  const { searchParams } = new URL(c.req.url)
  searchParams.set(MAKE_TENANT, "")
  return unknownTenant(c.req.header("accept") ?? "", name, `?${searchParams.toString()}`)
}
