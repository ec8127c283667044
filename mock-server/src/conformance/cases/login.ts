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
