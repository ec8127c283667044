import { createHash } from "node:crypto"
import { expect, textOf } from "./Client.ts"
import { credentialsOf } from "./Contract.ts"
import { type ConformanceCase, ConformanceError, type LoginOptions } from "./Options.ts"
import type { Run } from "./Run.ts"

const scope = "user.info.basic,video.publish,video.upload"

// 43 unreserved characters, the minimum of RFC 7636.
const verifier = "conformance-conformance-conformance-conform"

/** Cases about logins and tokens. */
export const loginCases = (run: Run, login: LoginOptions): ReadonlyArray<ConformanceCase> => {
  const { client, contract, options } = run

  const authorize = async (): Promise<string> => {
    const state = "conformance-state"
    const url = new URL(`${options.baseUrl.replace(/\/$/, "")}/v2/auth/authorize/`)
    for (
      const [name, value] of Object.entries({
        client_key: login.clientKey,
        scope,
        response_type: "code",
        redirect_uri: login.redirectUri,
        state,
        code_challenge: createHash("sha256").update(verifier).digest("hex"),
        code_challenge_method: "S256"
      })
    ) url.searchParams.set(name, value)
    const callback = new URL(await login.consent(url.href))
    const query = callback.searchParams
    if (query.get("state") !== state) throw new ConformanceError("the callback does not have the state of the request")
    const code = query.get("code")
    if (code === null) {
      throw new ConformanceError(`the callback has no code; its error is ${query.get("error") ?? "missing"}`)
    }
    return code
  }

  const exchange = (code: string, changes: Readonly<Record<string, string>> = {}) =>
    contract.exchange(client, {
      ...credentialsOf(login),
      grant_type: "authorization_code",
      code,
      redirect_uri: login.redirectUri,
      code_verifier: verifier,
      ...changes
    })

  const refresh = (refreshToken: string) =>
    contract.exchange(client, { ...credentialsOf(login), grant_type: "refresh_token", refresh_token: refreshToken })

  return [
    {
      name: "a code is exchanged for tokens that work",
      run: async () => {
        const answer = await exchange(await authorize())
        const tokens = contract.tokens(answer)
        expect(tokens["token_type"] === "Bearer", answer, "token_type Bearer")
        expect(tokens["expires_in"] === 86_400, answer, "expires_in 86400")
        for (const name of ["open_id", "refresh_token", "scope"]) textOf(answer, tokens, name)
        contract.profileFields(await contract.profile(client, textOf(answer, tokens, "access_token")))
      }
    },
    {
      name: "a code works once",
      run: async () => {
        const code = await authorize()
        contract.tokens(await exchange(code))
        const again = await exchange(code)
        expect(contract.isOAuthError(again), again, "an OAuth error")
      }
    },
    {
      name: "a code needs the redirect_uri of its authorize request",
      run: async () => {
        const answer = await exchange(await authorize(), { redirect_uri: "https://elsewhere.example/callback" })
        expect(contract.isOAuthError(answer), answer, "an OAuth error")
      }
    },
    {
      name: "a code needs the verifier of its challenge",
      run: async () => {
        const answer = await exchange(await authorize(), { code_verifier: `${verifier}-not` })
        expect(contract.isOAuthError(answer), answer, "an OAuth error")
      }
    },
    {
      name: "a wrong client_secret is refused",
      run: async () => {
        const answer = await exchange(await authorize(), { client_secret: "not-the-secret" })
        expect(contract.isOAuthError(answer), answer, "an OAuth error")
      }
    },
    {
      name: "a refresh token is exchanged for tokens that work",
      run: async () => {
        const first = await exchange(await authorize())
        const answer = await refresh(textOf(first, contract.tokens(first), "refresh_token"))
        const tokens = contract.tokens(answer)
        textOf(answer, tokens, "refresh_token")
        contract.profileFields(await contract.profile(client, textOf(answer, tokens, "access_token")))
      }
    },
    {
      name: "a refresh token that was never issued is refused",
      run: async () => {
        const answer = await refresh("rft.unknown")
        expect(contract.isOAuthError(answer), answer, "an OAuth error")
      }
    }
  ]
}
