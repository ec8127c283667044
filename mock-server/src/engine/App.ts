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
  /** Creators who may post through the app in any 24 hours; by default 5 while it is not audited, otherwise any number. */
  readonly activeUserCap?: number | undefined
  /** Where webhooks go; by default to the address that the mock was made with. */
  readonly webhookUrl?: string | undefined
}

/** Says whether a hostname means this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

/** The most addresses an app may register. */
export const MAX_REDIRECT_URIS = 10

const MAX_REDIRECT_LENGTH = 512

/** A desktop app's address: this machine, with a port or any port. */
const desktop = /^https?:\/\/(?:localhost|127\.0\.0\.1):(?:\d{1,5}|\*)(?=\/|$)/

/** Says what keeps an address from being registered, if anything does. */
export const redirectProblem = (redirectUri: string): string | undefined => {
  if (redirectUri.length >= MAX_REDIRECT_LENGTH) return `must be shorter than ${MAX_REDIRECT_LENGTH} characters`
  if (/[?#]/.test(redirectUri)) return "must have no query and no fragment"
  if (desktop.test(redirectUri)) return undefined
  return URL.parse(redirectUri)?.protocol === "https:"
    ? undefined
    : "must be https, or http on localhost or 127.0.0.1 with a port"
}

/** Says whether consent may send a creator back to this address. */
export const allowsRedirect = (app: App, redirectUri: string): boolean => {
  if (app.redirectUris.some((registered) => matchesRedirect(registered, redirectUri))) return true
  const url = URL.parse(redirectUri)
  if (!app.anyRedirectUri || url === null || redirectUri.length >= MAX_REDIRECT_LENGTH) return false
  if (/[?#]/.test(redirectUri)) return false
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
}

const matchesRedirect = (registered: string, redirectUri: string): boolean =>
  registered === redirectUri
  || (registered.includes(":*") && registered === redirectUri.replace(/^(https?:\/\/[^/:]+):\d{1,5}(?=\/|$)/, "$1:*"))

/** Says whether the app has proved that it owns the place a medium is pulled from. */
export const ownsUrl = (app: App, url: URL): boolean =>
  url.protocol === "https:" && app.verifiedPrefixes.some((prefix) =>
    prefix.includes("/")
      ? url.href.startsWith(prefix)
      : url.hostname === prefix || url.hostname.endsWith(`.${prefix}`)
  )
