import * as Result from "effect/Result"
import type { App } from "./App.ts"
import type { ContractRules } from "./ContractRules.ts"
import { type Engine, findApp } from "./Engine.ts"
import { explainDifference, explainUnknown } from "./explainUnknown.ts"
import { checkVerifier } from "./pkce.ts"
import type { AccessToken, Grant } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { MINUTE } from "./time.ts"

/** An issued access token and refresh token. */
export interface TokenPair extends Grant {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token expires in the mock, in epoch milliseconds. */
  readonly expiresAt: number
}

/** Credentials of an app. */
export interface Credentials {
  readonly clientKey: string
  readonly clientSecret: string
}

/** Issues an authorization code for a grant. */
export const issueCode = (
  engine: Engine,
  grant: Grant & { readonly redirectUri: string; readonly challenge: string | undefined }
): string => {
  const code = engine.ids.code()
  if (engine.state.codes.get(code)?.reusable !== true) {
    const expiresAt = engine.clock.now() + engine.rules.lifetimes.code
    engine.state.codes.set(code, { ...grant, code, expiresAt, used: false, reusable: false })
  }
  return code
}

/** Exchanges a code for tokens. The code stays valid after a refusal. */
export const exchangeCode = (
  engine: Engine,
  contractRules: ContractRules,
  request: Credentials & { readonly code: string; readonly redirectUri: string; readonly verifier: string | undefined }
): Result.Result<
  TokenPair,
  RefusalOf<
    | "UnknownApp"
    | "WrongSecret"
    | "UnknownCode"
    | "UsedCode"
    | "ExpiredCode"
    | "RedirectMismatch"
    | "MissingVerifier"
    | "WrongVerifier"
  >
> =>
  Result.gen(function*() {
    const app = yield* authenticateApp(engine, request)
    const { code: lifetime } = engine.rules.lifetimes
    const code = engine.state.codes.get(request.code)
    if (code === undefined || code.appId !== app.clientKeys[0]) {
      return yield* Result.fail(Refusal.UnknownCode({ rule: explainForeign(engine, code, request.code) }))
    }
    if (code.used) return yield* Result.fail(Refusal.UsedCode({ lifetime }))
    if (engine.clock.now() >= code.expiresAt) return yield* Result.fail(Refusal.ExpiredCode({ lifetime }))
    if (code.redirectUri !== request.redirectUri) {
      const rule = explainDifference(request.redirectUri, code.redirectUri)
        ?? `must be the one of the authorize request, "${code.redirectUri}"`
      return yield* Result.fail(Refusal.RedirectMismatch({ rule }))
    }
    yield* checkVerifier(code, request.verifier, engine.rules.switches)
    engine.state.codes.set(code.code, { ...code, used: !code.reusable })
    return issueTokens(engine, contractRules, code, engine.rules.lifetimes.firstAccessToken)
  })

// Long enough for a second process that still has the old token.
const GRACE_MILLIS = MINUTE

/** Exchanges a refresh token for the next pair. The switch `refreshRotation` decides what happens to the old one. */
export const refreshTokens = (
  engine: Engine,
  contractRules: ContractRules,
  request: Credentials & { readonly refreshToken: string }
): Result.Result<
  TokenPair,
  RefusalOf<
    | "UnknownApp"
    | "WrongSecret"
    | "UnknownRefreshToken"
    | "RotatedRefreshToken"
    | "ExpiredRefreshToken"
    | "RevokedToken"
    | "SandboxRefresh"
  >
> =>
  Result.gen(function*() {
    const app = yield* authenticateApp(engine, request)
    const { refreshRotation, sandbox } = engine.rules.switches
    if (app.sandbox === true && sandbox === "reported") {
      return yield* Result.fail(Refusal.SandboxRefresh({ clientKey: request.clientKey }))
    }
    const now = engine.clock.now()
    const old = engine.state.refreshTokens.get(request.refreshToken)
    if (old === undefined || old.appId !== app.clientKeys[0]) {
      return yield* Result.fail(
        Refusal.UnknownRefreshToken({ rule: explainForeign(engine, old, request.refreshToken) })
      )
    }
    if (old.revokedAt !== undefined) return yield* Result.fail(Refusal.RevokedToken({ revokedAt: old.revokedAt }))
    const grace = refreshRotation === "grace" ? GRACE_MILLIS : 0
    if (old.rotatedAt !== undefined && now >= old.rotatedAt + grace) {
      return yield* Result.fail(Refusal.RotatedRefreshToken({ rotatedAt: old.rotatedAt }))
    }
    if (now >= old.expiresAt) return yield* Result.fail(Refusal.ExpiredRefreshToken({ expiredAt: old.expiresAt }))
    const { accessToken: lifetime } = engine.rules.lifetimes
    if (refreshRotation === "never") {
      return { ...old, ...issueAccessToken(engine, contractRules, old, lifetime), refreshToken: old.token }
    }
    if (!old.reusable) engine.state.refreshTokens.set(old.token, { ...old, rotatedAt: old.rotatedAt ?? now })
    return issueTokens(engine, contractRules, old, lifetime)
  })

/** Issues a pair of tokens. `lifetime` is for the access token, in milliseconds. */
export const issueTokens = (
  engine: Engine,
  contractRules: ContractRules,
  grant: Grant,
  lifetime: number
): TokenPair => {
  const { appId, openId, scopes } = grant
  const issued = issueAccessToken(engine, contractRules, grant, lifetime)
  const refreshToken = contractRules.ids.refreshToken(engine.ids.hex("refreshToken", 40))
  if (engine.state.refreshTokens.get(refreshToken)?.reusable !== true) {
    engine.state.refreshTokens.set(refreshToken, {
      token: refreshToken,
      appId,
      openId,
      scopes,
      expiresAt: engine.clock.now() + engine.rules.lifetimes.refreshToken,
      rotatedAt: undefined,
      reusable: false
    })
  }
  return { appId, openId, scopes, ...issued, refreshToken }
}

const issueAccessToken = (
  engine: Engine,
  contractRules: ContractRules,
  { appId, openId, scopes }: Grant,
  lifetime: number
): { readonly accessToken: string; readonly expiresAt: number } => {
  const token = contractRules.ids.accessToken(engine.ids.hex("accessToken", 40))
  const expiresAt = engine.clock.now() + lifetime
  engine.state.accessTokens.set(token, { token, appId, openId, scopes, contract: contractRules.name, expiresAt })
  return { accessToken: token, expiresAt }
}

/** Issues a token for the app itself. It has no creator and no scope, so every call of the mock refuses it. */
export const issueClientToken = (
  engine: Engine,
  contractRules: ContractRules,
  credentials: Credentials,
  toToken: (unique: string) => string
): Result.Result<AccessToken, RefusalOf<"UnknownApp" | "WrongSecret">> =>
  Result.map(authenticateApp(engine, credentials), (app) => {
    const token: AccessToken = {
      token: toToken(engine.ids.hex("accessToken", 40)),
      appId: app.clientKeys[0],
      openId: "",
      scopes: [],
      contract: contractRules.name,
      expiresAt: engine.clock.now() + engine.rules.lifetimes.clientToken
    }
    engine.state.accessTokens.set(token.token, token)
    return token
  })

/** Checks an app's request to revoke a token, and returns the grant to end. */
export const checkRevocation = (
  engine: Engine,
  request: Credentials & { readonly token: string }
): Result.Result<Grant, RefusalOf<"UnknownApp" | "WrongSecret" | "UnknownAccessToken" | "RevokedToken">> =>
  Result.gen(function*() {
    const app = yield* authenticateApp(engine, request)
    const token = engine.state.accessTokens.get(request.token)
    if (token === undefined || token.appId !== app.clientKeys[0]) {
      return yield* Result.fail(Refusal.UnknownAccessToken({ rule: explainForeign(engine, token, request.token) }))
    }
    if (token.revokedAt !== undefined) return yield* Result.fail(Refusal.RevokedToken({ revokedAt: token.revokedAt }))
    return token
  })

/** Revokes every token that an app has for a creator. */
export const revokeTokens = ({ clock, state }: Engine, appId: string, openId: string): void => {
  const revokedAt = clock.now()
  for (const token of state.accessTokens.values()) {
    if (token.appId === appId && token.openId === openId) state.accessTokens.set(token.token, { ...token, revokedAt })
  }
  for (const token of state.refreshTokens.values()) {
    if (token.appId === appId && token.openId === openId) state.refreshTokens.set(token.token, { ...token, revokedAt })
  }
}

const authenticateApp = (
  engine: Engine,
  { clientKey, clientSecret }: Credentials
): Result.Result<App, RefusalOf<"UnknownApp" | "WrongSecret">> => {
  const app = findApp(engine, clientKey)
  if (app === undefined) return Result.fail(Refusal.UnknownApp({ clientKey }))
  const rule = explainDifference(clientSecret, app.clientSecret) ?? `is not the secret of the app "${clientKey}"`
  return app.clientSecret === clientSecret ? Result.succeed(app) : Result.fail(Refusal.WrongSecret({ rule }))
}

/** Says why a secret does not belong to the app of a request. */
const explainForeign = ({ state }: Engine, found: Grant | undefined, value: string): string =>
  found === undefined ? explainUnknown(state, value) : "was issued to another app"
