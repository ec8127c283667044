import { isLoopback } from "../engine/App.ts"
import { headersOf, type MockContext, socketOf } from "./RequestContext.ts"
import { hostnameOf, type ServerAddress } from "./ServerAddress.ts"

/** Whether a host name is of this machine, the server's, the public URL's or an allowed one. */
export const isOwnHostname = (c: MockContext, address: ServerAddress, hostname: string): boolean => {
  const local = socketOf(c)?.incoming.socket.localAddress ?? ""
  return isLoopback(hostname)
    || hostname.endsWith(".localhost")
    || ownNames(address).includes(hostname)
    || hostname === hostnameOf(local.replace(/^::ffff:/, ""))
    || address.allowHosts.some((name) => name.startsWith(".") && `.${hostname}`.endsWith(name))
}

/** Host names of a mock, besides the loopback names. */
export const ownNames = ({ allowHosts, listening, publicUrl }: ServerAddress): ReadonlyArray<string> => [
  ...listening,
  ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
  ...allowHosts.filter((name) => !name.startsWith("."))
]

/**
 * The site whose page has sent a request, when it is not one of the mock's own names; undefined for an own page and for
 * another program. Browsers set these headers, and a page cannot forge them. In memory there is no browser.
 */
export const foreignSiteOf = (c: MockContext, address: ServerAddress): string | undefined => {
  if (socketOf(c) === undefined) return undefined
  const { origin, referer, "sec-fetch-site": site } = headersOf(c)
  if (origin !== undefined) return isOwnOrigin(c, address, origin) ? undefined : origin
  if (site !== undefined && site !== "cross-site") return undefined
  const from = URL.parse(referer ?? "")?.origin
  if (from !== undefined) return isOwnOrigin(c, address, from) ? undefined : from
  return site === undefined ? undefined : "another site"
}

const isOwnOrigin = (c: MockContext, address: ServerAddress, origin: string): boolean =>
  isOwnHostname(c, address, URL.parse(origin)?.hostname ?? "")

/** Whether a page or a person has sent a request, by the headers of browsers. */
export const isBrowser = (c: MockContext): boolean => {
  const { origin, referer, "sec-fetch-site": site, "user-agent": agent = "" } = headersOf(c)
  return (origin ?? referer ?? site) !== undefined || agent.startsWith("Mozilla/")
}

/** Whether a person follows a link: the browser shows the response in its own tab, and no page can read it. */
export const isNavigation = (c: MockContext): boolean => {
  const { "sec-fetch-dest": dest, "sec-fetch-mode": mode } = headersOf(c)
  return c.req.method === "GET" && mode === "navigate" && dest === "document"
}

/** Whether a browser loads a page, a frame or an image, without a script that sends the request. */
export const isVisit = (c: MockContext): boolean => {
  const { "sec-fetch-mode": mode, "sec-fetch-site": site } = headersOf(c)
  return socketOf(c) !== undefined && site !== undefined && (mode === "navigate" || mode === "no-cors")
}

/**
 * Whether a page of an unknown site can have sent a request. Browsers name no site when they load an image over plain http
 * from another machine, and a page can hide the referrer.
 */
export const mayBeForeign = (c: MockContext): boolean => {
  const { host = "", origin, referer, "sec-fetch-site": site, "user-agent": agent = "" } = headersOf(c)
  const isRead = c.req.method === "GET" || c.req.method === "HEAD"
  const isUnnamed = (origin ?? referer ?? site) === undefined
  return isRead && isUnnamed && agent.startsWith("Mozilla/") && !isLoopback(hostnameOf(host) ?? "")
}
