import * as Result from "effect/Result"
import type { Engine } from "../../engine/Engine.ts"
import { checkRevocation, exchangeCode, issueClientToken, refreshTokens, type TokenPair } from "../../engine/OAuth.ts"
import { removeAuthorization } from "../../engine/removeAuthorization.ts"
import { documentedLifetimes } from "../../engine/Rules.ts"
import { SECOND } from "../../engine/time.ts"
import { FORM, readForm } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import { type Problem, WireProblem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeedFlat } from "./responses.ts"
import { decodeClientGrant, decodeCodeGrant, decodeRefreshGrant, decodeRevoke } from "./schemas.ts"

/** Handles a token request: a code, a refresh token, or the credentials of the app. */
export const issueTokens: Handler = (c, backend) => {
  const form = readOAuthForm(c)
  const response = Result.flatMap(form, (fields) => grant(c, backend.engine, fields))
  return Result.isFailure(response) ? refuse(c, backend, response.failure) : succeedFlat(c, response.success)
}

/** Handles a revoke request of an app. */
export const revoke: Handler = (c, backend) => {
  const { engine } = backend
  const form = readOAuthForm(c)
  const revoked = Result.gen(function*() {
    const { client_key, client_secret, token } = yield* decodeRevoke(yield* form)
    return yield* checkRevocation(engine, { clientKey: client_key, clientSecret: client_secret, token })
  })
  if (Result.isFailure(revoked)) return refuse(c, backend, revoked.failure)
  removeAuthorization(engine, revoked.success, "developer-revoked")
  return succeedFlat(c, {})
}

type Fields = Readonly<Record<string, string>>

const readOAuthForm = (c: MockContext): Result.Result<Fields, WireProblem> => {
  const form = readForm(c)
  return Result.isFailure(form) || c.get("context").mediaType === FORM
    ? form
    : Result.fail(WireProblem.BadHeader({ header: "Content-Type", rule: `must be ${FORM}` }))
}

const grantTypes = ["authorization_code", "refresh_token", "client_credentials"] as const

const grant = (c: MockContext, engine: Engine, fields: Fields): Result.Result<unknown, Problem> => {
  const grantType = fields["grant_type"]
  if (grantType === undefined) {
    return Result.fail(WireProblem.Malformed({ field: "grant_type", rule: "is missing" }))
  }
  switch (grantTypes.find((known) => known === grantType)) {
    case "authorization_code":
      return Result.gen(function*() {
        const { client_key, client_secret, code, code_verifier, redirect_uri } = yield* decodeCodeGrant(fields)
        const pair = yield* exchangeCode(engine, contractRules, {
          clientKey: client_key,
          clientSecret: client_secret,
          code,
          redirectUri: redirect_uri,
          verifier: code_verifier
        })
        return tokenSet(c, pair)
      })
    case "refresh_token":
      return Result.gen(function*() {
        const { client_key, client_secret, refresh_token } = yield* decodeRefreshGrant(fields)
        const credentials = { clientKey: client_key, clientSecret: client_secret }
        return tokenSet(c, yield* refreshTokens(engine, contractRules, { ...credentials, refreshToken: refresh_token }))
      })
    case "client_credentials":
      return Result.gen(function*() {
        const { client_key, client_secret } = yield* decodeClientGrant(fields)
        const credentials = { clientKey: client_key, clientSecret: client_secret }
        const { token } = yield* issueClientToken(engine, contractRules, credentials, (unique) => `clt.${unique}`)
        return { access_token: token, expires_in: documentedLifetimes.clientToken / SECOND, token_type: "Bearer" }
      })
    case undefined:
      return Result.fail(WireProblem.UnsupportedGrant({ grantType, supported: grantTypes }))
  }
}

const tokenSet = (c: MockContext, pair: TokenPair) => {
  c.get("context").creator = pair.openId
  return {
    access_token: pair.accessToken,
    expires_in: documentedLifetimes.accessToken / SECOND,
    open_id: pair.openId,
    refresh_token: pair.refreshToken,
    refresh_expires_in: documentedLifetimes.refreshToken / SECOND,
    scope: pair.scopes.join(","),
    token_type: "Bearer"
  }
}
