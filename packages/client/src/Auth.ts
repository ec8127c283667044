/**
 * Logs creators in and keeps valid tokens for them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as EffectScope from "effect/Scope"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import * as AuthorizeCallback from "./internal/tokens/authorizeCallback.ts"
import * as CodeExchange from "./internal/tokens/codeExchange.ts"
import * as Renewal from "./internal/tokens/renewal.ts"
import * as ApiInternals from "./internal/wire/apiInternals.ts"
import { supported } from "./internal/wire/supported.ts"
import type { ClientToken } from "./model/contract.ts"
import type { TokenFailure } from "./model/token.ts"
import type { CreatorId } from "./Post.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallbackRejected,
  type CallFailure,
  fromReason,
  type InvalidInput,
  type LoginUnfinished,
  type Refusal,
  type TikTokError,
  TokenRejected,
  type Unsupported
} from "./TikTokError.ts"
import type * as TokenLock from "./TokenLock.ts"
import type * as TokenStore from "./TokenStore.ts"

export * from "./model/token.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * What a creator may allow an app, each approved for the app by TikTok first
 * (tiktok-live, section 11.3). Editors complete these; any other name is taken
 * too, since TikTok has more for other products.
 *
 * @category models
 * @since 0.1.0
 */
export type Scope =
  /** Ids, avatar and display name: in every login. */
  | "user.info.basic"
  /** Username, biography and whether the account is verified. */
  | "user.info.profile"
  /** Counts of followers, likes and videos. */
  | "user.info.stats"
  /** The creator's public posts. */
  | "video.list"
  /** Posts on the creator's profile. */
  | "video.publish"
  /** Drafts in the creator's inbox. */
  | "video.upload"
  | (string & {})

/**
 * A login that was begun. Keep it in the creator's session: it is needed when
 * the creator comes back.
 *
 * @category models
 * @since 0.1.0
 */
export class Authorization extends Schema.Class<Authorization>("effect-tiktok/Auth/Authorization")({
  /** Where to send the creator's browser. */
  url: Schema.String,
  /** Comes back in the callback. It detects a forged callback. */
  state: Schema.String,
  /** Proves at the exchange that this login is ours (PKCE). A secret: it is encoded in clear, so keep it server-side. */
  codeVerifier: Schema.RedactedFromValue(Schema.String),
  redirectUri: Schema.String,
  scopes: Schema.Array(Schema.String)
}) {}

/**
 * The callback of a login that the creator allowed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Callback {
  /** Works once. */
  readonly code: Redacted.Redacted<string>
  /** Scopes that the creator allowed, if the callback has them. The scopes of the tokens are decisive. */
  readonly scopes: ReadonlyArray<Scope>
}

/**
 * A login that was finished.
 *
 * @category models
 * @since 0.1.0
 */
export interface Login {
  /**
   * TikTok's id of the creator, the same at every login to this app. Keep it with your user: every later call names the
   * creator by it. Read back from a database, it is a text, which `Post.CreatorId.make` or the schema `Post.CreatorId` turns
   * into an id.
   */
  readonly creator: CreatorId
  readonly tokens: TokenStore.Tokens
  /**
   * Whether the store has taken the tokens. When it has not, this process uses them from memory and writes them as soon
   * as the store takes them; the creator need not log in again unless the process ends before.
   */
  readonly saved: boolean
  /** Scopes that the creator allowed. */
  readonly granted: ReadonlyArray<Scope>
  /** Scopes that were asked for and not allowed: a creator may untick them one by one. */
  readonly missing: ReadonlyArray<Scope>
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * OAuth for creators.
 *
 * **Example** (A login begins)
 *
 * ```ts
 * import { Auth } from "effect-tiktok"
 *
 * export const begin = Auth.Auth.use(({ authorize }) =>
 *   authorize({ redirectUri: "https://app.example.com/callback", scopes: ["user.info.basic", "video.publish"] }))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Auth extends Context.Service<Auth, {
  /** Begins a login. Who the creator is, `complete` says at the end of it. */
  readonly authorize: (options: {
    /** As registered for the app. */
    readonly redirectUri: string
    /** Posts need `video.publish`, drafts `video.upload`. */
    readonly scopes: ReadonlyArray<Scope>
    /** Shows the page even when the creator has a session. @default false */
    readonly alwaysAsk?: boolean | undefined
  }) => Effect.Effect<Authorization, TikTokError<InvalidInput>>

  /**
   * Reads the URL that the creator came back with, which has to lead to the `redirectUri` as the browser sees it. A
   * login that the creator or TikTok refused ends in the refusal.
   */
  readonly callback: (
    authorization: Authorization,
    url: string | URL
  ) => Effect.Effect<Callback, TikTokError<CallbackRejected | Refusal>>

  /**
   * Exchanges a code for tokens and stores them. If the store fails, the login still succeeds: see `Login.saved`. If
   * TikTok's response does not name the creator, the library asks for the profile. If that fails too, it fails with
   * `LoginUnfinished` and keeps the tokens in memory: the same exchange continues with them.
   */
  readonly exchange: (
    authorization: Authorization,
    code: Redacted.Redacted<string>
  ) => Effect.Effect<Login, TikTokError<CallFailure | LoginUnfinished>>

  /**
   * Finishes a login: `callback`, then `exchange`. It says who has logged in: keep `Login.creator` with your user, since
   * every later call, such as `publish`, names the creator by it.
   */
  readonly complete: (
    authorization: Authorization,
    url: string | URL
  ) => Effect.Effect<Login, TikTokError<CallbackRejected | CallFailure | LoginUnfinished>>

  /**
   * A valid token. In its last five minutes it is refreshed first, with one attempt of at most ten seconds. If that fails
   * with a transient error, the old token is returned. Callers at the same time cause one refresh, over all processes that
   * share the `TokenStore` and the `TokenLock`. If the store fails, new tokens stay in memory, are used, and are written
   * when it recovers.
   */
  readonly accessToken: (creator: CreatorId) => Effect.Effect<Redacted.Redacted<string>, TikTokError<TokenFailure>>

  /**
   * Revokes the app's access and removes the tokens. Also removes them if TikTok rejects them all: then the creator has
   * revoked the access already. Fails with `StoreFailed` if the store does not remove them. This process no longer uses
   * them, and retries by itself and when `revoke` is repeated.
   */
  readonly revoke: (creator: CreatorId) => Effect.Effect<void, TikTokError<TokenFailure | Unsupported>>

  /**
   * A token of the app itself, for TikTok's Research and Commercial Content APIs. It publishes nothing, and is not
   * stored: it lives two hours and cannot be refreshed.
   */
  readonly clientToken: Effect.Effect<ClientToken, TikTokError<CallFailure | Unsupported>>

  /** Refreshes now, at any time before or after the expiry. */
  readonly refresh: (creator: CreatorId) => Effect.Effect<TokenStore.Tokens, TikTokError<TokenFailure>>

  /**
   * Makes a call with a token. When TikTok rejects the token, it is refreshed
   * and the call is made once more.
   */
  readonly withToken: <A, E extends TikTokError, R>(
    creator: CreatorId,
    call: (token: Redacted.Redacted<string>) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | TikTokError<TokenFailure>, R>
}>()("effect-tiktok/Auth") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from `TikTokApi`, `TokenStore` and `TokenLock`.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Auth } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Auth.Auth, Auth.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<
  Auth["Service"],
  never,
  TikTokApi.TikTokApi | TokenStore.TokenStore | TokenLock.TokenLock | EffectScope.Scope
> = Effect.gen(
  function*() {
    const api = yield* TikTokApi.TikTokApi
    const { app, authorizeOrigin, call, contract } = api
    const { secrets } = ApiInternals.of(api)
    const random = yield* SecureRandom.SecureRandom
    const digest = yield* Digest.Digest
    const renewal = yield* Renewal.make
    const { add, isRemoving, remove, renewEarly } = renewal
    // Errors of calls with these tokens must not repeat them.
    const remembered = Effect.map((tokens: TokenStore.Tokens) => {
      secrets.remember(tokens)
      return tokens
    })
    const stored: typeof renewal.stored = (creator) => remembered(renewal.stored(creator))
    const renew: typeof renewal.renew = (stale) => remembered(renewal.renew(stale))
    const retry = yield* Retry.make
    const exchangeCode = yield* CodeExchange.make(add)

    const authorize: Auth["Service"]["authorize"] = Effect.fn("Auth.authorize")(function*(options) {
      yield* Validate.orFail("Auth.authorize", ofAuthorize(options))
      const { alwaysAsk = false, redirectUri, scopes } = options
      const state = Base64Url.encode(yield* random.randomBytes(24))
      // 43 characters, the fewest that RFC 7636 allows, from 256 bits.
      const codeVerifier = Base64Url.encode(yield* random.randomBytes(32))
      const codeDigest = yield* Effect.orDie(digest.digest(Digest.sha256, new TextEncoder().encode(codeVerifier)))
      const query = contract.oauth.authorizeQuery({
        clientKey: app.clientKey,
        redirectUri,
        scopes,
        state,
        alwaysAsk,
        codeDigest
      })
      const url = `${authorizeOrigin}/v2/auth/authorize/?${new URLSearchParams(query).toString()}`
      return new Authorization({ url, state, codeVerifier: Redacted.make(codeVerifier), redirectUri, scopes })
    })

    const exchange: Auth["Service"]["exchange"] = Effect.fn("Auth.exchange")(function*(authorization, code) {
      yield* Validate.orFail("Auth.exchange", [
        ...ofAuthorization(authorization),
        ...Validate.secret("code", code)
      ])
      const { saved, tokens } = yield* exchangeCode(authorization, code)
      const { creator, scopes: granted } = tokens
      const missing = authorization.scopes.filter((scope) => !granted.includes(scope))
      return { creator, tokens, saved, granted, missing }
    })

    const complete: Auth["Service"]["complete"] = (authorization, url) =>
      Effect.flatMap(callback(authorization, url), ({ code }) => exchange(authorization, code))

    const refresh: Auth["Service"]["refresh"] = Effect.fn("Auth.refresh")((creator) =>
      Effect.flatMap(stored(creator), renew)
    )

    const accessToken: Auth["Service"]["accessToken"] = (creator) =>
      Effect.flatMap(stored(creator), (tokens) =>
        Effect.flatMap(DateTime.now, (now) => {
          const left = DateTime.distance(now, tokens.expiresAt)
          const isLasting = Duration.isGreaterThan(left, tokens.refreshToken === undefined ? Duration.zero : margin)
          if (isLasting) return Effect.succeed(tokens.accessToken)
          const fresh = Duration.isGreaterThan(left, Renewal.earlyTimeout)
            ? remembered(renewEarly(tokens))
            : Effect.mapError(renew(tokens), Renewal.withoutToken(creator))
          return Effect.map(Effect.withSpan(fresh, "Auth.accessToken"), ({ accessToken }) => accessToken)
        }))

    const clientToken: Auth["Service"]["clientToken"] = supported(contract, "app token", contract.oauth.clientToken)
      .pipe(
        Effect.flatMap((operation) => call(operation, app)),
        retry("reads"),
        Effect.withSpan("Auth.clientToken")
      )

    const revoke: Auth["Service"]["revoke"] = Effect.fn("Auth.revoke")(function*(creator) {
      const operation = yield* supported(contract, "revoke", contract.oauth.revoke)
      const wasRemoving = isRemoving(creator)
      const first = yield* Effect.result(stored(creator))
      if (Result.isFailure(first)) {
        if (!wasRemoving) return yield* Effect.fail(first.failure)
        return yield* isRemoving(creator) ? remove(creator, []) : Effect.void
      }
      // These tokens are invalid, even if the store now holds others.
      const dead = [first.success.accessToken]
      const withdraw = (accessToken: Redacted.Redacted<string>) =>
        call(operation, { app, accessToken }).pipe(
          // OAuth's code for a token that has expired or is revoked. Other calls report it as rejected.
          Effect.catchReason("TikTokError", "GrantRejected", ({ code, detail, logId, status }) =>
            Effect.fail(fromReason(operation.name)(new TokenRejected({ code, detail, logId, status }))))
        )
      yield* withToken(creator, (token) => {
        dead.push(token)
        return withdraw(token)
      }).pipe(
        retry("reads", Renewal.isTransient),
        Effect.catchIf(isWithdrawn, () => Effect.void)
      )
      yield* remove(creator, dead)
    })

    const withToken: Auth["Service"]["withToken"] = (creator, use) =>
      Effect.flatMap(accessToken(creator), (token) =>
        use(token).pipe(
          Effect.catchIf(isTokenRejected, () =>
            Effect.flatMap(renewedSince(creator, token), (tokens) =>
              use(tokens.accessToken).pipe(
                Effect.catchIf(isTokenRejected, (error) =>
                  Renewal.reauthorize(creator, "TokenRejected", error.logId))
              )))
        ))

    const renewedSince = Effect.fnUntraced(function*(creator: CreatorId, rejected: Redacted.Redacted<string>) {
      const tokens = yield* stored(creator)
      return Redacted.value(tokens.accessToken) === Redacted.value(rejected)
        ? yield* Effect.mapError(renew(tokens), Renewal.withoutToken(creator))
        : tokens
    })

    return Auth.of({ authorize, callback, exchange, complete, accessToken, clientToken, refresh, revoke, withToken })
  }
).pipe(Effect.provide([SecureRandom.layerWebCrypto, Digest.layerWebCrypto]))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Auth`.
 *
 * **Example** (Beside stores in this process)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Auth, TokenLock, TokenStore } from "effect-tiktok"
 *
 * export const layer = Auth.layer.pipe(
 *   Layer.provide([TokenStore.layerMemory(), TokenLock.layerMemory])
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<
  Auth,
  never,
  TikTokApi.TikTokApi | TokenStore.TokenStore | TokenLock.TokenLock
> = Layer.effect(Auth, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// The catalog's flow 3: refresh 300 seconds before the end.
const margin = Duration.seconds(300)

const ofAuthorize = (options: unknown): Validate.Violations => {
  if (!Validate.isObject(options)) return Validate.check(false, "options", "must be an object")
  const { alwaysAsk, redirectUri, scopes } = options
  return [
    ...ofScopes(scopes),
    ...Validate.check(
      typeof redirectUri === "string" && URL.canParse(redirectUri),
      "redirectUri",
      "must be an absolute URL"
    ),
    ...Validate.check(alwaysAsk === undefined || typeof alwaysAsk === "boolean", "alwaysAsk", "must be true or false")
  ]
}

const ofAuthorization = (authorization: unknown): Validate.Violations =>
  Validate.isObject(authorization)
    ? [
      ...Validate.secret("authorization.codeVerifier", authorization["codeVerifier"]),
      ...Validate.text("authorization.redirectUri", authorization["redirectUri"]),
      ...Validate.check(Array.isArray(authorization["scopes"]), "authorization.scopes", "must be a list of names")
    ]
    : Validate.check(false, "authorization", "must be made by Auth.authorize")

const ofScopes = (scopes: unknown): Validate.Violations => {
  if (!Array.isArray(scopes)) return Validate.check(false, "scopes", "must be a list of names such as video.publish")
  const wrong: unknown = scopes.find((scope) => typeof scope !== "string" || !/^[\w.]+$/.test(scope))
  return [
    ...Validate.check(scopes.length > 0, "scopes", "must name at least one scope"),
    ...Validate.check(
      wrong === undefined && !scopes.includes(undefined),
      "scopes",
      `must be names such as video.publish, had ${typeof wrong === "string" ? `"${wrong}"` : "one that is no text"}`
    )
  ]
}

const callback: Auth["Service"]["callback"] = (authorization, url) =>
  Effect.fromResult(AuthorizeCallback.read(authorization, url instanceof URL ? url.href : url)).pipe(
    Effect.mapError(fromReason("Auth.callback"))
  )

const isTokenRejected = (error: TikTokError): error is TikTokError<TokenRejected> =>
  error.reason._tag === "TokenRejected"

// Only TikTok's refusal proves it. Without tokens the access may still be valid.
const isWithdrawn = ({ reason }: TikTokError): boolean =>
  reason._tag === "ReauthorizationRequired" &&
  (reason.because === "RefreshRejected" || reason.because === "TokenRejected")
