import { Redacted } from "effect"
import { Auth } from "effect-tiktok"

/** A login that has begun, for the exchange of its code. */
export const authorizationOf = (
  scopes: ReadonlyArray<string> = [],
  { codeVerifier = "a verifier", redirectUri = "https://app.example" } = {}
) => new Auth.Authorization({ url: "", state: "", codeVerifier: Redacted.make(codeVerifier), redirectUri, scopes })
