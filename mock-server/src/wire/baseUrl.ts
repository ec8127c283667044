import { readForwarded } from "./forwarded.ts"
import type { MockContext } from "./RequestContext.ts"
import type { ServerAddress } from "./ServerAddress.ts"

/**
 * What the addresses begin with that the client who asked can reach, without a slash at the end: the public one, or else
 * the origin to which the request came. The prefix of a tenant comes after it.
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

/** Says whether a page is the mock's own, under any of its addresses. */
export const isOwnOrigin = (
  c: MockContext,
  address: Pick<ServerAddress, "publicUrl" | "trustProxy">,
  origin: string
): boolean => {
  const host = URL.parse(origin)?.host
  // Only hosts are compared: in front of the mock may be something that speaks https.
  return host !== undefined
    && [c.req.header("host") ?? new URL(c.req.url).host, new URL(baseUrlOf(c, address)).host].includes(host)
}
