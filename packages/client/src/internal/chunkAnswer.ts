import * as Result from "effect/Result"
import type { ChunkSent, Contract, WireAnswer } from "../Contract.ts"
import { OffsetMismatch, type Refusal, UploadExpired } from "../TikTokError.ts"
import * as ContentRange from "./contentRange.ts"
import * as ErrorCatalog from "./errorCatalog.ts"

/**
 * What a chunk's answer means that is not a success (tiktok-live, section
 * 5.2). A 416 may be the answer to a chunk that arrived before: its progress
 * header tells.
 *
 * @internal
 */
export const refusal = (
  contract: Contract["name"],
  answer: WireAnswer,
  chunk: ChunkSent,
  error: { readonly code: string; readonly detail: string; readonly logId?: string | undefined }
): Result.Result<void, Refusal | UploadExpired | OffsetMismatch> => {
  const { headers, status } = answer
  switch (status) {
    case 416: {
      const progress = headers["content-range"]
      const received = progress === undefined ? undefined : ContentRange.parse(progress)
      return received !== undefined && received.end >= chunk.end
        ? Result.void
        : Result.fail(new OffsetMismatch({ ...error, status, sentFrom: chunk.start, progress }))
    }
    case 403:
    case 404:
      return Result.fail(new UploadExpired({ ...error, status }))
    default:
      return Result.fail(ErrorCatalog.refusal(contract, answer, error))
  }
}
