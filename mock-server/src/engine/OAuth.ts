import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import type { App } from "./App.ts"
import type { Dialect } from "./Dialect.ts"
import type { AccessToken, Grant } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { MINUTE } from "./Rules.ts"
import type { Switches } from "./Switches.ts"
import { findApp, type World } from "./World.ts"

/** A pair of tokens as it is handed out. */
export interface TokenPair extends Grant {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token really ends, in epoch milliseconds. */
  readonly expiresAt: number
}

/** Credentials of an app. */
export interface Credentials {
  readonly clientKey: string
  readonly clientSecret: string
}

/** Hands out a code for what the creator allowed. */
export const issueCode = (
  world: World,
  grant: Grant & { readonly redirectUri: string; readonly challenge: string | undefined }
): string => {
  const code = world.ids.code()
  if (world.state.codes.get(code)?.reusable !== true) {
    const expiresAt = world.clock.now() + world.rules.lifetimes.code
    world.state.codes.set(code, { ...grant, code, expiresAt, used: false, reusable: false })
  }
  return code
}

/** Exchanges a code for tokens. A refused exchange leaves the code usable. */
export const exchangeCode = (
  world: World,
  dialect: Dialect,
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
    const app = yield* authenticateApp(world, request)
    const { code: lifetime } = world.rules.lifetimes
    const code = world.state.codes.get(request.code)
    if (code === undefined || code.appId !== app.clientKeys[0]) {
      return yield* Result.fail(Refusal.UnknownCode({ issuedTo: code?.appId }))
    }
    if (code.used) return yield* Result.fail(Refusal.UsedCode({ lifetime }))
    if (world.clock.now() >= code.expiresAt) return yield* Result.fail(Refusal.ExpiredCode({ lifetime }))
    if (code.redirectUri !== request.redirectUri) {
      return yield* Result.fail(Refusal.RedirectMismatch({ expected: code.redirectUri }))
    }
    if (code.challenge !== undefined) {
      if (request.verifier === undefined) return yield* Result.fail(Refusal.MissingVerifier({ method: "S256" }))
      if (!challengesOf(request.verifier, world.rules.switches.challengeEncoding).includes(code.challenge)) {
        return yield* Result.fail(Refusal.WrongVerifier({ method: "S256" }))
      }
    }
    world.state.codes.set(code.code, { ...code, used: !code.reusable })
    return issueTokens(world, dialect, code, world.rules.lifetimes.firstAccessToken)
  })

// Long enough for a second process that has read the old token.
const GRACE_MILLIS = MINUTE

/** Exchanges a refresh token for the next pair; what becomes of the old one is a switch. */
export const refreshTokens = (
  world: World,
  dialect: Dialect,
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
  >
> =>
  Result.gen(function*() {
    const app = yield* authenticateApp(world, request)
    const { refreshRotation } = world.rules.switches
    const now = world.clock.now()
    const old = world.state.refreshTokens.get(request.refreshToken)
    if (old === undefined || old.appId !== app.clientKeys[0]) {
      return yield* Result.fail(Refusal.UnknownRefreshToken({ issuedTo: old?.appId }))
    }
    if (old.revokedAt !== undefined) return yield* Result.fail(Refusal.RevokedToken({ revokedAt: old.revokedAt }))
    const grace = refreshRotation === "grace" ? GRACE_MILLIS : 0
    if (old.rotatedAt !== undefined && now >= old.rotatedAt + grace) {
      return yield* Result.fail(Refusal.RotatedRefreshToken({ rotatedAt: old.rotatedAt }))
    }
    if (now >= old.expiresAt) return yield* Result.fail(Refusal.ExpiredRefreshToken({ expiredAt: old.expiresAt }))
    const { accessToken: lifetime } = world.rules.lifetimes
    if (refreshRotation === "never") {
      return { ...old, ...issueAccessToken(world, dialect, old, lifetime), refreshToken: old.token }
    }
    if (!old.reusable) world.state.refreshTokens.set(old.token, { ...old, rotatedAt: old.rotatedAt ?? now })
    return issueTokens(world, dialect, old, lifetime)
  })

/** Hands out a pair of tokens; the access token lives for so many milliseconds. */
export const issueTokens = (world: World, dialect: Dialect, grant: Grant, lifetime: number): TokenPair => {
  const { appId, openId, scopes } = grant
  const issued = issueAccessToken(world, dialect, grant, lifetime)
  const refreshToken = dialect.ids.refreshToken(world.ids.hex("refreshToken", 40))
  if (world.state.refreshTokens.get(refreshToken)?.reusable !== true) {
    world.state.refreshTokens.set(refreshToken, {
      token: refreshToken,
      appId,
      openId,
      scopes,
      expiresAt: world.clock.now() + world.rules.lifetimes.refreshToken,
      rotatedAt: undefined,
      reusable: false
    })
  }
  return { appId, openId, scopes, ...issued, refreshToken }
}

const issueAccessToken = (
  world: World,
  dialect: Dialect,
  { appId, openId, scopes }: Grant,
  lifetime: number
): { readonly accessToken: string; readonly expiresAt: number } => {
  const token = dialect.ids.accessToken(world.ids.hex("accessToken", 40))
  const expiresAt = world.clock.now() + lifetime
  world.state.accessTokens.set(token, { token, appId, openId, scopes, dialect: dialect.name, expiresAt })
  return { accessToken: token, expiresAt }
}

/** Hands out a token for the app itself. It opens nothing here: no creator stands behind it, and it has no scope. */
export const issueClientToken = (
  world: World,
  dialect: Dialect,
  credentials: Credentials,
  toToken: (unique: string) => string
): Result.Result<AccessToken, RefusalOf<"UnknownApp" | "WrongSecret">> =>
  Result.map(authenticateApp(world, credentials), (app) => {
    const token: AccessToken = {
      token: toToken(world.ids.hex("accessToken", 40)),
      appId: app.clientKeys[0],
      openId: "",
      scopes: [],
      dialect: dialect.name,
      expiresAt: world.clock.now() + world.rules.lifetimes.clientToken
    }
    world.state.accessTokens.set(token.token, token)
    return token
  })

/** Takes back what a creator has allowed an app, on the app's own wish; gives the grant. */
export const revokeToken = (
  world: World,
  request: Credentials & { readonly token: string }
): Result.Result<Grant, RefusalOf<"UnknownApp" | "WrongSecret" | "UnknownAccessToken" | "RevokedToken">> =>
  Result.gen(function*() {
    const app = yield* authenticateApp(world, request)
    const token = world.state.accessTokens.get(request.token)
    if (token === undefined || token.appId !== app.clientKeys[0]) {
      return yield* Result.fail(Refusal.UnknownAccessToken({ issuedTo: token?.appId }))
    }
    if (token.revokedAt !== undefined) return yield* Result.fail(Refusal.RevokedToken({ revokedAt: token.revokedAt }))
    return token
  })

/** Ends every token that an app has for a creator. */
export const endTokens = ({ clock, state }: World, appId: string, openId: string): void => {
  const revokedAt = clock.now()
  for (const token of state.accessTokens.values()) {
    if (token.appId === appId && token.openId === openId) state.accessTokens.set(token.token, { ...token, revokedAt })
  }
  for (const token of state.refreshTokens.values()) {
    if (token.appId === appId && token.openId === openId) state.refreshTokens.set(token.token, { ...token, revokedAt })
  }
}

const authenticateApp = (
  world: World,
  { clientKey, clientSecret }: Credentials
): Result.Result<App, RefusalOf<"UnknownApp" | "WrongSecret">> => {
  const app = findApp(world, clientKey)
  if (app === undefined) return Result.fail(Refusal.UnknownApp({ clientKey }))
  return app.clientSecret === clientSecret ? Result.succeed(app) : Result.fail(Refusal.WrongSecret({ clientKey }))
}

const challengesOf = (verifier: string, encoding: Switches["challengeEncoding"]): ReadonlyArray<string> => {
  const digest = createHash("sha256").update(verifier).digest()
  const hex = digest.toString("hex")
  const base64url = digest.toString("base64url")
  return encoding === "hex" ? [hex] : encoding === "base64url" ? [base64url] : [hex, base64url]
}
