/**
 * Logging creators in, and having a valid token for them ever after.
 *
 * @since 0.1.0
 */
import * as Cache from "effect/Cache"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { TokenGrant } from "./Contract.ts"
import * as AuthorizeCallback from "./internal/authorizeCallback.ts"
import type { CreatorId } from "./Post.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type AccessDenied,
  type CallbackRejected,
  type CallFailure,
  fromReason,
  InvalidInput,
  ReauthorizationRequired,
  type StoreFailed,
  type TikTokError,
  type TokenRejected,
  type Unsupported
} from "./TikTokError.ts"
import * as TokenStore from "./TokenStore.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

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
  /** Comes back in the callback, and tells a real one from a forged one. */
  state: Schema.String,
  /** Proves at the exchange that this login is ours (PKCE). A secret: it is encoded in clear, so keep it server-side. */
  codeVerifier: Schema.RedactedFromValue(Schema.String),
  redirectUri: Schema.String,
  scopes: Schema.Array(Schema.String)
}) {}

/**
 * Why there may be no token to make a call with.
 *
 * @category models
 * @since 0.1.0
 */
export type TokenFailure = ReauthorizationRequired | StoreFailed | CallFailure

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * OAuth for creators.
 *
 * @category services
 * @since 0.1.0
 */
export class Auth extends Context.Service<Auth, {
  /** Begins a login. */
  readonly authorize: (options: {
    /** As registered for the app. */
    readonly redirectUri: string
    /** Such as `user.info.basic`, `video.publish`, `video.upload`. */
    readonly scopes: ReadonlyArray<string>
    /** Shows the page even when the creator has a session. @default false */
    readonly alwaysAsk?: boolean | undefined
  }) => Effect.Effect<Authorization, TikTokError<InvalidInput>>

  /** Reads the code out of the URL that the creator came back with. */
  readonly callback: (
    authorization: Authorization,
    url: string | URL
  ) => Effect.Effect<Redacted.Redacted<string>, TikTokError<CallbackRejected | AccessDenied>>

  /** Trades a code for tokens and stores them. */
  readonly exchange: (
    authorization: Authorization,
    code: Redacted.Redacted<string>
  ) => Effect.Effect<TokenStore.Tokens, TikTokError<CallFailure | StoreFailed>>

  /** Finishes a login: `callback`, then `exchange`. */
  readonly complete: (
    authorization: Authorization,
    url: string | URL
  ) => Effect.Effect<TokenStore.Tokens, TikTokError<CallbackRejected | AccessDenied | CallFailure | StoreFailed>>

  /**
   * A token that is good for five more minutes, refreshed when it has to be. Callers
   * that ask at once cause one refresh.
   */
  readonly accessToken: (creator: CreatorId) => Effect.Effect<Redacted.Redacted<string>, TikTokError<TokenFailure>>

  /** Withdraws the app's access and forgets the tokens. */
  readonly revoke: (creator: CreatorId) => Effect.Effect<void, TikTokError<TokenFailure | Unsupported>>

  /** Refreshes now, whatever the expiry. */
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
 * Creates the service from `TikTokApi` and `TokenStore`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Auth["Service"], never, TikTokApi.TikTokApi | TokenStore.TokenStore> = Effect.gen(
  function*() {
    const { app, authorizeOrigin, call, contract, supported } = yield* TikTokApi.TikTokApi
    const store = yield* TokenStore.TokenStore
    const random = yield* SecureRandom.SecureRandom
    const digest = yield* Digest.Digest

    const authorize: Auth["Service"]["authorize"] = Effect.fn("Auth.authorize")(function*(options) {
      const { alwaysAsk = false, redirectUri, scopes } = options
      if (scopes.length === 0) return yield* refused("scopes", "must name at least one scope")
      const wrong = scopes.find((scope) => !/^[\w.]+$/.test(scope))
      if (wrong !== undefined) return yield* refused("scopes", `must be names such as video.publish, had "${wrong}"`)
      if (!URL.canParse(redirectUri)) return yield* refused("redirectUri", "must be an absolute URL")
      const state = Base64Url.encode(yield* random.randomBytes(24))
      // 43 characters, the fewest that RFC 7636 allows, from 256 bits.
      const codeVerifier = Base64Url.encode(yield* random.randomBytes(32))
      const codeDigest = yield* Effect.orDie(digest.digest(Digest.sha256, new TextEncoder().encode(codeVerifier)))
      const query = contract.authorizeQuery({
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

    const keep = Effect.fnUntraced(function*(grant: TokenGrant) {
      const now = yield* DateTime.now
      const tokens = new TokenStore.Tokens({
        creator: grant.creator,
        accessToken: grant.accessToken,
        refreshToken: grant.refreshToken,
        expiresAt: DateTime.addDuration(now, grant.expiresIn),
        refreshExpiresAt: grant.refreshExpiresIn === undefined
          ? undefined
          : DateTime.addDuration(now, grant.refreshExpiresIn),
        scopes: grant.scopes
      })
      yield* store.set(tokens)
      return tokens
    })

    // A code works once: between the answer and the store nothing may interrupt, and nothing repeats the call.
    const exchange: Auth["Service"]["exchange"] = Effect.fn("Auth.exchange")(
      (authorization, code) =>
        call(contract.exchange, {
          app,
          code,
          redirectUri: authorization.redirectUri,
          codeVerifier: authorization.codeVerifier
        }).pipe(
          Effect.flatMap(keep),
          Effect.uninterruptible
        )
    )

    const complete: Auth["Service"]["complete"] = (authorization, url) =>
      Effect.flatMap(callback(authorization, url), (code) => exchange(authorization, code))

    const stored = Effect.fnUntraced(function*(creator: CreatorId) {
      const tokens = yield* store.get(creator)
      return tokens ?? (yield* reauthorize(creator, "NoToken"))
    })

    const renew = Effect.fnUntraced(function*(creator: CreatorId) {
      const tokens = yield* stored(creator)
      return yield* call(contract.refresh, { app, refreshToken: tokens.refreshToken }).pipe(
        Effect.flatMap(keep),
        // TikTok may have rotated the refresh token already: the new one has to reach the store.
        Effect.uninterruptible,
        RetryPolicy.retry("reads"),
        Effect.catchReason(
          "TikTokError",
          "GrantRejected",
          (reason) => reauthorize(creator, "RefreshRejected", reason.logId)
        )
      )
    })

    // One refresh for all who ask at once.
    const renewals = yield* Cache.make({
      capacity: Number.MAX_SAFE_INTEGER,
      timeToLive: Duration.zero,
      lookup: (creator: CreatorId) => renew(creator)
    })

    const refresh: Auth["Service"]["refresh"] = Effect.fn("Auth.refresh")((creator) => Cache.get(renewals, creator))

    const accessToken: Auth["Service"]["accessToken"] = Effect.fn("Auth.accessToken")(function*(creator) {
      const tokens = yield* stored(creator)
      const left = DateTime.distance(yield* DateTime.now, tokens.expiresAt)
      if (Duration.isGreaterThan(left, margin)) return tokens.accessToken
      const renewed = refresh(creator)
      // While the old token still works, a refresh that may succeed later is no reason to fail now.
      const fresh = Duration.isGreaterThan(left, Duration.zero)
        ? renewed.pipe(Effect.catchIf((error) => error.retryable, () => Effect.succeed(tokens)))
        : renewed
      return (yield* fresh).accessToken
    })

    const revoke: Auth["Service"]["revoke"] = Effect.fn("Auth.revoke")(function*(creator) {
      const operation = yield* supported("revoke", contract.revoke)
      yield* withToken(creator, (accessToken) => call(operation, { app, accessToken })).pipe(RetryPolicy.retry("reads"))
      yield* store.remove(creator)
    })

    const withToken: Auth["Service"]["withToken"] = (creator, use) =>
      Effect.flatMap(accessToken(creator), (token) =>
        use(token).pipe(
          Effect.catchIf(isTokenRejected, () =>
            Effect.flatMap(renewedSince(creator, token), (tokens) =>
              use(tokens.accessToken).pipe(
                Effect.catchIf(isTokenRejected, (error) =>
                  reauthorize(creator, "TokenRejected", error.logId))
              )))
        ))

    const renewedSince = Effect.fnUntraced(function*(creator: CreatorId, rejected: Redacted.Redacted<string>) {
      const tokens = yield* stored(creator)
      return Redacted.value(tokens.accessToken) === Redacted.value(rejected) ? yield* refresh(creator) : tokens
    })

    return Auth.of({ authorize, callback, exchange, complete, accessToken, refresh, revoke, withToken })
  }
).pipe(Effect.provide([SecureRandom.layerWebCrypto, Digest.layerWebCrypto]))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Auth`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Auth, never, TikTokApi.TikTokApi | TokenStore.TokenStore> = Layer.effect(Auth, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// The catalog's flow 3: refresh 300 seconds before the end.
const margin = Duration.seconds(300)

const refused = (field: string, rule: string) =>
  Effect.fail(fromReason("Auth.authorize")(new InvalidInput({ field, rule })))

const callback: Auth["Service"]["callback"] = (authorization, url) =>
  Effect.fromResult(AuthorizeCallback.read(authorization.state, String(url))).pipe(
    Effect.mapError(fromReason("Auth.callback"))
  )

const reauthorize = (
  creator: CreatorId,
  because: ReauthorizationRequired["because"],
  logId?: string
): Effect.Effect<never, TikTokError<ReauthorizationRequired>> =>
  Effect.fail(fromReason("Auth.accessToken")(new ReauthorizationRequired({ creator, because, logId })))

const isTokenRejected = (error: TikTokError): error is TikTokError<TokenRejected> =>
  error.reason._tag === "TokenRejected"
