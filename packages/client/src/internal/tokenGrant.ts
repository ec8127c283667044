import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { TokenGrant } from "../Contract.ts"
import { CreatorId } from "../Post.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"

/**
 * The fields of a token answer, wherever the contract puts them.
 *
 * @internal
 */
export const WireTokens = Schema.Struct({
  access_token: Schema.NonEmptyString,
  refresh_token: Schema.NonEmptyString,
  expires_in: Schema.Finite,
  refresh_expires_in: Schema.optional(Schema.Finite),
  scope: Schema.String,
  open_id: DecodeAnswer.Id
})

/** @internal */
export const toGrant = (data: typeof WireTokens.Type): TokenGrant => ({
  creator: CreatorId.make(data.open_id),
  accessToken: Redacted.make(data.access_token),
  refreshToken: Redacted.make(data.refresh_token),
  expiresIn: Duration.seconds(data.expires_in),
  refreshExpiresIn: data.refresh_expires_in === undefined ? undefined : Duration.seconds(data.refresh_expires_in),
  scopes: data.scope.split(/[\s,]+/).filter((scope) => scope !== "")
})
