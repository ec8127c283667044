import { isIPv6 } from "node:net"

/** Which pages may call TikTok's API: those of any origin, or none, as when a server has never heard of CORS. */
export const corsModes = ["browser-ok", "like-production"] as const

/** Which pages may call TikTok's API. */
export type CorsMode = (typeof corsModes)[number]

/** How a mock is reached. */
export interface ServerAddressOptions {
  /**
   * What the addresses begin with that the mock hands out, such as `https://mock.example/tiktok`; by default the origin a
   * request came to, or TikTok's hosts in memory.
   */
  readonly publicUrl?: string | undefined
  /** Whether `X-Forwarded-*` and `Forwarded` are believed, which only a proxy in front can promise; false by default. */
  readonly trustProxy?: boolean | undefined
  /**
   * Host names under which, besides those of this machine, the control API and the pages may be called over a socket;
   * `.mock.example` takes in that name and every one below it.
   */
  readonly allowHosts?: ReadonlyArray<string> | undefined
  /**
   * Whether pages of any origin may call TikTok's API here: `browser-ok`, the default, or `like-production`, where none may
   * and only a back end can.
   */
  readonly cors?: CorsMode | undefined
}

/** How a mock is reached, checked. */
export interface ServerAddress {
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined
  readonly trustProxy: boolean
  readonly allowHosts: ReadonlyArray<string>
  readonly cors: CorsMode
  /** Host names that the mock listens on, which come with each server. */
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

/** Says what keeps an address from being the public one, if anything does. */
export const publicUrlProblem = (address: string): string | undefined => {
  const url = URL.parse(address)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === ""
  return isPlain && !/[?#]/.test(address)
    ? undefined
    : "must be an http or https address without password, query and fragment"
}

/** Says what keeps a text from naming a host, if anything does. */
export const hostProblem = (name: string): string | undefined => {
  const isNamed = !name.includes("*") && hostnameOf(name.replace(/^\./, "")) !== undefined
  const hasPort = name.includes(":") && !isIPv6(name.replace(/^\[|\]$/g, ""))
  return isNamed && !hasPort ? undefined : "must be a host name or an address, without scheme, port and path"
}

/** The host name in a `Host` header, as URLs write it; undefined for what is none. */
export const hostnameOf = (host: string): string | undefined =>
  // An IPv6 address may come without its brackets.
  /^[^\s/?#@\\,]+$/.test(host) ? URL.parse(`http://${isIPv6(host) ? `[${host}]` : host}`)?.hostname : undefined
