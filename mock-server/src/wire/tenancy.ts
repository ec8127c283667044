import { getPathNoStrict } from "hono/utils/url"
import { headersOf, type MockContext } from "./RequestContext.ts"

/** Header with the name of a tenant. */
const TENANT_HEADER = "x-mock-tenant"

const PREFIX = "/t/"

/** Path of the dashboard, after the prefix of a tenant. */
export const DASHBOARD = "/_mock/ui"

/** Path of the events of a dashboard's page. */
export const EVENTS = `${DASHBOARD}/events`

/** Path prefix of a tenant. */
export const prefixOf = (tenant: string): string => PREFIX + tenant

/** The tenant in the prefix of a request, or in its header. */
export const tenantOf = (c: MockContext): string | undefined => {
  const { path } = c.req
  if (!path.startsWith(PREFIX)) {
    const name = headersOf(c)[TENANT_HEADER]
    return Array.isArray(name) ? name[0] : name
  }
  const end = path.indexOf("/", PREFIX.length)
  return path.slice(PREFIX.length, end < 0 ? undefined : end)
}

/** A path without the prefix of a tenant. */
export const pathWithin = (pathname: string, prefix: string): string => {
  if (prefix === "" || !pathname.startsWith(prefix)) return pathname
  const rest = pathname.slice(prefix.length)
  return rest === "" ? "/" : rest.startsWith("/") ? rest : pathname
}

/** Makes Hono's `getPath`, which removes the prefix and a trailing slash. */
export const makeGetPath = (prefix: string) => (request: Request): string =>
  pathWithin(getPathNoStrict(request), prefix)
