import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Accepted } from "../Contract.ts"
import { PublishId } from "../Post.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"

/**
 * What an init answers. When it arrives TikTok has the post, so nothing but the
 * id may make it unreadable.
 *
 * @internal
 */
export const WireAcceptance = Schema.Struct({
  publish_id: DecodeAnswer.Id,
  upload_url: Schema.optional(Schema.Unknown),
  upload_url_expires_in: Schema.optional(Schema.Unknown)
})

/** @internal */
export const toAccepted = (data: typeof WireAcceptance.Type): Accepted => {
  const url = DecodeAnswer.textOf(data.upload_url)
  return {
    publishId: PublishId.make(data.publish_id),
    // An address that is none is worth as much as no address, and must not be printed.
    uploadUrl: url !== undefined && URL.canParse(url) ? Redacted.make(url) : undefined,
    // TikTok itself says one hour in prose only (tiktok-live, section 4.3).
    uploadExpiresIn: Duration.seconds(DecodeAnswer.numberOf(data.upload_url_expires_in) ?? 3600)
  }
}
