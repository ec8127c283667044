import { type Client, expect, type Fields, listOf, objectOf, textOf } from "./Client.ts"
import type { ContractName, LoginOptions } from "./Options.ts"

/** The mock's control API over HTTP, as far as the suite uses it. */
export interface Control {
  /** Resets the server to the scenario `happy` with a clock that stands still. */
  readonly reset: () => Promise<void>
  /** Issues an access token of the first creator with every scope; the fields change that. */
  readonly token: (fields?: Fields) => Promise<string>
  readonly advance: (millis: number) => Promise<void>
  readonly changeRules: (changes: Fields) => Promise<void>
  readonly changeApp: (changes: Fields) => Promise<void>
  readonly changeCreator: (changes: Fields) => Promise<void>
  /** Open ids of the creators: the first has a public account, the second a private one. */
  readonly creators: () => Promise<ReadonlyArray<string>>
  readonly inject: (effect: Fields, match?: Fields) => Promise<void>
  /** Does something to a post: `complete`, `fail`, `publish` or `hide`. */
  readonly change: (publishId: string, action: string, fields?: Fields) => Promise<void>
  readonly expireUpload: (publishId: string) => Promise<void>
  readonly call: (method: string, path: string, body?: Fields) => Promise<Fields>
  /** The login of a creator to the first app. */
  readonly login: () => Promise<LoginOptions>
  /** Submits the consent page, and returns the callback URL. */
  readonly decide: (authorizeUrl: string, form: ReadonlyArray<readonly [string, string]>) => Promise<string>
}

const REDIRECT_URI = "https://app.example/callback"

/** Makes the control API of a server. */
export const makeControl = (client: Client, contract: ContractName): Control => {
  const ask = async (method: string, path: string, body?: Fields) => {
    const response = await client.send(`/_mock${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    })
    expect(response.status === 200, response, "a response of the control API")
    return { response, fields: objectOf(response) }
  }
  const call = async (method: string, path: string, body?: Fields) => (await ask(method, path, body)).fields
  const run = async (method: string, path: string, body?: Fields): Promise<void> => {
    await ask(method, path, body)
  }
  const creators = async () => {
    const { response, fields } = await ask("GET", "/creators")
    return listOf(response, fields, "creators").map((creator) => textOf(response, creator, "openId"))
  }
  const appOf = async () => {
    const { response, fields } = await ask("GET", "/apps")
    const [app = {}] = listOf(response, fields, "apps")
    const { clientKeys } = app
    return {
      clientKey: Array.isArray(clientKeys) ? String(clientKeys[0]) : "",
      clientSecret: textOf(response, app, "clientSecret")
    }
  }
  const decide: Control["decide"] = async (authorizeUrl, form) => {
    const response = await client.open(authorizeUrl, {
      method: "POST",
      body: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]))
    })
    const callback = response.headers.get("location")
    expect(callback !== null, response, "a redirect to the app")
    return callback
  }
  return {
    reset: async () => {
      await run("PUT", "/scenario", { name: "happy" })
      await run("POST", "/clock/freeze", {})
    },
    token: async (fields = {}) => {
      const { response, fields: issued } = await ask("POST", "/tokens", { contract, ...fields })
      return textOf(response, issued, "accessToken")
    },
    advance: (millis) => run("POST", "/clock/advance", { millis }),
    changeRules: (changes) => run("PATCH", "/rules", changes),
    changeApp: async (changes) => run("PATCH", `/apps/${encodeURIComponent((await appOf()).clientKey)}`, changes),
    changeCreator: async (changes) => {
      const [openId = ""] = await creators()
      await run("PATCH", `/creators/${encodeURIComponent(openId)}`, changes)
    },
    creators,
    inject: (effect, match) => run("POST", "/faults", { effect, ...(match === undefined ? {} : { match }) }),
    change: (publishId, action, fields = {}) =>
      run("POST", `/posts/${encodeURIComponent(publishId)}/${action}`, fields),
    expireUpload: (publishId) => run("POST", `/uploads/${encodeURIComponent(publishId)}/expire`),
    call,
    login: async () => {
      const [openId = ""] = await creators()
      return {
        ...await appOf(),
        redirectUri: REDIRECT_URI,
        consent: (url) =>
          decide(url, [
            ["decision", "allow"],
            ["open_id", openId],
            ...(new URL(url).searchParams.get("scope") ?? "").split(",").map((scope) => ["scope", scope] as const)
          ])
      }
    },
    decide
  }
}
