import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { ClientToken, Contract, LoginGrant, TokenGrant, WireResponse } from "../../model/contract.ts"
import { CreatorId } from "../../Post.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as DecodeResponse from "./decodeResponse.ts"
import * as Envelope from "./envelope.ts"
import { fieldsOf, idOf, numberOf, secondsOf, stringOf, textsOf } from "./wireValues.ts"

/**
 * The contract of a response, and where it documents the tokens: in `data`, or in the body itself.
 *
 * @internal
 */
export interface Wire {
  readonly contract: Contract["name"]
  readonly documented: "wrapped" | "flat"
}

/**
 * Decodes the tokens of a login. Only the access token is vital, because the
 * profile also names the creator.
 *
 * @internal
 */
export const decodeLogin = (wire: Wire, response: WireResponse): Result.Result<LoginGrant, Failure> =>
  decode(wire, response, ({ fields, grant }) => {
    const id = idOf(fields["open_id"])
    return { ...grant, creator: id === undefined ? undefined : CreatorId.make(id) }
  })

/**
 * Decodes the tokens of a refresh. Only the access token is vital. Without a new
 * refresh token, the old one stays (tiktok-live, section 2.2).
 *
 * @internal
 */
export const decodeRefresh = (
  wire: Wire,
  response: WireResponse,
  { refreshToken }: { readonly refreshToken: Redacted.Redacted<string> }
): Result.Result<TokenGrant, Failure> =>
  decode(wire, response, ({ grant }) => ({ ...grant, refreshToken: grant.refreshToken ?? refreshToken }))

/** Decodes the token of an app, which is vital. @internal */
export const decodeApp = (wire: Wire, response: WireResponse): Result.Result<ClientToken, Failure> =>
  decode(
    wire,
    response,
    ({ fields, grant: { accessToken } }) => ({
      accessToken,
      expiresIn: lifetimeOf(fields["expires_in"], Duration.hours(2))
    })
  )

type Failure = Refusal | MalformedResponse

interface Decoded {
  readonly fields: Readonly<Record<string, unknown>>
  readonly grant: TokenGrant
}

/** The live API has tokens in the body itself. The catalog, stale pages and old proxies have them in `data`. */
const decode = <A>(
  { contract, documented }: Wire,
  response: WireResponse,
  read: (decoded: Decoded) => A
): Result.Result<A, Failure> =>
  Envelope.decodeVital(contract, response, (body) => {
    const wrapped = fieldsOf(body["data"])
    const isWrapped = stringOf(body["access_token"]) === undefined &&
      (documented === "wrapped" || Object.keys(wrapped).length > 0)
    const fields = isWrapped ? wrapped : body
    const name = isWrapped ? "data.access_token" : "access_token"
    return Result.map(
      DecodeResponse.vital(response, name, stringOf, fields["access_token"]),
      (accessToken) => read({ fields, grant: grantOf(accessToken, fields) })
    )
  })

const grantOf = (accessToken: string, fields: Decoded["fields"]): TokenGrant => {
  const refreshToken = stringOf(fields["refresh_token"])
  return {
    accessToken: Redacted.make(accessToken),
    refreshToken: refreshToken === undefined ? undefined : Redacted.make(refreshToken),
    expiresIn: lifetimeOf(fields["expires_in"], Duration.days(1)),
    refreshExpiresIn: secondsOf(fields["refresh_expires_in"]),
    scopes: scopesOf(fields["scope"])
  }
}

/** The documented lifetime when there is no number, and an hour when the number is not a duration. */
const lifetimeOf = (value: unknown, documented: Duration.Duration): Duration.Duration =>
  secondsOf(value) ?? (numberOf(value) === undefined && typeof value !== "number" ? documented : Duration.hours(1))

const scopesOf = (value: unknown): ReadonlyArray<string> | undefined => {
  const scopes = textsOf(typeof value === "string" ? value.split(/[\s,]+/) : value)
  return scopes.length === 0 ? undefined : scopes
}
