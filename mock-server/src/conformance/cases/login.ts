import { expect, expectShape, objectOf, type WireResponse } from "../Client.ts"
import { credentialsOf, type TokenRefusal } from "../ContractAdapter.ts"
import { ConformanceError } from "../Options.ts"
import { paths, type Run } from "../Run.ts"

/** The scopes of the suite's logins. */
export const scope = "user.info.basic,video.publish,video.upload"

/** The verifier of RFC 7636's own example. */
export const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

/** The SHA-256 of the verifier in TikTok's encoding, and in that of the RFC. */
export const challenge = {
  hex: "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
  base64url: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}

/** A state that must come back unchanged. */
export const state = "conformance state &<>"

/** The authorize URL of a login, with some parameters changed. Undefined removes one. */
export const authorizeUrl = async (run: Run, changes: Readonly<Record<string, string | undefined>> = {}) => {
  const { clientKey, redirectUri } = await run.login()
  const url = new URL(run.client.baseUrl + paths.authorize)
  const parameters = {
    client_key: clientKey,
    scope,
    response_type: "code",
    redirect_uri: redirectUri,
    state,
    ...changes
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** Logs a creator in. Returns the callback URL. */
export const logInAt = async (run: Run, url: string): Promise<URL> => new URL(await (await run.login()).consent(url))

/** Logs a creator in. Returns the code of the callback. */
export const authorize = async (run: Run, changes: Readonly<Record<string, string | undefined>> = {}) => {
  const { searchParams: query } = await logInAt(run, await authorizeUrl(run, changes))
  const code = query.get("code")
  if (code === null) {
    throw new ConformanceError(`the callback has no code; its error is ${query.get("error") ?? "missing"}`)
  }
  return code
}

/** Fields of a form. Undefined removes one. */
export type Strings = Readonly<Record<string, string | undefined>>

/** The fields that are defined. */
export const defined = (fields: Strings): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))

/** Exchanges the code of a new login, with some fields changed. */
export const exchange = async (run: Run, code: string, changes: Strings = {}): Promise<WireResponse> => {
  const login = await run.login()
  return run.contract.exchange(
    run.client,
    defined({
      ...credentialsOf(login),
      grant_type: "authorization_code",
      code,
      redirect_uri: login.redirectUri,
      ...changes
    })
  )
}

/** Refreshes a token, with some fields changed. */
export const refresh = async (
  run: Run,
  refreshToken: string | undefined,
  changes: Strings = {}
): Promise<WireResponse> =>
  run.contract.exchange(
    run.client,
    defined({
      ...credentialsOf(await run.login()),
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      ...changes
    })
  )

/** Logs in, and returns the token response. */
export const logIn = async (run: Run) => {
  const response = await exchange(run, await authorize(run))
  return { response, tokens: run.contract.tokens(response) }
}

/** Expects a refused token request. */
export const expectTokenRefusal = (run: Run, response: WireResponse, reason: TokenRefusal): void => {
  const code = run.contract.oauthCodes[reason]
  expect(run.contract.oauthCode(response) === code, response, `the error ${code}`)
  if (run.contract.name === "live") {
    expectShape(response, objectOf(response), {
      error: [code],
      error_description: reason === "bad verifier" ? ["Code verifier or code challenge is invalid"] : "text",
      log_id: "text",
      data: "absent"
    })
  }
}

/** Moves the clock to the end of a token, and expects that it works until then. */
export const expectLifetime = async (
  run: Run,
  millis: number,
  ask: () => Promise<WireResponse>,
  isAlive: (response: WireResponse) => boolean
) => {
  await run.control().advance(millis - 1)
  const before = await ask()
  expect(isAlive(before), before, "a token that still works")
  await run.control().advance(1)
  const after = await ask()
  expect(!isAlive(after), after, "a token that has expired")
}
