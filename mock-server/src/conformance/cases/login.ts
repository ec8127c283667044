import { createHash } from "node:crypto"
import { ConformanceError } from "../Options.ts"
import { paths, type Run } from "../Run.ts"

/** The scopes of the suite's logins. */
export const scope = "user.info.basic,video.publish,video.upload"

/** A verifier of 43 unreserved characters, the minimum of RFC 7636. */
export const verifier = "conformance-conformance-conformance-conform"

const digest = createHash("sha256").update(verifier).digest()

/** The challenges of the verifier. */
export const challenge = { hex: digest.toString("hex"), base64url: digest.toString("base64url") }

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
