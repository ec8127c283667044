import { createHash } from "node:crypto"
import type { Scope } from "./App.ts"
import type { Contract } from "./ContractRules.ts"
import { existing } from "./ControlError.ts"
import type { Engine } from "./Engine.ts"
import type { AccessToken, RefreshToken } from "./records.ts"
import type { Table } from "./Table.ts"

/** A token in the control API, without the secret. Times are epoch milliseconds. */
export interface TokenView {
  /** A hash of the token. */
  readonly id: string
  readonly kind: "access" | "refresh"
  /** The first and last characters of the token. */
  readonly masked: string
  /** Open id of the creator; empty for a client token. */
  readonly creator: string
  /** First client key of the app. */
  readonly clientKey: string
  readonly scopes: ReadonlyArray<Scope>
  /** The contract of an access token; undefined for a refresh token. */
  readonly contract: Contract | undefined
  readonly state: "valid" | "expired" | "revoked" | "replaced"
  readonly expiresAt: number
  readonly revokedAt: number | undefined
  /** When a refresh token was exchanged for the next one. */
  readonly replacedAt: number | undefined
}

/** Every issued token: access tokens, then refresh tokens, in the order of their creation. */
export const viewTokens = ({ clock, state }: Engine): ReadonlyArray<TokenView> => {
  const now = clock.now()
  return [
    ...[...state.accessTokens.values()].map((token) => viewAccessToken(token, now)),
    ...[...state.refreshTokens.values()].map((token) => viewRefreshToken(token, now))
  ]
}

/** Lets a token expire now. */
export const expireToken = (engine: Engine, tokenOrId: string): void => {
  const expiresAt = engine.clock.now()
  changeToken(engine, tokenOrId, { expiresAt })
}

export const revokeOneToken = (engine: Engine, tokenOrId: string): void => {
  const revokedAt = engine.clock.now()
  changeToken(engine, tokenOrId, { revokedAt })
}

const changeToken = (
  { state }: Engine,
  tokenOrId: string,
  change: { readonly expiresAt: number } | { readonly revokedAt: number }
): void => {
  const accessToken = findToken(state.accessTokens, tokenOrId)
  if (accessToken !== undefined) {
    state.accessTokens.set(accessToken.token, { ...accessToken, ...change })
    return
  }
  const refreshToken = existing("token", "with this value or id", findToken(state.refreshTokens, tokenOrId))
  state.refreshTokens.set(refreshToken.token, { ...refreshToken, ...change })
}

const findToken = <Token extends { readonly token: string }>(
  tokens: Table<Token>,
  tokenOrId: string
): Token | undefined => tokens.get(tokenOrId) ?? [...tokens.values()].find(({ token }) => idOf(token) === tokenOrId)

const viewAccessToken = (token: AccessToken, now: number): TokenView => ({
  ...viewGrant(token),
  kind: "access",
  contract: token.contract,
  state: token.revokedAt !== undefined ? "revoked" : now < token.expiresAt ? "valid" : "expired",
  replacedAt: undefined
})

const viewRefreshToken = (token: RefreshToken, now: number): TokenView => ({
  ...viewGrant(token),
  kind: "refresh",
  contract: undefined,
  state: token.revokedAt !== undefined
    ? "revoked"
    : token.rotatedAt !== undefined
    ? "replaced"
    : now < token.expiresAt
    ? "valid"
    : "expired",
  replacedAt: token.rotatedAt
})

const viewGrant = ({ appId, expiresAt, openId, revokedAt, scopes, token }: AccessToken | RefreshToken) => ({
  id: idOf(token),
  masked: maskToken(token),
  creator: openId,
  clientKey: appId,
  scopes,
  expiresAt,
  revokedAt
})

const ID_LENGTH = 16

const idOf = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, ID_LENGTH)

// Only a scenario can have a short token, and its ends would show most of it.
const maskToken = (token: string): string => token.length < 20 ? "***" : `${token.slice(0, 6)}...${token.slice(-4)}`
