import { expect, expectShape, objectOf, textOf, type WireResponse } from "../Client.ts"
import { credentialsOf, type TokenRefusal } from "../ContractAdapter.ts"
import { type Case, expectRefusal, liveOnly, paths, publicPull, type Run, start, statusOf } from "../Run.ts"
import { defined, expectLifetime, expectTokenRefusal, logIn, refresh, type Strings } from "./login.ts"

const revoke = async (run: Run, token: string | undefined, changes: Strings = {}): Promise<WireResponse> =>
  run.client.form(paths.revoke, defined({ ...credentialsOf(await run.login()), token, ...changes }))

const badRevokes: ReadonlyArray<readonly [id: string, what: string, changes: Strings, reason: TokenRefusal]> = [
  ["client_secret/wrong", "a wrong client_secret", { client_secret: "not-the-secret" }, "bad client"],
  ["client_secret/missing", "no client_secret", { client_secret: undefined }, "bad token request"],
  ["token/missing", "no token", { token: undefined }, "bad token request"],
  ["token/unknown", "an unknown token", { token: "act.unknown" }, "bad grant"]
]

const badClients: ReadonlyArray<readonly [id: string, what: string, changes: Strings, reason: TokenRefusal]> = [
  ["client_key/unknown", "an unknown client_key", { client_key: "unknown" }, "bad client"],
  ["client_secret/missing", "no client_secret", { client_secret: undefined }, "bad token request"],
  ["client_secret/wrong", "a wrong client_secret", { client_secret: "not-the-secret" }, "bad client"]
]

const fieldRows: ReadonlyArray<Case> = [
  ...badClients.map(([id, what, changes, reason]): Case => ({
    id: `client-token/${id}`,
    name: `a request for a client token with ${what} is refused`,
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const fields = { ...credentialsOf(await run.login()), grant_type: "client_credentials", ...changes }
      expectTokenRefusal(run, await run.client.form(paths.token, defined(fields)), reason)
    }
  })),
  ...badRevokes.map(([id, what, changes, reason]): Case => ({
    id: `revoke/${id}`,
    name: `a revoke with ${what} is refused`,
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const { response, tokens } = await logIn(run)
      expectTokenRefusal(run, await revoke(run, textOf(response, tokens, "access_token"), changes), reason)
    }
  }))
]

const oauthErrors = [
  "access_denied",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_response_type",
  "server_error",
  "temporarily_unavailable"
]

const categoryRows = oauthErrors.map((error): Case => ({
  id: `token/error/${error}`,
  name: `the error ${error} is flat`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    const login = await run.login()
    await run.control().inject({ kind: "code", code: error })
    const response = await run.client.form(paths.token, { ...credentialsOf(login), grant_type: "client_credentials" })
    expectShape(response, objectOf(response), {
      error: [error],
      error_description: "text",
      log_id: "text",
      data: "absent"
    })
  }
}))

const clientToken = async (run: Run) => {
  const fields = { ...credentialsOf(await run.login()), grant_type: "client_credentials" }
  const response = await run.client.form(paths.token, fields)
  return { response, token: objectOf(response) }
}

/** Cases about client tokens, revokes and the categories of errors. */
export const appTokenCases: ReadonlyArray<Case> = [
  ...fieldRows,
  ...categoryRows,
  {
    id: "client-token/response",
    name: "the credentials of the app are exchanged for a client token of two hours, without more fields",
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const { response, token } = await clientToken(run)
      expectShape(response, token, {
        access_token: /^clt\./,
        expires_in: [7_200],
        token_type: ["Bearer"],
        refresh_token: "absent",
        open_id: "absent",
        scope: "absent"
      })
    }
  },
  {
    id: "client-token/cannot-post",
    name: "a client token cannot post",
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const { response, token } = await clientToken(run)
      const refused = await run.client.post(paths.video, publicPull(run), textOf(response, token, "access_token"))
      expectRefusal(run, refused, "missing scope")
    }
  },
  {
    id: "client-token/lifetime",
    name: "a client token lives two hours",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const { response, token } = await clientToken(run)
      const ask = () => run.client.post(paths.creatorInfo, "", textOf(response, token, "access_token"))
      await expectLifetime(run, 2 * 3_600_000, ask, (seen) => seen.text.includes("scope_not_authorized"))
    }
  },
  {
    id: "revoke/response",
    name: "a revoke has an empty response, and ends both tokens and the posts in progress",
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const { response, tokens } = await logIn(run)
      const token = textOf(response, tokens, "access_token")
      const { publishId } = await start(run, paths.video, publicPull(run), token)
      const revoked = await revoke(run, token)
      expect(revoked.status >= 200 && revoked.status < 300, revoked, "a status 2xx")
      expect(["", "{}"].includes(revoked.text), revoked, "an empty response")
      expectRefusal(run, await run.contract.profile(run.client, token), "bad token")
      expectTokenRefusal(run, await refresh(run, textOf(response, tokens, "refresh_token")), "bad grant")
      const { response: after, data } = await statusOf(run, publishId, await run.token())
      expectShape(after, data, { status: ["FAILED"], fail_reason: ["auth_removed"] })
    }
  },
  {
    id: "revoke/content-type",
    name: "a revoke as JSON is refused",
    contracts: liveOnly,
    needs: "login",
    run: async (run) => {
      const { response, tokens } = await logIn(run)
      const body = { ...credentialsOf(await run.login()), token: textOf(response, tokens, "access_token") }
      expectTokenRefusal(run, await run.client.post(paths.revoke, body, undefined), "bad token request")
    }
  }
]
