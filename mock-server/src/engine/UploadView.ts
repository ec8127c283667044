import { type ByteRange, chunkOf, type ChunkPlan } from "./chunkPlan.ts"
import type { Engine } from "./Engine.ts"
import type { Upload } from "./records.ts"

/** An upload as its owner sees it from outside, without its address. Times are epoch milliseconds. */
export interface UploadView {
  readonly uploadId: string
  readonly publishId: string
  /** Open id of the creator. */
  readonly creator: string
  readonly state: "waiting" | "receiving" | "complete" | "expired"
  readonly plan: ChunkPlan
  /** The chunks that the plan makes. */
  readonly planned: ReadonlyArray<ByteRange>
  /** The chunks that have arrived, and when. */
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** Bytes that the server has for sure, counted from the start. */
  readonly confirmed: number
  readonly expiresAt: number
  /** SHA-256 of the file in hex, once it is whole. */
  readonly sha256: string | undefined
}

/** Every upload that was announced; media that are pulled are none. */
export const viewUploads = (engine: Engine): ReadonlyArray<UploadView> =>
  [...engine.state.uploads.values()].flatMap((upload) =>
    upload.plan === undefined ? [] : [viewUpload(engine, upload, upload.plan)]
  )

const viewUpload = ({ clock, state }: Engine, upload: Upload, plan: ChunkPlan): UploadView => {
  const { chunks, confirmed, expiresAt, publishId, sha256, uploadId } = upload
  return {
    uploadId,
    publishId,
    creator: state.posts.get(publishId)?.openId ?? "",
    state: confirmed === plan.size
      ? "complete"
      : clock.now() >= expiresAt
      ? "expired"
      : confirmed === 0
      ? "waiting"
      : "receiving",
    plan,
    planned: Array.from({ length: plan.chunkCount }, (_, index) => chunkOf(plan, index * plan.chunkSize))
      .flatMap((chunk) => chunk === undefined ? [] : [{ first: chunk.first, last: chunk.last }]),
    chunks,
    confirmed,
    expiresAt,
    sha256
  }
}
