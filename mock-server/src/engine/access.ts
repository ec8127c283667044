import * as Result from "effect/Result"
import type { Scope } from "./App.ts"
import type { Engine } from "./Engine.ts"
import { explainUnknown } from "./explainUnknown.ts"
import type { AccessToken } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"

/** Checks the token of an `Authorization` header: it must be a valid access token. */
export const authenticate = (
  engine: Engine,
  bearer: string | undefined
): Result.Result<AccessToken, RefusalOf<"MissingToken" | "UnknownToken" | "ExpiredToken" | "RevokedToken">> => {
  const header = "Authorization"
  if (bearer === undefined) return Result.fail(Refusal.MissingToken({ header }))
  const token = engine.state.accessTokens.get(bearer)
  if (token === undefined) {
    return Result.fail(Refusal.UnknownToken({ header, rule: explainUnknown(engine.state, bearer) }))
  }
  if (token.revokedAt !== undefined) return Result.fail(Refusal.RevokedToken({ revokedAt: token.revokedAt }))
  return engine.clock.now() < token.expiresAt
    ? Result.succeed(token)
    : Result.fail(Refusal.ExpiredToken({ expiredAt: token.expiresAt }))
}

/** The refusal of a token whose creator or app was removed. */
export const lostGrant = () =>
  Refusal.UnknownToken({ header: "Authorization", rule: "belongs to a creator or app that no longer exists" })

/** Reads the token of an `Authorization` header. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1]

/** Checks that a token has one of these scopes. */
export const requireScope = (
  token: AccessToken,
  anyOf: ReadonlyArray<Scope>
): Result.Result<void, RefusalOf<"MissingScope">> =>
  token.scopes.some((scope) => anyOf.includes(scope))
    ? Result.succeed(undefined)
    : Result.fail(Refusal.MissingScope({ anyOf, granted: token.scopes }))
