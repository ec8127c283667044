import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import { isDesktopRedirect } from "./App.ts"
import type { AuthorizationCode } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import type { Switches } from "./Switches.ts"

const encodings = ["hex", "base64url"] as const

/** The encoding of a code challenge. */
type Encoding = (typeof encodings)[number]

/** The encoding of a code challenge by its characters; undefined when it is none. */
export const encodingOf = (challenge: string): Encoding | undefined =>
  /^[0-9a-f]{64}$/.test(challenge) ? "hex" : /^[\w-]{43}$/.test(challenge) ? "base64url" : undefined

/** The encodings that an exchange accepts. */
export const acceptedEncodings = (
  { challengeEncoding }: Switches,
  redirectUri: string
): ReadonlyArray<Encoding> =>
  challengeEncoding === "either"
    ? encodings
    : challengeEncoding !== "by-redirect"
    ? [challengeEncoding]
    : isDesktopRedirect(redirectUri)
    ? ["hex"]
    : encodings

const wrong = (rule: string) => Result.fail(Refusal.WrongVerifier({ rule }))

// RFC 7636: 43 to 128 unreserved characters.
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

/** Checks the verifier of a code that has a challenge. Without a challenge, a verifier is ignored. */
export const checkVerifier = (
  { challenge, redirectUri }: AuthorizationCode,
  verifier: string | undefined,
  switches: Switches
): Result.Result<void, RefusalOf<"MissingVerifier" | "WrongVerifier">> => {
  if (challenge === undefined) return Result.succeed(undefined)
  if (verifier === undefined) return Result.fail(Refusal.MissingVerifier({ method: "S256" }))
  if (!VERIFIER.test(verifier)) return wrong("must be 43 to 128 letters, digits, and any of -._~")
  const digest = createHash("sha256").update(verifier).digest()
  const encoding = encodings.find((name) => digest.toString(name) === challenge)
  if (encoding === undefined) return wrong("its SHA-256 is not the code_challenge")
  const accepted = acceptedEncodings(switches, redirectUri)
  return accepted.includes(encoding)
    ? Result.succeed(undefined)
    : wrong(`the code_challenge is the ${encoding} of its SHA-256, but must be the ${accepted.join(" or ")}`)
}
