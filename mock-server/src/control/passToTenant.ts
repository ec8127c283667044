import type { Mock } from "../Mock.ts"
import type { RunningTenants } from "../server/Tenants.ts"
import type { MockContext } from "../wire/RequestContext.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"
import { foreignSiteOf, isBrowser, mayBeForeign } from "../wire/sites.ts"
import { EVENTS, pathWithin, prefixOf, tenantOf } from "../wire/tenancy.ts"
import { foreignHostOf, refuseHost } from "./hosts.ts"

/**
 * Refuses a browser that calls this server by a foreign name, and passes a request for a tenant to its mock. The first request
 * makes the tenant, unless a page of another site sends it, or a page asks for the events of a removed tenant.
 */
export const passToTenant =
  (tenants: RunningTenants, address: ServerAddress) => (c: MockContext): Promise<Response> | undefined => {
    // Programs in containers call TikTok's API by the name of a service.
    const foreign = isBrowser(c) ? foreignHostOf(c, address) : undefined
    if (foreign !== undefined) return refuseHost(c, foreign)
    const name = tenantOf(c)
    if (name === undefined) return undefined
    // A page that is still open must not make its removed tenant again. A browser stops at 204.
    if (!tenants.has(name) && pathWithin(c.req.path, prefixOf(name)) === EVENTS) {
      return Promise.resolve(new Response(null, { status: 204 }))
    }
    const isForeign = !tenants.has(name) && (foreignSiteOf(c, address) !== undefined || mayBeForeign(c))
    return isForeign ? refuse(c, name) : pass(tenants, name, c)
  }

const pass = async (tenants: RunningTenants, name: string, c: MockContext): Promise<Response> => {
  let tenant: Mock
  try {
    tenant = tenants.get(name)
  } catch (error) {
    const { ControlProblem, problemOf } = await import("./Problem.ts")
    return (problemOf(error) ?? new ControlProblem(500, String(error))).toResponse()
  }
  return tenant.app.fetch(c.req.raw, c.env)
}

const refuse = async (c: MockContext, name: string): Promise<Response> => {
  await import("#jsx")
  const { unknownTenant } = await import("./unknownTenant.tsx")
  const { pathname, search } = new URL(c.req.url)
  return unknownTenant(c.req.header("accept") ?? "", name, pathname + search)
}
