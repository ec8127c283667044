import { isIPv6 } from "node:net"
import { hostnameOf } from "./ServerAddress.ts"

/** What proxies tell of the request as the client has sent it. */
export interface Forwarded {
  readonly proto: "http" | "https" | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  /** Path below which a proxy shows the mock, without a slash at the end; empty for none. */
  readonly prefix: string
  /** Every host that a header of a proxy names. */
  readonly hosts: ReadonlyArray<string>
}

/**
 * Reads `X-Forwarded-*`, and RFC 7239's `Forwarded` where they leave something open. Of several proxies the first counts,
 * which is the one the client has talked to. What is not well-formed counts as not told.
 */
export const readForwarded = (headers: Headers): Forwarded => {
  const standard = readStandard(headers.get("forwarded") ?? "")
  const told = (name: string) => listOf(headers.get(`x-forwarded-${name}`) ?? "")
  const proto = told("proto")[0] ?? standard.find(([name]) => name === "proto")?.[1]
  const hosts = [...told("host"), ...standard.filter(([name]) => name === "host").map(([, host]) => host)]
  const [port = ""] = told("port")
  const [prefix = ""] = told("prefix")
  return {
    proto: proto === "http" || proto === "https" ? proto : undefined,
    host: hosts.filter((host) => hostnameOf(host) !== undefined).map((host) => isIPv6(host) ? `[${host}]` : host)[0],
    port: /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    // Anything else could make a redirect lead to another host.
    prefix: /^(?:\/[\w.~-]+)+\/?$/.test(prefix) ? prefix.replace(/\/$/, "") : "",
    hosts
  }
}

const listOf = (text: string): ReadonlyArray<string> =>
  text.split(",").map((item) => item.trim()).filter((item) => item !== "")

/** Names in lower case, and values without their quotes. */
const readStandard = (text: string): ReadonlyArray<readonly [name: string, value: string]> =>
  [...text.matchAll(/([\w!#$%&'*+.^`|~-]+)=(?:"([^"]*)"|([^\s;,"]+))/g)]
    .map(([, name = "", quoted, bare = ""]) => [name.toLowerCase(), quoted ?? bare])
