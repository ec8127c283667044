/**
 * A login that was begun. It is plain data: keep it in the creator's session, on the server.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Authorization {
  /** Where to send the creator's browser. */
  readonly url: string
  /** Comes back in the callback. It detects a forged callback. */
  readonly state: string
  /** Proves at the exchange that this login is ours. A secret. */
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly scopes: ReadonlyArray<string>
}

/**
 * The callback of a login that the creator allowed.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Callback {
  /** Works once. A secret. */
  readonly code: string
  readonly scopes: ReadonlyArray<string>
}

/**
 * The tokens of one creator. They are secrets.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Tokens {
  readonly creator: string
  readonly accessToken: string
  /** Without one, the creator must log in again when the access token expires. */
  readonly refreshToken?: string | undefined
  readonly expiresAt: Date
  readonly refreshExpiresAt?: Date | undefined
  readonly scopes: ReadonlyArray<string>
}

/**
 * A login that was finished.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Login {
  /** TikTok's id of the creator. Keep it with your user: every later call names the creator by it. */
  readonly creator: string
  readonly tokens: Tokens
  /** Whether the store has taken the tokens. If not, this process uses them from memory until it does. */
  readonly saved: boolean
  readonly granted: ReadonlyArray<string>
  /** Scopes that were asked for and not allowed. */
  readonly missing: ReadonlyArray<string>
}

/**
 * A token of the app itself.
 *
 * @category logins
 * @since 0.1.0
 */
export interface ClientToken {
  /** A secret. */
  readonly accessToken: string
  /** Milliseconds. */
  readonly expiresIn: number
}
