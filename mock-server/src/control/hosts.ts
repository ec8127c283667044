import type { MiddlewareHandler } from "hono"
import { isLoopback } from "../engine/App.ts"
import { readForwarded } from "../wire/forwarded.ts"
import { type MockContext, type MockEnv, socketOf } from "../wire/RequestContext.ts"
import { hostnameOf, type ServerAddress } from "../wire/ServerAddress.ts"

/**
 * Lets only those in who call the mock by a name of its own. A page of another site can let its own name lead to this
 * machine, and would then count as a page of the mock (DNS rebinding); what it cannot do is call it by another name than its
 * own. In memory there is no browser, and so no check.
 */
export const refuseForeignHosts = (address: ServerAddress): MiddlewareHandler<MockEnv> => async (c, next) => {
  const foreign = foreignHostOf(c, address)
  if (foreign === undefined) return next()
  await import("#jsx")
  const { foreignHost } = await import("./foreignHost.tsx")
  return foreignHost(c.req.header("accept") ?? "", foreign)
}

/** The first host of a request that is none of the mock's; undefined when all of them are. */
const foreignHostOf = (c: MockContext, address: ServerAddress): string | undefined => {
  const socket = socketOf(c)
  if (socket === undefined) return undefined
  // A proxy may forward the browser's host, but a page can send the same header, so both hosts are checked.
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

/** What a throwaway certificate is for. */
export const certificateNames = (address: ServerAddress): ReadonlyArray<string> => [
  ...new Set(["localhost", "127.0.0.1", "[::1]", ...ownNames(address)]),
  ...address.allowHosts.filter((name) => name.startsWith(".")).map((name) => `*${name}`)
]

/** Host names of a mock besides those that mean this machine everywhere. */
const ownNames = ({ allowHosts, listening, publicUrl }: ServerAddress): ReadonlyArray<string> => [
  ...listening,
  ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
  ...allowHosts.filter((name) => !name.startsWith("."))
]
