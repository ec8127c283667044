import * as Result from "effect/Result"
import type { ChunkSent, Contract, WireResponse } from "../../model/contract.ts"
import { OffsetMismatch, type Refusal, RequestRejected, UploadExpired } from "../../TikTokError.ts"
import * as ContentRange from "./contentRange.ts"
import * as Envelope from "./envelope.ts"
import * as RefusalOf from "./refusalOf.ts"

/**
 * Decodes the response to a chunk (tiktok-live, section 5.2). The body need not be
 * JSON. An error in it counts with any status. A 416 is also a success when every
 * reading of its progress header proves that the chunk arrived earlier.
 *
 * @internal
 */
export const decode = (
  contract: Contract["name"],
  response: WireResponse,
  chunk: ChunkSent
): Result.Result<void, Refusal | UploadExpired | OffsetMismatch> => {
  const { status } = response
  const body = response.text.trim() === "" ? {} : Result.getOrElse(Envelope.bodyOf(response), () => ({}))
  const { code, detail, logId } = Envelope.errorOf(response, body)
  if (status >= 200 && status < 300 && !Envelope.isRefusing(code)) return Result.void
  const hasCode = code !== undefined && !Envelope.isOk(code)
  const error = hasCode ? { code, detail, logId } : Envelope.withoutCode(response, body)
  switch (status) {
    case 416: {
      const received = progress(response, chunk)
      return received.length > 0 && received.every((count) => count >= chunk.end)
        ? Result.void
        : Result.fail(
          new OffsetMismatch({
            ...error,
            status,
            sentFrom: chunk.start,
            progress: response.headers["content-range"]
          })
        )
    }
    case 403:
    case 404:
      return Result.fail(new UploadExpired({ ...error, status }))
    default: {
      const refused = RefusalOf.refusal(contract, response, error)
      // For bad headers or a wrong length, TikTok sends only the status.
      return Result.fail(
        status === 400 && refused._tag === "UnknownRefusal" ? new RequestRejected({ ...error, status }) : refused
      )
    }
  }
}

/**
 * How many bytes TikTok may have by the progress header of a response, the likelier
 * reading first (tiktok-live, section 5.2).
 *
 * @internal
 */
export const progress = (
  { headers }: Pick<WireResponse, "headers">,
  { size }: Pick<ChunkSent, "size">
): ReadonlyArray<number> => {
  const value = headers["content-range"]
  return value === undefined ? [] : ContentRange.received(value, size)
}
