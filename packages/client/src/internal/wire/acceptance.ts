import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Accepted, Contract, VideoSource, WireAnswer } from "../../model/contract.ts"
import { PublishId } from "../../Post.ts"
import type { MalformedAnswer, Refusal } from "../../TikTokError.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"
import * as Envelope from "./envelope.ts"
import { fieldsOf, idOf, secondsOf, textOf } from "./wireValues.ts"

/**
 * What an init answers. A post that TikTok names is accepted, whatever code is beside it, unless the HTTP status says
 * that it is refused. Without it only a word that refuses, or the status, is a refusal; all else leaves it open
 * (decision 0007).
 *
 * @internal
 */
export const of = (
  contract: Contract["name"],
  answer: WireAnswer,
  source: VideoSource["_tag"]
): Result.Result<Accepted, Refusal | MalformedAnswer> => {
  const decode = (body: Fields) => {
    const { publish_id: id, upload_url: url, upload_url_expires_in: expiresIn } = fieldsOf(body["data"])
    return Result.map(DecodeAnswer.vital(answer, "data.publish_id", idOf, id), (id) => ({
      publishId: PublishId.make(id),
      uploadUrl: addressOf(url),
      // TikTok itself says one hour in prose only (tiktok-live, section 4.3).
      uploadExpiresIn: secondsOf(expiresIn) ?? Duration.hours(1)
    }))
  }
  const body = Envelope.bodyOf(answer)
  return Result.isSuccess(body) && isDecided(answer, body.success, source)
    ? decode(body.success)
    : Envelope.open(contract, answer, decode)
}

type Fields = Readonly<Record<string, unknown>>

/** Whether the fields of an answer count, and not its code. */
const isDecided = (answer: WireAnswer, body: Fields, source: VideoSource["_tag"]): boolean => {
  const { status } = answer
  if (status >= 400 && status < 500) return false
  const { publish_id: id, upload_url: url } = fieldsOf(body["data"])
  // An upload without its address publishes nothing, so its code may refuse it.
  const isNamed = source === "Upload"
    ? idOf(id) !== undefined && addressOf(url) !== undefined
    : id !== undefined && id !== null && id !== ""
  return isNamed || (status < 300 && !Envelope.isRefusing(Envelope.errorOf(answer, body).code))
}

/** An address that is none is worth as much as no address, and must not be printed. */
const addressOf = (value: unknown): Redacted.Redacted<string> | undefined => {
  const url = textOf(value)
  return url !== undefined && URL.canParse(url) ? Redacted.make(url) : undefined
}
