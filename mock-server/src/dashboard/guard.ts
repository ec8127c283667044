import { isSameOrigin } from "../wire/baseUrl.ts"
import type { MockContext } from "../wire/RequestContext.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"

/**
 * Whether a form comes from the dashboard itself. Browsers send the site of a request, and a page cannot forge it, so
 * another site in the same browser can change nothing here. Other programs send neither header.
 */
export const isOwnForm = (c: MockContext, address: ServerAddress): boolean => {
  const site = c.req.header("sec-fetch-site")
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = c.req.header("origin")
  return origin === undefined || isSameOrigin(c, address, origin)
}
