import * as Result from "effect/Result"
import { exchangeCode, refreshTokens, type TokenPair } from "../../engine/OAuth.ts"
import { documentedLifetimes } from "../../engine/Rules.ts"
import { SECOND } from "../../engine/time.ts"
import { readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./envelope.ts"
import { decodeTokenRequest } from "./schemas.ts"

/** Handles a token request: exchanges a code or a refresh token for a pair of tokens. */
export const issueTokenPair: Handler = (c, backend) => {
  const { engine } = backend
  const body = readJson(c, backend, decodeTokenRequest)
  const pair = Result.gen(function*() {
    const request = yield* body
    const credentials = { clientKey: request.client_key, clientSecret: request.client_secret }
    if (request.grant_type === "refresh_token") {
      return yield* refreshTokens(engine, contractRules, { ...credentials, refreshToken: request.refresh_token })
    }
    return yield* exchangeCode(engine, contractRules, {
      ...credentials,
      code: request.code,
      redirectUri: request.redirect_uri,
      verifier: request.code_verifier
    })
  })
  if (Result.isFailure(pair)) return refuse(c, backend, pair.failure)
  c.get("context").creator = pair.success.openId
  return succeed(c, toData(pair.success))
}

const toData = (pair: TokenPair) => ({
  access_token: pair.accessToken,
  refresh_token: pair.refreshToken,
  expires_in: documentedLifetimes.accessToken / SECOND,
  scope: pair.scopes.join(","),
  open_id: pair.openId,
  token_type: "Bearer"
})
