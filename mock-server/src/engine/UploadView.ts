import { arrivingBytes } from "./arriving.ts"
import { type ByteRange, chunkOf, type ChunkPlan } from "./chunkPlan.ts"
import type { Engine } from "./Engine.ts"
import type { Upload } from "./records.ts"

/** An upload in the control API, without its URL. Times are epoch milliseconds. */
export interface UploadView {
  readonly uploadId: string
  readonly publishId: string
  /** Open id of the creator. */
  readonly creator: string
  readonly state: "waiting" | "receiving" | "complete" | "expired"
  readonly plan: ChunkPlan
  /** The chunks of the plan. */
  readonly planned: ReadonlyArray<ByteRange>
  /** The received chunks and their times. */
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** Number of confirmed bytes, from the start of the video. */
  readonly confirmed: number
  /** Number of bytes of the next chunk that have arrived. They count at its end. */
  readonly arriving: number
  readonly expiresAt: number
  /** SHA-256 of the file in hex, once the upload is complete. */
  readonly sha256: string | undefined
}

/** Every upload. Pulls are not uploads. */
export const viewUploads = (engine: Engine): ReadonlyArray<UploadView> =>
  [...engine.state.uploads.values()].flatMap((upload) =>
    upload.plan === undefined ? [] : [viewUpload(engine, upload, upload.plan)]
  )

const viewUpload = (engine: Engine, upload: Upload, plan: ChunkPlan): UploadView => {
  const { clock, state } = engine
  const arriving = arrivingBytes(engine, upload)
  const { chunks, confirmed, expiresAt, publishId, sha256, uploadId } = upload
  return {
    uploadId,
    publishId,
    creator: state.posts.get(publishId)?.openId ?? "",
    state: confirmed === plan.size
      ? "complete"
      : clock.now() >= expiresAt
      ? "expired"
      : confirmed + arriving === 0
      ? "waiting"
      : "receiving",
    plan,
    planned: Array.from({ length: plan.chunkCount }, (_, index) => chunkOf(plan, index * plan.chunkSize))
      .flatMap((chunk) => chunk === undefined ? [] : [{ first: chunk.first, last: chunk.last }]),
    chunks,
    confirmed,
    arriving,
    expiresAt,
    sha256
  }
}
