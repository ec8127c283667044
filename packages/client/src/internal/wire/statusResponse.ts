import * as Result from "effect/Result"
import type { Contract, WireResponse } from "../../model/contract.ts"
import type { Stage, StatusReport } from "../../model/status.ts"
import type { Post } from "../../Post.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as DecodeResponse from "./decodeResponse.ts"
import * as Envelope from "./envelope.ts"
import { countOf, fieldsOf, idsOf, present, stringOf, textOf, timeOf } from "./wireValues.ts"

/**
 * Decodes the status of a post, in both contracts. Only the status is vital,
 * because the post may already be public.
 *
 * @internal
 */
export const decode = (
  contract: Contract["name"],
  response: WireResponse,
  kind: Post["_tag"] | undefined
): Result.Result<StatusReport, Refusal | MalformedResponse> =>
  Envelope.decodeVital(contract, response, (body) => {
    const data = fieldsOf(body["data"])
    return Result.map(DecodeResponse.vital(response, "data.status", stringOf, data["status"]), (status) => {
      const postIds = idsOf(postIdFields.map((spelling) => data[spelling]))
      return {
        stage: stageOf(status, kind, postIds.length > 0),
        status,
        failReason: textOf(data["fail_reason"]),
        postIds,
        ...present({
          url: textOf(data["posted_url"]),
          uploadedBytes: countOf(data["uploaded_bytes"]),
          downloadedBytes: countOf(data["downloaded_bytes"]),
          createdAt: timeOf(data["create_time"]),
          postedAt: timeOf(data["posted_time"])
        })
      }
    })
  })

// TikTok's spelling, the correct one, and the catalog's.
const postIdFields = ["publicaly_available_post_id", "publicly_available_post_id", "publiclyAvailablePostId"]

const stageOf = (status: string, kind: Post["_tag"] | undefined, hasPosts: boolean): Stage => {
  const isDraft = kind === "VideoDraft" || kind === "PhotosDraft"
  // The catalog has no status for a delivered draft. POSTED without a post id means one.
  return isDraft && status === "POSTED" && !hasPosts ? "SentToInbox" : stages.get(status) ?? "Unrecognized"
}

/**
 * The stages of the documented statuses.
 *
 * @internal
 */
export const stages: ReadonlyMap<string, Stage> = new Map([
  ["PROCESSING_UPLOAD", "Processing"],
  ["PROCESSING_DOWNLOAD", "Processing"],
  ["PROCESSING", "Processing"],
  ["POSTING", "Processing"],
  ["SEND_TO_USER_INBOX", "SentToInbox"],
  ["PUBLISH_COMPLETE", "Published"],
  ["POSTED", "Published"],
  ["FAILED", "Failed"]
])
