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

/** Whether a word names a scope. */
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
  /** Where media may be pulled from: domains (`example.com`, with its subdomains) and prefixes (`https://host/path/`). */
  readonly verifiedPrefixes: ReadonlyArray<string>
  readonly scopes: ReadonlyArray<Scope>
  /** Creators who may post through the app in any 24 hours. By default 5 for an unaudited app, and no limit for an audited one. */
  readonly activeUserCap?: number | undefined
  /** A sandbox, in which only target users can log in. It counts as not audited. */
  readonly sandbox?: boolean | undefined
  /** Usernames of a sandbox's target users; none by default. */
  readonly targetUsers?: ReadonlyArray<string> | undefined
  /** URL for the app's webhooks; the mock's `webhook.url` by default. */
  readonly webhookUrl?: string | undefined
}

/** The most target users of a sandbox. */
export const MAX_TARGET_USERS = 10

/** What TikTok's client keys of a sandbox start with. */
export const SANDBOX_KEY = "sb"

/** Whether an app may post for public accounts. */
export const isAudited = ({ audited, sandbox }: App): boolean => audited && sandbox !== true

/** Whether a creator can log in to an app. */
export const admits = ({ sandbox, targetUsers = [] }: App, { username }: { readonly username: string }): boolean =>
  sandbox !== true || targetUsers.includes(username)

/** Whether a hostname means this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname)

/** The most redirect URIs an app may register. */
export const MAX_REDIRECT_URIS = 10

const MAX_REDIRECT_LENGTH = 512

/** A desktop app's redirect URI: this machine, with one port or any port (`*`). */
const desktop = /^https?:\/\/(?:localhost|127\.0\.0\.1):(?:\d{1,5}|\*)(?=\/|$)/

/** The rule that a redirect URI breaks; undefined when it may be registered. */
export const redirectProblem = (redirectUri: string): string | undefined => {
  if (redirectUri.length >= MAX_REDIRECT_LENGTH) return `must be shorter than ${MAX_REDIRECT_LENGTH} characters`
  if (/[?#]/.test(redirectUri)) return "must have no query and no fragment"
  if (desktop.test(redirectUri)) return undefined
  return URL.parse(redirectUri)?.protocol === "https:"
    ? undefined
    : "must be https, or http on localhost or 127.0.0.1 with a port"
}

/** Whether a redirect URI is that of a desktop app. */
export const isDesktopRedirect = (redirectUri: string): boolean => isLoopback(URL.parse(redirectUri)?.hostname ?? "")

/** The rule for desktop apps that a redirect URI breaks, although the mock accepts it without registration. */
export const desktopProblem = (redirectUri: string): string | undefined =>
  isDesktopRedirect(redirectUri) && !desktop.test(redirectUri)
    ? "must be localhost or 127.0.0.1 with a port, as TikTok registers it"
    : undefined

/** Whether the consent page may redirect to this URI. */
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

/** The rule that a domain or prefix breaks; undefined when an app can verify it. */
export const prefixProblem = (prefix: string): string | undefined => {
  const isPrefix = prefix.includes("/")
  const url = URL.parse(isPrefix ? prefix : `https://${prefix}/`)
  const isWhole = isPrefix ? url?.href === prefix : url?.hostname === prefix
  if (url === null || !isWhole || !/^https?:$/.test(url.protocol) || !prefix.endsWith(isPrefix ? "/" : "")) {
    return "must be a domain like example.com, or a prefix like https://example.com/path/ with a slash at its end"
  }
  const isAddress = /^\[|^\d+(?:\.\d+){3}$/.test(url.hostname)
  return isAddress && !isLoopback(url.hostname) ? "must not be an IP address" : undefined
}

/** Whether a URL lies under a domain or prefix that the app has verified. It must be https, except on this machine. */
export const ownsUrl = (app: App, url: URL): boolean =>
  (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) &&
  app.verifiedPrefixes.some((prefix) =>
    prefix.includes("/")
      ? url.href.startsWith(prefix)
      : url.hostname === prefix || url.hostname.endsWith(`.${prefix}`)
  )
