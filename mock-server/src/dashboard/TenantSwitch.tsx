import { DASHBOARD, prefixOf } from "../wire/tenancy.ts"
import { type PageContext, usePageContext } from "./PageContext.ts"

/** Name of the tenant of a page; undefined for the server's own mock. */
export const tenantOf = ({ mock }: PageContext): string | undefined => mock.settings().tenant

/** Relative URL of the dashboard of a tenant, or of the server's own mock. */
export const dashboardOf = ({ prefix, root }: PageContext, name: string | undefined): string => {
  const above = "../".repeat(prefix === "" ? 2 : 4)
  const path = `${name === undefined ? "" : prefixOf(name)}${DASHBOARD}/`
  return root + above + path.slice(1)
}

/** The name of the tenant on every page, and links to the others; nothing while there is none. */
export const TenantSwitch = () => {
  const context = usePageContext()
  const list = context.mock.tenants.list()
  const name = tenantOf(context)
  if (list.length === 0 && name === undefined) return null
  const link = (to: string | undefined) => (
    <li>
      <a
        href={dashboardOf(context, to) + context.section}
        aria-current={to === name ? "true" : undefined}
        data-testid={`switch-${to ?? "server"}`}
      >
        {to ?? "no tenant"}
      </a>
    </li>
  )
  return (
    <details class="tenant" data-testid="tenant-switch">
      <summary>
        <span class="quiet">Tenant</span> <strong>{name ?? "none"}</strong>
      </summary>
      <ul>
        {link(undefined)}
        {list.map((tenant) => link(tenant.name))}
      </ul>
    </details>
  )
}
