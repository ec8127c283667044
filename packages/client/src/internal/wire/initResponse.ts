import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Accepted, Contract, VideoSource, WireResponse } from "../../model/contract.ts"
import { PublishId } from "../../Post.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as DecodeResponse from "./decodeResponse.ts"
import * as Envelope from "./envelope.ts"
import { fieldsOf, idOf, secondsOf, textOf } from "./wireValues.ts"

/**
 * Decodes the response to an init. A response with a publish id means that TikTok accepted the post, with any code, unless
 * the HTTP status is 4xx. Without one, only an error code in words or the status is a refusal; anything else is
 * malformed (decision 0007).
 *
 * @internal
 */
export const decode = (
  contract: Contract["name"],
  response: WireResponse,
  source: VideoSource["_tag"]
): Result.Result<Accepted, Refusal | MalformedResponse> => {
  const decodeBody = (body: Fields) => {
    const { publish_id: id, upload_url: url, upload_url_expires_in: expiresIn } = fieldsOf(body["data"])
    return Result.map(DecodeResponse.vital(response, "data.publish_id", idOf, id), (id) => ({
      publishId: PublishId.make(id),
      uploadUrl: urlOf(url),
      // TikTok itself says one hour in prose only (tiktok-live, section 4.3).
      uploadExpiresIn: secondsOf(expiresIn) ?? Duration.hours(1)
    }))
  }
  const body = Envelope.bodyOf(response)
  return Result.isSuccess(body) && isAccepted(response, body.success, source)
    ? decodeBody(body.success)
    : Envelope.decodeVital(contract, response, decodeBody)
}

type Fields = Readonly<Record<string, unknown>>

/** Whether the fields of a response decide, and not its code. */
const isAccepted = (response: WireResponse, body: Fields, source: VideoSource["_tag"]): boolean => {
  const { status } = response
  if (status >= 400 && status < 500) return false
  const { publish_id: id, upload_url: url } = fieldsOf(body["data"])
  // An upload without a URL publishes nothing, so its code may refuse it.
  const hasPost = source === "Upload"
    ? idOf(id) !== undefined && urlOf(url) !== undefined
    : id !== undefined && id !== null && id !== ""
  return hasPost || (status < 300 && !Envelope.isRefusing(Envelope.errorOf(response, body).code))
}

/** An invalid URL counts as missing, and must not be printed. */
const urlOf = (value: unknown): Redacted.Redacted<string> | undefined => {
  const url = textOf(value)
  return url !== undefined && URL.canParse(url) ? Redacted.make(url) : undefined
}
