import * as Result from "effect/Result"
import { MAX_CHUNKS, planBounds } from "./chunkBounds.ts"
import type { ContractRules } from "./ContractRules.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"

/** The chunks of a video as the init announces them. */
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

/** The open points that affect a plan. */
export interface PlanOptions {
  readonly megabytes: keyof typeof planBounds
  readonly remainder: ContractRules["remainder"]
}

/** Checks a plan. A single chunk must be the whole video. With more chunks, the last one contains the remainder. */
export const checkPlan = (
  plan: ChunkPlan,
  { megabytes, remainder }: PlanOptions
): Result.Result<ChunkPlan, RefusalOf<"BadVideoSize" | "BadChunkSize" | "BadChunkCount">> => {
  const { chunkCount, chunkSize, size } = plan
  const { maxChunk, maxVideo, minChunk } = planBounds[megabytes]
  if (size > maxVideo) return Result.fail(Refusal.BadVideoSize({ size, max: maxVideo }))
  if (chunkSize > maxChunk) return Result.fail(Refusal.BadChunkSize({ chunkSize, rule: `at most ${maxChunk} bytes` }))
  if (chunkCount === 1) {
    return chunkSize === size
      ? Result.succeed(plan)
      : Result.fail(
        Refusal.BadChunkSize({ chunkSize, rule: `equal to the video's ${size} bytes when there is one chunk` })
      )
  }
  if (chunkSize < minChunk) {
    return Result.fail(
      Refusal.BadChunkSize({ chunkSize, rule: `at least ${minChunk} bytes when there is more than one chunk` })
    )
  }
  const merged = Math.max(1, Math.floor(size / chunkSize))
  const counts = remainder === "merged" ? [merged] : [...new Set([merged, Math.ceil(size / chunkSize)])]
  if (chunkCount > MAX_CHUNKS || !counts.includes(chunkCount)) {
    const rule = `${counts.join(" or ")}, and at most ${MAX_CHUNKS}`
    return Result.fail(Refusal.BadChunkCount({ chunkCount, rule }))
  }
  return Result.succeed(plan)
}

/** The chunk that contains a byte, counted from 0; undefined for a byte after the end. */
export const chunkOf = (plan: ChunkPlan, byte: number): (ByteRange & { readonly index: number }) | undefined => {
  if (byte >= plan.size) return undefined
  const index = Math.min(Math.floor(byte / plan.chunkSize), plan.chunkCount - 1)
  const first = index * plan.chunkSize
  const isLast = index === plan.chunkCount - 1
  return { index, first, last: isLast ? plan.size - 1 : first + plan.chunkSize - 1 }
}
