import { isIPv6 } from "node:net"

/** Which pages may call TikTok's API: those of the own host names, or none, like a server without CORS. */
export const corsModes = ["browser-ok", "like-production"] as const

/** Which pages may call TikTok's API. */
export type CorsMode = (typeof corsModes)[number]

/** Options for the address of a mock. */
export interface ServerAddressOptions {
  /**
   * Base of the URLs that the mock issues, such as `https://mock.example/tiktok`. By default the origin of the request, or
   * TikTok's hosts in memory.
   */
  readonly publicUrl?: string | undefined
  /** Whether to trust `X-Forwarded-*` and `Forwarded`, which is safe only behind a proxy that sets them; false by default. */
  readonly trustProxy?: boolean | undefined
  /**
   * Host names under which the control API and the pages can be called over a socket, and whose pages may call this server,
   * besides those of this machine. `.mock.example` allows that name and its subdomains.
   */
  readonly allowHosts?: ReadonlyArray<string> | undefined
  /**
   * `browser-ok` (default) lets pages of this machine and of `allowHosts` call TikTok's API. `like-production` lets none, so
   * that only a back end can call it.
   */
  readonly cors?: CorsMode | undefined
}

/** The address of a mock. */
export interface ServerAddress {
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined
  readonly trustProxy: boolean
  readonly allowHosts: ReadonlyArray<string>
  readonly cors: CorsMode
  /** Host names that the mock listens on. Each server adds its own. */
  readonly listening: Set<string>
}

/** Checks the address options. Throws a `RangeError` that names the option and its rule. */
export const readServerAddress = (
  { allowHosts = [], cors = "browser-ok", publicUrl, trustProxy = false }: ServerAddressOptions
): ServerAddress => {
  const problem = publicUrl === undefined ? undefined : publicUrlProblem(publicUrl)
  if (problem !== undefined) throw new RangeError(`publicUrl: ${problem}, is "${publicUrl}"`)
  for (const name of allowHosts) {
    const problem = hostProblem(name)
    if (problem !== undefined) throw new RangeError(`allowHosts: ${problem}, is "${name}"`)
  }
  return {
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl).href.replace(/\/$/, ""),
    trustProxy,
    allowHosts: allowHosts.map((name) =>
      name.startsWith(".") ? `.${hostnameOf(name.slice(1))}` : hostnameOf(name) ?? name
    ),
    cors,
    listening: new Set()
  }
}

/** The rule that a public URL breaks; undefined when it is valid. */
export const publicUrlProblem = (address: string): string | undefined => {
  const url = URL.parse(address)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === ""
  return isPlain && !/[?#]/.test(address)
    ? undefined
    : "must be an http or https URL without password, query and fragment"
}

/** The rule that a host name breaks; undefined when it is valid. */
export const hostProblem = (name: string): string | undefined => {
  const isNamed = !name.includes("*") && hostnameOf(name.replace(/^\./, "")) !== undefined
  const hasPort = name.includes(":") && !isIPv6(name.replace(/^\[|\]$/g, ""))
  return isNamed && !hasPort ? undefined : "must be a host name or an address, without scheme, port and path"
}

/** The host name in a `Host` header, in the format of URLs; undefined when it is invalid. */
export const hostnameOf = (host: string): string | undefined =>
  // An IPv6 address can lack its brackets.
  /^[^\s/?#@\\,]+$/.test(host) ? URL.parse(`http://${isIPv6(host) ? `[${host}]` : host}`)?.hostname : undefined
