import { createHash } from "node:crypto"
import { expect, expectShape, type Fields, type Shape, textOf, type WireResponse } from "../Client.ts"
import { credentialsOf, type TokenRefusal } from "../ContractAdapter.ts"
import type { ContractName } from "../Options.ts"
import { bothContracts, type Case, catalogOnly, expectRefusal, liveOnly, paths, type Run } from "../Run.ts"
import {
  authorize,
  challenge,
  exchange,
  expectLifetime,
  expectTokenRefusal,
  logIn,
  refresh,
  scope,
  type Strings,
  verifier
} from "./login.ts"

const shapes: Readonly<Record<ContractName, Readonly<Record<string, Shape>>>> = {
  catalog: {
    access_token: /^v\./,
    refresh_token: /^v\./,
    expires_in: [86_400],
    scope: "text",
    open_id: "text",
    token_type: ["Bearer"],
    refresh_expires_in: "absent"
  },
  live: {
    access_token: /^act\./,
    refresh_token: /^rft\./,
    expires_in: [86_400],
    refresh_expires_in: [31_536_000],
    scope: "text",
    open_id: "text",
    token_type: ["Bearer"],
    data: "absent"
  }
}

const expectTokens = async (run: Run, response: WireResponse): Promise<Fields> => {
  const tokens = run.contract.tokens(response)
  expectShape(response, tokens, shapes[run.contract.name])
  const profile = await run.contract.profile(run.client, textOf(response, tokens, "access_token"))
  expect(profile.status === 200, profile, "an access token that works")
  return tokens
}

/** One changed field of an exchange. */
const badExchanges: ReadonlyArray<readonly [id: string, what: string, changes: Strings, reason: TokenRefusal]> = [
  ["client_key/missing", "no client_key", { client_key: undefined }, "bad token request"],
  ["client_key/unknown", "an unknown client_key", { client_key: "unknown" }, "bad client"],
  ["client_secret/missing", "no client_secret", { client_secret: undefined }, "bad token request"],
  ["client_secret/wrong", "a wrong client_secret", { client_secret: "not-the-secret" }, "bad client"],
  ["grant_type/missing", "no grant_type", { grant_type: undefined }, "bad token request"],
  ["grant_type/unknown", "the grant_type password", { grant_type: "password" }, "bad grant type"],
  ["code/missing", "no code", { code: undefined }, "bad token request"],
  ["code/unknown", "an unknown code", { code: "unknown" }, "bad grant"],
  ["redirect_uri/missing", "no redirect_uri", { redirect_uri: undefined }, "bad token request"],
  ["redirect_uri/other", "another redirect_uri", { redirect_uri: "https://other.example/callback" }, "bad redirect"]
]

const badRefreshes: ReadonlyArray<readonly [id: string, what: string, changes: Strings, reason: TokenRefusal]> = [
  ["client_key/unknown", "an unknown client_key", { client_key: "unknown" }, "bad client"],
  ["client_secret/missing", "no client_secret", { client_secret: undefined }, "bad token request"],
  ["client_secret/wrong", "a wrong client_secret", { client_secret: "not-the-secret" }, "bad client"],
  ["refresh_token/missing", "no refresh_token", { refresh_token: undefined }, "bad token request"],
  ["refresh_token/unknown", "an unknown refresh_token", { refresh_token: "rft.unknown" }, "bad grant"]
]

const fieldRows: ReadonlyArray<Case> = [
  ...badExchanges.map(([id, what, changes, reason]): Case => ({
    id: `token/exchange/${id}`,
    name: `an exchange with ${what} is refused`,
    contracts: bothContracts,
    needs: "login",
    run: async (run) => expectTokenRefusal(run, await exchange(run, await authorize(run), changes), reason)
  })),
  ...badRefreshes.map(([id, what, changes, reason]): Case => ({
    id: `token/refresh/${id}`,
    name: `a refresh with ${what} is refused`,
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const { response, tokens } = await logIn(run)
      expectTokenRefusal(run, await refresh(run, textOf(response, tokens, "refresh_token"), changes), reason)
    }
  }))
]

/** A login with a challenge, and the verifiers of its exchange. */
const pkce: ReadonlyArray<
  readonly [id: string, name: string, sent: string | undefined, given: string | undefined, reason?: TokenRefusal]
> = [
  ["hex", "a code with a hex challenge needs its verifier, which works", challenge.hex, verifier],
  ["missing", "a code with a challenge is refused without a verifier", challenge.hex, undefined, "bad token request"],
  [
    "wrong",
    "a code with a challenge is refused with another verifier",
    challenge.hex,
    `${verifier}-not`,
    "bad verifier"
  ],
  ["base64url", "a web login may have a base64url challenge", challenge.base64url, verifier],
  ["ignored", "a verifier is ignored when the login has no challenge", undefined, "elevenchars"]
]

const LOOPBACK = "http://localhost:3000/callback"

const desktopRows = (["hex", "base64url"] as const).map((encoding): Case => ({
  id: `token/pkce/desktop/${encoding}`,
  name: `the ${encoding} challenge of a desktop login is ${encoding === "hex" ? "accepted" : "refused"}`,
  contracts: bothContracts,
  needs: "control",
  run: async (run) => {
    const changes = { code_challenge: challenge[encoding], code_challenge_method: "S256", redirect_uri: LOOPBACK }
    const code = await authorize(run, changes)
    const response = await exchange(run, code, { redirect_uri: LOOPBACK, code_verifier: verifier })
    if (encoding === "hex") await expectTokens(run, response)
    else expectTokenRefusal(run, response, "bad verifier")
  }
}))

const pkceRows = pkce.map(([id, name, sent, given, reason]): Case => ({
  id: `token/pkce/${id}`,
  name,
  contracts: bothContracts,
  needs: "login",
  run: async (run) => {
    const code = await authorize(run, sent === undefined ? {} : { code_challenge: sent, code_challenge_method: "S256" })
    const response = await exchange(run, code, { code_verifier: given })
    if (reason === undefined) await expectTokens(run, response)
    else expectTokenRefusal(run, response, reason)
  }
}))

const verifiers: ReadonlyArray<readonly [id: string, what: string, given: string, isAccepted: boolean]> = [
  ["shortest", "43 characters", "v".repeat(43), true],
  ["longest", "128 characters", "v".repeat(128), true],
  ["unreserved", "each kind of unreserved character", `-._~${"aZ9".repeat(13)}`, true],
  ["too-short", "42 characters", "v".repeat(42), false],
  ["too-long", "129 characters", "v".repeat(129), false],
  ["reserved", "a slash", `/${"v".repeat(42)}`, false]
]

const verifierRows = verifiers.map(([id, what, given, isAccepted]): Case => ({
  id: `token/pkce/verifier/${id}`,
  name: `a verifier of ${what} is ${isAccepted ? "accepted" : "refused"}`,
  contracts: bothContracts,
  needs: "login",
  run: async (run) => {
    const code_challenge = createHash("sha256").update(given).digest("hex")
    const code = await authorize(run, { code_challenge, code_challenge_method: "S256" })
    const response = await exchange(run, code, { code_verifier: given })
    if (isAccepted) await expectTokens(run, response)
    else expectTokenRefusal(run, response, "bad verifier")
  }
}))

const DAY = 86_400_000

/** Cases about tokens. */
export const tokenCases: ReadonlyArray<Case> = [
  ...fieldRows,
  ...pkceRows,
  ...desktopRows,
  ...verifierRows,
  {
    id: "token/exchange/response",
    name: "a code is exchanged for tokens that work, with the granted scopes",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const response = await exchange(run, await authorize(run))
      const tokens = await expectTokens(run, response)
      expect(
        String(tokens["scope"]).split(",").toSorted().join() === scope.split(",").toSorted().join(),
        response,
        scope
      )
      expect(tokens["access_token"] !== tokens["refresh_token"], response, "two different tokens")
    }
  },
  {
    id: "token/exchange/once",
    name: "a code works once",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const code = await authorize(run)
      await expectTokens(run, await exchange(run, code))
      expectTokenRefusal(run, await exchange(run, code), "bad grant")
    }
  },
  {
    id: "token/exchange/after-refusal",
    name: "a code still works after a refused exchange",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const code = await authorize(run)
      expectTokenRefusal(run, await exchange(run, code, { client_secret: "not-the-secret" }), "bad client")
      await expectTokens(run, await exchange(run, code))
    }
  },
  {
    id: "token/lifetime/code",
    name: "a code lives ten minutes",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      const [one, other] = [await authorize(run), await authorize(run)]
      await run.control().advance(10 * 60_000 - 1)
      await expectTokens(run, await exchange(run, one))
      await run.control().advance(1)
      expectTokenRefusal(run, await exchange(run, other), "bad grant")
    }
  },
  {
    id: "token/exchange/decoded",
    name: "a code has * and !, and is refused when it is still encoded",
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const code = await authorize(run)
      const encoded = code.replaceAll("!", "%21").replaceAll("*", "%2A")
      const response = await exchange(run, encoded)
      expect(encoded !== code, response, "a code with * and !")
      expectTokenRefusal(run, response, "bad grant")
    }
  },
  {
    id: "token/exchange/content-type",
    name: "JSON with the type application/json is accepted",
    contracts: catalogOnly,
    needs: "login",
    run: async (run) => {
      const login = await run.login()
      const body = {
        ...credentialsOf(login),
        grant_type: "authorization_code",
        code: await authorize(run),
        redirect_uri: login.redirectUri
      }
      const headers = { "content-type": "application/json" }
      await expectTokens(run, await run.client.post(paths.token, body, undefined, headers))
    }
  },
  {
    id: "token/refresh/response",
    name: "a refresh token is exchanged for new tokens that work",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const first = await logIn(run)
      const response = await refresh(run, textOf(first.response, first.tokens, "refresh_token"))
      const tokens = await expectTokens(run, response)
      expect(tokens["open_id"] === first.tokens["open_id"], response, "the same open_id")
      expect(tokens["access_token"] !== first.tokens["access_token"], response, "a new access token")
    }
  },
  {
    id: "token/refresh/rotation",
    name: "a refresh token that was replaced is refused, and the new one works",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const first = await logIn(run)
      const old = textOf(first.response, first.tokens, "refresh_token")
      const response = await refresh(run, old)
      const current = textOf(response, run.contract.tokens(response), "refresh_token")
      if (current !== old) expectTokenRefusal(run, await refresh(run, old), "bad grant")
      await expectTokens(run, await refresh(run, current))
    }
  },
  {
    id: "token/lifetime/access",
    name: "an access token lives 24 hours",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      const { response, tokens } = await logIn(run)
      const token = textOf(response, tokens, "access_token")
      const ask = () => run.contract.profile(run.client, token)
      await expectLifetime(run, DAY, ask, ({ status }) => status === 200)
      expectRefusal(run, await ask(), "bad token")
    }
  },
  {
    id: "token/lifetime/refresh",
    name: "a refresh token lives 365 days",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      const first = await logIn(run)
      const second = await logIn(run)
      const [one, other] = [first, second].map(({ response, tokens }) => textOf(response, tokens, "refresh_token"))
      await run.control().advance(365 * DAY - 1)
      await expectTokens(run, await refresh(run, one))
      await run.control().advance(1)
      expectTokenRefusal(run, await refresh(run, other), "bad grant")
    }
  }
]
