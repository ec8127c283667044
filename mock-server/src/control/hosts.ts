import type { MiddlewareHandler } from "hono"
import { isLoopback } from "../engine/App.ts"
import { readForwarded } from "../wire/forwarded.ts"
import { type MockContext, type MockEnv, socketOf } from "../wire/RequestContext.ts"
import { hostnameOf, type ServerAddress } from "../wire/ServerAddress.ts"

/**
 * Accepts only requests to the mock's own host names. Another site can point its own name at this machine, and its pages
 * would then have the mock's origin (DNS rebinding). But their requests have that site's host name. In memory there is no
 * browser, so there is no check.
 */
export const refuseForeignHosts = (address: ServerAddress): MiddlewareHandler<MockEnv> => async (c, next) => {
  const foreign = foreignHostOf(c, address)
  if (foreign === undefined) return next()
  await import("#jsx")
  const { foreignHost } = await import("./foreignHost.tsx")
  return foreignHost(c.req.header("accept") ?? "", foreign)
}

/** The first host of a request that is not the mock's own; undefined when all are. */
const foreignHostOf = (c: MockContext, address: ServerAddress): string | undefined => {
  const socket = socketOf(c)
  if (socket === undefined) return undefined
  // A proxy can forward the browser's host, but a page can send the same header, so both hosts are checked.
  const forwarded = address.trustProxy ? readForwarded(c.req.raw.headers).hosts : []
  const { localAddress = "" } = socket.incoming.socket
  const own = new Set(ownNames(address))
  own.add(hostnameOf(localAddress.replace(/^::ffff:/, "")) ?? "")
  return [socket.incoming.headers.host ?? "", ...forwarded].find((host) => {
    const hostname = hostnameOf(host)
    if (hostname === undefined) return true
    const isBelow = address.allowHosts.some((name) => name.startsWith(".") && `.${hostname}`.endsWith(name))
    return !own.has(hostname) && !isBelow && !isLoopback(hostname) && !hostname.endsWith(".localhost")
  })
}

/** The names in a throwaway certificate. */
export const certificateNames = (address: ServerAddress): ReadonlyArray<string> => [
  ...new Set(["localhost", "127.0.0.1", "[::1]", ...ownNames(address)]),
  ...address.allowHosts.filter((name) => name.startsWith(".")).map((name) => `*${name}`)
]

/** Host names of a mock, besides the loopback names. */
const ownNames = ({ allowHosts, listening, publicUrl }: ServerAddress): ReadonlyArray<string> => [
  ...listening,
  ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
  ...allowHosts.filter((name) => !name.startsWith("."))
]
