import type { VideoSource } from "../../model/contract.ts"

/**
 * Encodes the source of a video.
 *
 * @internal
 */
export const sourceInfo = (source: VideoSource) =>
  source._tag === "Pull"
    ? { source: "PULL_FROM_URL", video_url: source.url }
    : {
      source: "FILE_UPLOAD",
      video_size: source.plan.size,
      chunk_size: source.plan.chunkSize,
      total_chunk_count: source.plan.chunkCount
    }
