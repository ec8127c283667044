import type { MiddlewareHandler } from "hono"
import { isLoopback } from "../engine/App.ts"
import { type MockContext, type MockEnv, socketOf } from "../wire/Exchange.ts"
import { readForwarded } from "../wire/forwarded.ts"
import { hostnameOf, type Reach } from "../wire/reach.ts"

/**
 * Lets only those in who call the mock by a name of its own. A page of another site can let its own name lead to this
 * machine, and would then count as a page of the mock (DNS rebinding); what it cannot do is call it by another name than its
 * own. In memory there is no browser, and so no check.
 */
export const refuseForeignHosts = (reach: Reach): MiddlewareHandler<MockEnv> => async (c, next) => {
  const stranger = strangerOf(c, reach)
  if (stranger === undefined) return next()
  const { foreignHost } = await import("./foreignHost.tsx")
  return foreignHost(c.req.header("accept") ?? "", stranger)
}

/** The first host of a request that is none of the mock's; undefined when all of them are. */
const strangerOf = (c: MockContext, reach: Reach): string | undefined => {
  const socket = socketOf(c)
  if (socket === undefined) return undefined
  // A proxy may say to whom the browser has spoken, but a page may say so too: what it says itself has to be right as well.
  const forwarded = reach.trustProxy ? readForwarded(c.req.raw.headers).hosts : []
  const { localAddress = "" } = socket.incoming.socket
  const own = new Set(ownNames(reach))
  own.add(hostnameOf(localAddress.replace(/^::ffff:/, "")) ?? "")
  return [socket.incoming.headers.host ?? "", ...forwarded].find((host) => {
    const hostname = hostnameOf(host)
    if (hostname === undefined) return true
    const isBelow = reach.allowHosts.some((name) => name.startsWith(".") && `.${hostname}`.endsWith(name))
    return !own.has(hostname) && !isBelow && !isLoopback(hostname) && !hostname.endsWith(".localhost")
  })
}

/** What a throwaway certificate is for. */
export const certificateNames = (reach: Reach): ReadonlyArray<string> => [
  ...new Set(["localhost", "127.0.0.1", "[::1]", ...ownNames(reach)]),
  ...reach.allowHosts.filter((name) => name.startsWith(".")).map((name) => `*${name}`)
]

/** Host names of a mock besides those that mean this machine everywhere. */
const ownNames = ({ allowHosts, listening, publicUrl }: Reach): ReadonlyArray<string> => [
  ...listening,
  ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
  ...allowHosts.filter((name) => !name.startsWith("."))
]
