import type { MiddlewareHandler } from "hono"
import { readForwarded } from "../wire/forwarded.ts"
import { type MockContext, type MockEnv, socketOf } from "../wire/RequestContext.ts"
import { foreignSiteOf, isNavigation, isOwnHostname, ownNames } from "../wire/requestOrigin.ts"
import { hostnameOf, type ServerAddress } from "../wire/ServerAddress.ts"

/**
 * Accepts only requests to the mock's own host names. Another site can point its own name at this machine, and its pages
 * would then have the mock's origin (DNS rebinding). But their requests have that site's host name. In memory there is no
 * browser, so there is no check.
 */
export const refuseForeignHosts = (address: ServerAddress): MiddlewareHandler<MockEnv> => async (c, next) => {
  const foreign = foreignHostOf(c, address)
  return foreign === undefined ? next() : refuseHost(c, foreign)
}

/** Refuses a request to a foreign host. */
export const refuseHost = async (c: MockContext, host: string): Promise<Response> => {
  await import("#jsx")
  const { foreignHost } = await import("./foreignHost.tsx")
  return foreignHost(c.req.header("accept") ?? "", host)
}

/**
 * Refuses what pages of other sites load or send. Only a link to a page of the mock works, because the browser then leaves
 * the other site.
 */
export const refuseForeignSites = (address: ServerAddress): MiddlewareHandler<MockEnv> => async (c, next) => {
  const site = foreignSiteOf(c, address)
  if (site === undefined || isNavigation(c)) return next()
  const { ControlProblem } = await import("./Problem.ts")
  return new ControlProblem(403, `a page of ${site} may not call this; allow its host with --allow-host`).toResponse()
}

/** The first host of a request that is not the mock's own; undefined when all are. */
export const foreignHostOf = (c: MockContext, address: ServerAddress): string | undefined => {
  const socket = socketOf(c)
  if (socket === undefined) return undefined
  // A proxy can forward the browser's host, but a page can send the same header, so both hosts are checked.
  const forwarded = address.trustProxy ? readForwarded(c.req.raw.headers).hosts : []
  return [socket.incoming.headers.host ?? "", ...forwarded].find((host) => {
    const hostname = hostnameOf(host)
    return hostname === undefined || !isOwnHostname(c, address, hostname)
  })
}

/** The names in a throwaway certificate. */
export const certificateNames = (address: ServerAddress): ReadonlyArray<string> => [
  ...new Set(["localhost", "127.0.0.1", "[::1]", ...ownNames(address)]),
  ...address.allowHosts.filter((name) => name.startsWith(".")).map((name) => `*${name}`)
]
