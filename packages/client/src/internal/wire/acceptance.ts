import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Accepted, Contract, WireAnswer } from "../../Contract.ts"
import { PublishId } from "../../Post.ts"
import type { MalformedAnswer, Refusal } from "../../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as Envelope from "./envelope.ts"
import { fieldsOf, idOf, secondsOf, textOf } from "./wireValues.ts"

/**
 * What an init answers. When it arrives TikTok has the post, so nothing but the
 * id is vital; an upload misses its address later.
 *
 * @internal
 */
export const of = (
  contract: Contract["name"],
  answer: WireAnswer
): Result.Result<Accepted, Refusal | MalformedAnswer> =>
  Envelope.open(contract, answer, (body) => {
    const data = fieldsOf(body["data"])
    return Result.map(DecodeAnswer.vital(answer, "data.publish_id", idOf, data["publish_id"]), (id) => {
      const url = textOf(data["upload_url"])
      return {
        publishId: PublishId.make(id),
        // An address that is none is worth as much as no address, and must not be printed.
        uploadUrl: url !== undefined && URL.canParse(url) ? Redacted.make(url) : undefined,
        // TikTok itself says one hour in prose only (tiktok-live, section 4.3).
        uploadExpiresIn: secondsOf(data["upload_url_expires_in"]) ?? Duration.hours(1)
      }
    })
  })
