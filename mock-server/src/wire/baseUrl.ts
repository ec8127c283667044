import { readForwarded } from "./forwarded.ts"
import type { MockContext } from "./RequestContext.ts"
import type { ServerAddress } from "./ServerAddress.ts"

/**
 * Base of the URLs that the client of a request can reach, without a trailing slash: the public URL, or the origin of the
 * request. A tenant's prefix follows it.
 */
export const baseUrlOf = (
  c: MockContext,
  { publicUrl, trustProxy }: Pick<ServerAddress, "publicUrl" | "trustProxy">
): string => {
  if (publicUrl !== undefined) return publicUrl
  if (!trustProxy) return new URL(c.req.url).origin
  const { host, protocol } = new URL(c.req.url)
  const forwarded = readForwarded(c.req.raw.headers)
  const scheme = forwarded.proto === undefined ? protocol : `${forwarded.proto}:`
  const base = new URL(`${scheme}//${forwarded.host ?? host}`)
  if (forwarded.port !== undefined && (forwarded.host === undefined || base.port === "")) {
    base.port = String(forwarded.port)
  }
  return base.origin + forwarded.prefix
}

/** Whether an origin is one of the mock's own. */
export const isSameOrigin = (
  c: MockContext,
  address: Pick<ServerAddress, "publicUrl" | "trustProxy">,
  origin: string
): boolean => {
  const host = URL.parse(origin)?.host
  // Only hosts are compared, because a proxy in front of the mock can use https.
  return host !== undefined
    && [c.req.header("host") ?? new URL(c.req.url).host, new URL(baseUrlOf(c, address)).host].includes(host)
}
