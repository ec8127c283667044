import * as Result from "effect/Result"
import {
  allowsRedirect,
  type App,
  desktopProblem,
  isDesktopRedirect,
  isScope,
  redirectProblem,
  type Scope,
  scopes
} from "../../engine/App.ts"
import { type Engine, findApp } from "../../engine/Engine.ts"
import { decodeOnce } from "../../engine/explainUnknown.ts"
import { acceptedEncodings, encodingOf } from "../../engine/pkce.ts"

/** The parameters of an authorize request. */
export interface AuthorizeRequest {
  readonly app: App
  readonly scopes: ReadonlyArray<Scope>
  readonly redirectUri: string
  readonly state: string | undefined
  readonly challenge: string | undefined
  /** What works here and may fail at TikTok. */
  readonly risks: ReadonlyArray<BadParameter>
}

/** An invalid parameter. The page shows it, since there is no valid URI to redirect to. */
export interface BadParameter {
  readonly parameter: string
  readonly rule: string
}

/** Checks the parameters of an authorize URL. */
export const readAuthorizeRequest = (
  engine: Engine,
  query: URLSearchParams
): Result.Result<AuthorizeRequest, BadParameter> =>
  Result.gen(function*() {
    const clientKey = query.get("client_key") ?? ""
    const app = findApp(engine, clientKey)
    if (app === undefined) {
      return yield* bad(
        "client_key",
        clientKey !== "" ? "is not the key of an app" : query.has("client_id")
          ? "is missing; client_id is not a parameter of TikTok"
          : MISSING
      )
    }
    const redirectUri = query.get("redirect_uri") ?? ""
    if (!allowsRedirect(app, redirectUri)) return yield* bad("redirect_uri", explainRedirect(app, redirectUri))
    const responseType = query.get("response_type") ?? ""
    if (responseType !== "code") {
      return yield* bad("response_type", `must be code, ${responseType === "" ? MISSING : `is "${responseType}"`}`)
    }
    const auto = query.get("disable_auto_auth")
    if (auto !== null && auto !== "0" && auto !== "1") {
      return yield* bad("disable_auto_auth", "must be 0 or 1")
    }
    const request = {
      app,
      redirectUri,
      scopes: yield* readScopes(app, query.get("scope") ?? ""),
      challenge: yield* readChallenge(engine, query, redirectUri),
      state: query.get("state") ?? undefined
    }
    return { ...request, risks: risksOf(engine, request) }
  })

const risksOf = (
  { rules: { switches } }: Engine,
  { challenge, redirectUri, state }: Pick<AuthorizeRequest, "challenge" | "redirectUri" | "state">
): ReadonlyArray<BadParameter> => {
  const risks: Array<BadParameter> = []
  const addRisk = (parameter: string, rule: string) => risks.push({ parameter, rule })
  if (state === undefined) addRisk("state", "is missing, so the callback is not protected against CSRF")
  const redirect = desktopProblem(redirectUri)
  if (redirect !== undefined) addRisk("redirect_uri", redirect)
  if (challenge === undefined) {
    if (isDesktopRedirect(redirectUri)) addRisk("code_challenge", "is missing, but TikTok requires it of a desktop app")
  } else if (encodingOf(challenge) === "base64url" && switches.challengeEncoding !== "base64url") {
    const isRefused = !acceptedEncodings(switches, redirectUri).includes("base64url")
    addRisk(
      "code_challenge",
      `is base64url, but TikTok documents hex${isRefused ? "; its exchange will be refused" : ""}`
    )
  }
  return risks
}

const MISSING = "is missing"

const explainRedirect = (app: App, redirectUri: string): string => {
  if (redirectUri === "") return MISSING
  if (allowsRedirect(app, decodeOnce(redirectUri))) return "is URL-encoded twice"
  return (app.anyRedirectUri ? redirectProblem(redirectUri) : undefined) ?? "is not registered for this app"
}

const bad = (parameter: string, rule: string) => Result.fail<BadParameter>({ parameter, rule })

const readScopes = (app: App, text: string): Result.Result<ReadonlyArray<Scope>, BadParameter> => {
  const words = text.split(",")
  const unknown = words.find((word) => !isScope(word))
  if (unknown !== undefined) {
    const isEncoded = decodeOnce(text) !== text && decodeOnce(text).split(",").every(isScope)
    const mistake = text === "" ? MISSING : isEncoded ? "is URL-encoded twice" : `"${unknown}" is not a scope`
    return bad("scope", `${mistake}; the scopes, separated by commas, are ${scopes.join(",")}`)
  }
  const unapproved = words.find((word) => !app.scopes.some((scope) => scope === word))
  return unapproved === undefined
    ? Result.succeed([...new Set(words.filter(isScope))])
    : bad("scope", `the app is not approved for ${unapproved}`)
}

const readChallenge = (
  { rules }: Engine,
  query: URLSearchParams,
  redirectUri: string
): Result.Result<string | undefined, BadParameter> => {
  const challenge = query.get("code_challenge")
  const method = query.get("code_challenge_method")
  if (challenge === null) {
    if (method !== null) return bad("code_challenge", "is required with code_challenge_method")
    const { pkce } = rules.switches
    return pkce === "required" || (pkce === "desktop" && isDesktopRedirect(redirectUri))
      ? bad("code_challenge", "is missing")
      : Result.succeed(undefined)
  }
  if (method !== "S256") return bad("code_challenge_method", "must be S256")
  // Each encoding is accepted here. TikTok refuses a wrong one only when the code is exchanged.
  return encodingOf(challenge) !== undefined
    ? Result.succeed(challenge)
    : bad("code_challenge", "must be the lower-case hex of the verifier's SHA-256, 64 digits")
}
