/** Permissions an app can ask a creator for. */
export const scopes = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.upload",
  "video.publish"
] as const

/** One permission an app can ask a creator for. */
export type Scope = (typeof scopes)[number]

/** Says whether a word names a scope. */
export const isScope = (word: string): word is Scope => scopes.some((scope) => scope === word)

/** A registered app. */
export interface App {
  /** Keys that name this app; the first is its identity. */
  readonly clientKeys: readonly [string, ...Array<string>]
  readonly clientSecret: string
  readonly name: string
  /** Only an audited app may post for public accounts. */
  readonly audited: boolean
  readonly redirectUris: ReadonlyArray<string>
  /** Takes any https address and any loopback http address as registered. */
  readonly anyRedirectUri: boolean
  /** What may be pulled from: domains (`example.com`, with its subdomains) and prefixes (`https://host/path/`). */
  readonly verifiedPrefixes: ReadonlyArray<string>
  readonly scopes: ReadonlyArray<Scope>
}

/** Says whether a hostname means this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

/** Says whether consent may send a creator back to this address. */
export const allowsRedirect = (app: App, redirectUri: string): boolean => {
  if (app.redirectUris.includes(redirectUri)) return true
  const url = URL.parse(redirectUri)
  if (!app.anyRedirectUri || url === null || url.hash !== "") return false
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
}

/** Says whether the app has proved that it owns the place a medium is pulled from. */
export const ownsUrl = (app: App, url: URL): boolean =>
  url.protocol === "https:" && app.verifiedPrefixes.some((prefix) =>
    prefix.includes("/")
      ? url.href.startsWith(prefix)
      : url.hostname === prefix || url.hostname.endsWith(`.${prefix}`)
  )
