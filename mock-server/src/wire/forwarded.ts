import { isIPv6 } from "node:net"
import { hostnameOf } from "./ServerAddress.ts"

/** The client's request as the headers of proxies describe it. */
export interface Forwarded {
  readonly proto: "http" | "https" | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  /** Path prefix of the mock at the proxy, without a trailing slash; empty for none. */
  readonly prefix: string
  /** Every host in the headers of proxies. */
  readonly hosts: ReadonlyArray<string>
}

/**
 * Reads `X-Forwarded-*`, and RFC 7239's `Forwarded` for missing values. With more than one proxy, the first counts, because
 * the client is connected to it. Malformed values are ignored.
 */
export const readForwarded = (headers: Headers): Forwarded => {
  const standard = readStandard(headers.get("forwarded") ?? "")
  const valuesOf = (name: string) => listOf(headers.get(`x-forwarded-${name}`) ?? "")
  const proto = valuesOf("proto")[0] ?? standard.find(([name]) => name === "proto")?.[1]
  const hosts = [...valuesOf("host"), ...standard.filter(([name]) => name === "host").map(([, host]) => host)]
  const [port = ""] = valuesOf("port")
  const [prefix = ""] = valuesOf("prefix")
  return {
    proto: proto === "http" || proto === "https" ? proto : undefined,
    host: hosts.filter((host) => hostnameOf(host) !== undefined).map((host) => isIPv6(host) ? `[${host}]` : host)[0],
    port: /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    // Another format could redirect to another host.
    prefix: /^(?:\/[\w.~-]+)+\/?$/.test(prefix) ? prefix.replace(/\/$/, "") : "",
    hosts
  }
}

const listOf = (text: string): ReadonlyArray<string> =>
  text.split(",").map((item) => item.trim()).filter((item) => item !== "")

/** Reads names in lower case and values without quotes. */
const readStandard = (text: string): ReadonlyArray<readonly [name: string, value: string]> =>
  [...text.matchAll(/([\w!#$%&'*+.^`|~-]+)=(?:"([^"]*)"|([^\s;,"]+))/g)]
    .map(([, name = "", quoted, bare = ""]) => [name.toLowerCase(), quoted ?? bare])
