import { addressOf } from "./address.ts"
import type { MockContext } from "./Exchange.ts"
import { readForwarded } from "./forwarded.ts"
import type { Reach } from "./reach.ts"

/**
 * What the addresses begin with that the client who asked can reach, without a slash at the end: the public one, or else
 * the origin to which the request came. The prefix of a tenant comes after it.
 */
export const baseUrlOf = (
  c: MockContext,
  { publicUrl, trustProxy }: Pick<Reach, "publicUrl" | "trustProxy">
): string => {
  if (publicUrl !== undefined) return publicUrl
  if (!trustProxy) return addressOf(c.req.url).origin
  const { host, protocol } = new URL(c.req.url)
  const told = readForwarded(c.req.raw.headers)
  const scheme = told.proto === undefined ? protocol : `${told.proto}:`
  const forwarded = new URL(`${scheme}//${told.host ?? host}`)
  if (told.port !== undefined && (told.host === undefined || forwarded.port === "")) forwarded.port = String(told.port)
  return forwarded.origin + told.prefix
}

/** Says whether a page is the mock's own, whichever of its addresses the page was asked for under. */
export const isOwnOrigin = (
  c: MockContext,
  reach: Pick<Reach, "publicUrl" | "trustProxy">,
  origin: string
): boolean => {
  const host = URL.parse(origin)?.host
  // Only hosts are compared: in front of the mock may be something that speaks https.
  return host !== undefined
    && [c.req.header("host") ?? new URL(c.req.url).host, new URL(baseUrlOf(c, reach)).host].includes(host)
}
