import type { Mock } from "../Mock.ts"
import type { RunningTenants } from "../server/Tenants.ts"
import type { MockContext } from "../wire/RequestContext.ts"
import { tenantOf } from "../wire/tenancy.ts"

/** Passes a request for a tenant to its mock. */
export const passToTenant = (tenants: RunningTenants) => (c: MockContext): Promise<Response> | undefined => {
  const name = tenantOf(c)
  return name === undefined ? undefined : pass(tenants, name, c)
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
