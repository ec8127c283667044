import * as Result from "effect/Result"
import { Refusal, type RefusalOf } from "./Refusal.ts"

/** How a client announces that it will cut a video. */
export interface ChunkPlan {
  /** Bytes of the whole video. */
  readonly size: number
  /** Bytes of every chunk but the last. */
  readonly chunkSize: number
  readonly chunkCount: number
}

/** First and last byte of a chunk, zero-based and inclusive. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

// The reference names "5 MB" and "64 MB" without a unit system: the smaller reading bounds below, the larger above.
const MIN_CHUNK = 5_000_000
const MAX_CHUNK = 64 * 1024 * 1024
const MAX_CHUNKS = 1_000
const MAX_VIDEO = 4 * 1024 * 1024 * 1024

/**
 * Checks a plan. A remainder may go into the last chunk (the count rounds down) or into a chunk of its own (it rounds
 * up), because the documents can be read either way.
 */
export const checkPlan = (
  plan: ChunkPlan
): Result.Result<ChunkPlan, RefusalOf<"BadVideoSize" | "BadChunkSize" | "BadChunkCount">> => {
  const { chunkCount, chunkSize, size } = plan
  if (size > MAX_VIDEO) return Result.fail(Refusal.BadVideoSize({ size, max: MAX_VIDEO }))
  if (chunkSize > MAX_CHUNK) {
    return Result.fail(Refusal.BadChunkSize({ chunkSize, rule: `at most ${MAX_CHUNK} bytes` }))
  }
  if (chunkCount === 1) {
    return chunkSize === size
      ? Result.succeed(plan)
      : Result.fail(
        Refusal.BadChunkSize({ chunkSize, rule: `equal to the video's ${size} bytes when there is one chunk` })
      )
  }
  if (chunkSize < MIN_CHUNK) {
    return Result.fail(
      Refusal.BadChunkSize({ chunkSize, rule: `at least ${MIN_CHUNK} bytes when there is more than one chunk` })
    )
  }
  const counts = [...new Set([Math.max(1, Math.floor(size / chunkSize)), Math.ceil(size / chunkSize)])]
  if (chunkCount > MAX_CHUNKS || !counts.includes(chunkCount)) {
    const rule = `${counts.join(" or ")}, and at most ${MAX_CHUNKS}`
    return Result.fail(Refusal.BadChunkCount({ chunkCount, rule }))
  }
  return Result.succeed(plan)
}

/** The range of the chunk that begins at a byte; undefined when no chunk of the plan begins there. */
export const chunkAt = (plan: ChunkPlan, first: number): ByteRange | undefined => {
  const index = first / plan.chunkSize
  if (!Number.isInteger(index) || index >= plan.chunkCount) return undefined
  const isLast = index === plan.chunkCount - 1
  return { first, last: isLast ? plan.size - 1 : first + plan.chunkSize - 1 }
}
