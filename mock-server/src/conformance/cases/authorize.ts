import { expect, type WireResponse } from "../Client.ts"
import { ConformanceError, type ContractName } from "../Options.ts"
import { bothContracts, type Case, liveOnly, type Run } from "../Run.ts"
import { authorizeUrl, challenge, logInAt, scope, state } from "./login.ts"

type Parameters = Readonly<Record<string, string | undefined>>

const withChallenge = (code_challenge: string, method: string | undefined = "S256"): Parameters => ({
  code_challenge,
  code_challenge_method: method
})

const accepted: ReadonlyArray<readonly [id: string, what: string, changes: Parameters]> = [
  ["sample", "the parameters of the sample", { disable_auto_auth: "0" }],
  ["disable_auto_auth/1", "disable_auto_auth=1", { disable_auto_auth: "1" }],
  ["disable_auto_auth/missing", "no disable_auto_auth", {}],
  ["state/missing", "no state", { state: undefined }],
  ["code_challenge/hex", "a hex code_challenge", withChallenge(challenge.hex)],
  ["code_challenge/base64url", "a base64url code_challenge of a web app", withChallenge(challenge.base64url)],
  ["scope/one", "one scope", { scope: "video.publish" }],
  ["redirect_uri/511", "a redirect_uri of 511 characters", { redirect_uri: `https://app.example/${"x".repeat(491)}` }]
]

const refused: ReadonlyArray<readonly [parameter: string, what: string, changes: Parameters]> = [
  ["client_key", "missing", { client_key: undefined }],
  ["client_key", "unknown", { client_key: "unknown" }],
  ["response_type", "missing", { response_type: undefined }],
  ["response_type", "token", { response_type: "token" }],
  ["scope", "missing", { scope: undefined }],
  ["scope", "unknown", { scope: "video.everything" }],
  ["scope", "separated by a space", { scope: "user.info.basic video.publish" }],
  ["redirect_uri", "missing", { redirect_uri: undefined }],
  ["redirect_uri", "http", { redirect_uri: "http://app.example/callback" }],
  ["redirect_uri", "relative", { redirect_uri: "/callback" }],
  ["redirect_uri", "with a query", { redirect_uri: "https://app.example/callback?a=1" }],
  ["redirect_uri", "with a fragment", { redirect_uri: "https://app.example/callback#a" }],
  ["redirect_uri", "of 512 characters", { redirect_uri: `https://app.example/${"x".repeat(492)}` }],
  ["redirect_uri", "a script", { redirect_uri: "javascript:alert(1)" }],
  ["disable_auto_auth", "yes", { disable_auto_auth: "yes" }],
  ["code_challenge_method", "plain", withChallenge(challenge.hex, "plain")],
  ["code_challenge", "upper-case hex", withChallenge(challenge.hex.toUpperCase())],
  ["code_challenge", "too short", withChallenge("too-short")]
]

const isHtml = ({ headers }: WireResponse) => headers.get("content-type")?.startsWith("text/html") === true

const open = async (run: Run, changes: Parameters) => run.client.open(await authorizeUrl(run, changes))

const expectErrorPage = (response: WireResponse, parameter: string) => {
  expect([200, 400].includes(response.status) && isHtml(response), response, "an error page, and no redirect")
  expect(response.text.includes(parameter), response, `a page that names ${parameter}`)
  expect(!response.text.includes("name=\"decision\""), response, "no form")
}

const rows: ReadonlyArray<Case> = [
  ...accepted.map(([id, what, changes]): Case => ({
    id: `authorize/accepts/${id}`,
    name: `a request with ${what} leads to the consent page`,
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const response = await open(run, changes)
      const isForm = response.status === 200 && isHtml(response) && response.text.includes("<form")
      const isRedirect = response.status === 302 && (response.headers.get("location") ?? "").includes("code=")
      expect(isForm || isRedirect, response, "the consent page, or a redirect with a code")
    }
  })),
  ...refused.map(([parameter, what, changes]): Case => ({
    id: `authorize/refuses/${parameter}/${what.replaceAll(" ", "-")}`,
    name: `a ${parameter} that is ${what} leads to a page that names it`,
    contracts: bothContracts,
    needs: "login",
    run: async (run) => expectErrorPage(await open(run, changes), parameter)
  }))
]

const callback = (
  id: string,
  name: string,
  form: ReadonlyArray<readonly [string, string]>,
  expected: Readonly<Record<string, string>>,
  contracts: ReadonlyArray<ContractName> = bothContracts
): Case => ({
  id: `authorize/callback/${id}`,
  name,
  contracts,
  needs: "control",
  run: async (run) => {
    const [openId = ""] = await run.control().creators()
    const url = await run.control().decide(await authorizeUrl(run), [["open_id", openId], ...form])
    expectQuery(new URL(url), expected)
  }
})

/** Expects exactly these parameters in a callback. An empty value stands for any text. */
const expectQuery = ({ searchParams }: URL, expected: Readonly<Record<string, string>>) => {
  const seen = [...searchParams.keys()].toSorted().join()
  const names = Object.keys(expected).toSorted().join()
  if (seen !== names) throw new ConformanceError(`the callback has ${seen}, expected ${names}`)
  for (const [name, value] of Object.entries(expected)) {
    const given = searchParams.get(name) ?? ""
    if (given === "" || (value !== "" && given !== value)) {
      throw new ConformanceError(
        `${name} of the callback is "${given}", expected ${value === "" ? "any text" : `"${value}"`}`
      )
    }
  }
}

/** Cases about the authorize URL and the callback. */
export const authorizeCases: ReadonlyArray<Case> = [
  ...rows,
  {
    id: "authorize/callback/success",
    name: "the callback has code, scopes and the state unchanged, at the redirect_uri",
    contracts: bothContracts,
    needs: "login",
    run: async (run) => {
      const { redirectUri } = await run.login()
      const url = await logInAt(run, await authorizeUrl(run))
      if (url.origin + url.pathname !== redirectUri) throw new ConformanceError(`the callback is not at ${redirectUri}`)
      expectQuery(url, { code: "", scopes: scope, state })
    }
  },
  callback(
    "some-scopes",
    "the callback has only the scopes that the creator granted",
    [["decision", "allow"], ["scope", "video.publish"]],
    { code: "", scopes: "video.publish", state }
  ),
  callback("denied", "a denial has error, error_description and the state", [["decision", "deny"]], {
    error: "access_denied",
    error_description: "",
    state
  }),
  {
    id: "authorize/scope-not-approved",
    name: "a scope that the app is not approved for leads to a page that names it",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      await run.control().changeApp({ scopes: ["user.info.basic"] })
      expectErrorPage(await open(run, { scope: "video.publish" }), "scope")
    }
  },
  ...([
    ["registered", ["https://app.example/cb"], "https://app.example/cb", true],
    ["not-registered", ["https://app.example/cb"], "https://app.example/other", false],
    ["slash", ["https://app.example/cb"], "https://app.example/cb/", false],
    ["any-port", ["http://127.0.0.1:*/cb"], "http://127.0.0.1:43117/cb", true],
    ["other-host", ["http://127.0.0.1:*/cb"], "http://localhost:43117/cb", false],
    ["loopback", ["http://localhost:3000/cb"], "http://localhost:3000/cb", true],
    ["loopback-https", ["https://localhost:3000/cb"], "https://localhost:3000/cb", true]
  ] as const).map(([id, redirectUris, redirect_uri, isAllowed]): Case => ({
    id: `authorize/redirect-uri/${id}`,
    name: `with ${redirectUris[0]} registered, ${redirect_uri} is ${isAllowed ? "accepted" : "refused"}`,
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      await run.control().changeApp({ anyRedirectUri: false, redirectUris })
      const response = await open(run, { redirect_uri })
      if (!isAllowed) return expectErrorPage(response, "redirect_uri")
      expect(
        response.status === 200 && isHtml(response) && response.text.includes("<form"),
        response,
        "the consent page"
      )
    }
  })),
  {
    id: "authorize/sandbox-target",
    name: "a creator who is not a target user of a sandbox sees non_sandbox_target",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await run.control().changeApp({ sandbox: true, targetUsers: ["mara.films"] })
      const [, openId = ""] = await run.control().creators()
      const response = await run.client.open(await authorizeUrl(run), {
        method: "POST",
        body: new URLSearchParams({ decision: "allow", open_id: openId, scope: "video.publish" })
      })
      expectErrorPage(response, "non_sandbox_target")
    }
  }
]
