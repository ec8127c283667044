import { getPathNoStrict } from "hono/utils/url"
import { headersOf, type MockContext } from "./RequestContext.ts"

/** Header that names a tenant. */
const TENANT_HEADER = "x-mock-tenant"

const PREFIX = "/t/"

/** Where the dashboard lies, below the prefix of a tenant. */
export const DASHBOARD = "/_mock/ui"

/** What the paths of a tenant begin with. */
export const prefixOf = (tenant: string): string => PREFIX + tenant

/** Which tenant a request is for: the one of its prefix, or else of its header. */
export const tenantOf = (c: MockContext): string | undefined => {
  const { path } = c.req
  if (!path.startsWith(PREFIX)) {
    const name = headersOf(c)[TENANT_HEADER]
    return Array.isArray(name) ? name[0] : name
  }
  const end = path.indexOf("/", PREFIX.length)
  return path.slice(PREFIX.length, end < 0 ? undefined : end)
}

/** The path of an address without the prefix of a tenant. */
export const pathWithin = (pathname: string, prefix: string): string => {
  if (prefix === "" || !pathname.startsWith(prefix)) return pathname
  const rest = pathname.slice(prefix.length)
  return rest === "" ? "/" : rest.startsWith("/") ? rest : pathname
}

/** Tells Hono which path to look for: without the prefix, and without a slash at the end. */
export const makeGetPath = (prefix: string) => (request: Request): string =>
  pathWithin(getPathNoStrict(request), prefix)
