import { isOwnOrigin } from "../wire/baseUrl.ts"
import type { MockContext } from "../wire/RequestContext.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"

/**
 * Says whether a form came from the dashboard itself. Browsers tell where a request comes from, and a page cannot forge
 * it, so another site that is open in the same browser can change nothing here. Programs that are no browsers send
 * neither header.
 */
export const isOwnForm = (c: MockContext, address: ServerAddress): boolean => {
  const site = c.req.header("sec-fetch-site")
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = c.req.header("origin")
  return origin === undefined || isOwnOrigin(c, address, origin)
}
