import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { ClientToken, Contract, LoginGrant, TokenGrant, WireAnswer } from "../../model/contract.ts"
import { CreatorId } from "../../Post.ts"
import type { MalformedAnswer, Refusal } from "../../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as Envelope from "./envelope.ts"
import { fieldsOf, idOf, numberOf, secondsOf, textsOf, wordOf } from "./wireValues.ts"

/**
 * Whose answer it is, and where that contract documents the tokens: in `data`, or in the body itself.
 *
 * @internal
 */
export interface Wire {
  readonly contract: Contract["name"]
  readonly documented: "wrapped" | "flat"
}

/**
 * The tokens of a login. Vital is the access token: the profile, too, can tell
 * whose it is.
 *
 * @internal
 */
export const ofLogin = (wire: Wire, answer: WireAnswer): Result.Result<LoginGrant, Failure> =>
  open(wire, answer, ({ fields, grant }) => {
    const id = idOf(fields["open_id"])
    return { ...grant, creator: id === undefined ? undefined : CreatorId.make(id) }
  })

/**
 * The tokens of a refresh. Vital is the access token. The refresh token is kept
 * where none comes in its place (tiktok-live, section 2.2).
 *
 * @internal
 */
export const ofRefresh = (
  wire: Wire,
  answer: WireAnswer,
  { refreshToken }: { readonly refreshToken: Redacted.Redacted<string> }
): Result.Result<TokenGrant, Failure> =>
  open(wire, answer, ({ grant }) => ({ ...grant, refreshToken: grant.refreshToken ?? refreshToken }))

/** The token of an app. It is vital. @internal */
export const ofApp = (wire: Wire, answer: WireAnswer): Result.Result<ClientToken, Failure> =>
  open(
    wire,
    answer,
    ({ fields, grant: { accessToken } }) => ({
      accessToken,
      expiresIn: lifetimeOf(fields["expires_in"], Duration.hours(2))
    })
  )

type Failure = Refusal | MalformedAnswer

interface Found {
  readonly fields: Readonly<Record<string, unknown>>
  readonly grant: TokenGrant
}

/** Tokens are flat in the live API, and in `data` in the catalog, on stale pages and behind old proxies. */
const open = <A>(
  { contract, documented }: Wire,
  answer: WireAnswer,
  read: (found: Found) => A
): Result.Result<A, Failure> =>
  Envelope.open(contract, answer, (body) => {
    const wrapped = fieldsOf(body["data"])
    const isWrapped = wordOf(body["access_token"]) === undefined &&
      (documented === "wrapped" || Object.keys(wrapped).length > 0)
    const fields = isWrapped ? wrapped : body
    const name = isWrapped ? "data.access_token" : "access_token"
    return Result.map(
      DecodeAnswer.vital(answer, name, wordOf, fields["access_token"]),
      (accessToken) => read({ fields, grant: grantOf(accessToken, fields) })
    )
  })

const grantOf = (accessToken: string, fields: Found["fields"]): TokenGrant => {
  const refreshToken = wordOf(fields["refresh_token"])
  return {
    accessToken: Redacted.make(accessToken),
    refreshToken: refreshToken === undefined ? undefined : Redacted.make(refreshToken),
    expiresIn: lifetimeOf(fields["expires_in"], Duration.days(1)),
    refreshExpiresIn: secondsOf(fields["refresh_expires_in"]),
    scopes: scopesOf(fields["scope"])
  }
}

/** What is documented where there is no number, and an hour where the number is no duration. */
const lifetimeOf = (value: unknown, documented: Duration.Duration): Duration.Duration =>
  secondsOf(value) ?? (numberOf(value) === undefined && typeof value !== "number" ? documented : Duration.hours(1))

const scopesOf = (value: unknown): ReadonlyArray<string> | undefined => {
  const scopes = textsOf(typeof value === "string" ? value.split(/[\s,]+/) : value)
  return scopes.length === 0 ? undefined : scopes
}
