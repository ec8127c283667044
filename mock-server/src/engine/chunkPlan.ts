import * as Result from "effect/Result"
import type { ContractRules } from "./Contract.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import type { Switches } from "./Switches.ts"

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

/** How the documents are read. */
export interface PlanReading {
  readonly megabytes: Switches["megabytes"]
  readonly remainder: ContractRules["remainder"]
}

interface PlanBounds {
  readonly minChunk: number
  readonly maxChunk: number
  readonly maxVideo: number
}

// "5 MB", "64 MB" and "4 GB". A client may have read either system, so the tolerant bounds take the wider of the two.
const decimal: PlanBounds = { minChunk: 5_000_000, maxChunk: 64_000_000, maxVideo: 4_000_000_000 }
const binary: PlanBounds = { minChunk: 5 * 2 ** 20, maxChunk: 64 * 2 ** 20, maxVideo: 4 * 2 ** 30 }
const bounds: Readonly<Record<Switches["megabytes"], PlanBounds>> = {
  decimal,
  binary,
  either: { ...binary, minChunk: decimal.minChunk }
}
const MAX_CHUNKS = 1_000

/** Checks a plan: a single chunk is the whole video, and the bytes that fill no chunk are merged into the last one. */
export const checkPlan = (
  plan: ChunkPlan,
  { megabytes, remainder }: PlanReading
): Result.Result<ChunkPlan, RefusalOf<"BadVideoSize" | "BadChunkSize" | "BadChunkCount">> => {
  const { chunkCount, chunkSize, size } = plan
  const { maxChunk, maxVideo, minChunk } = bounds[megabytes]
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

/** The chunk that a byte belongs to, counted from 0; undefined for a byte behind the last. */
export const chunkOf = (plan: ChunkPlan, byte: number): (ByteRange & { readonly index: number }) | undefined => {
  if (byte >= plan.size) return undefined
  const index = Math.min(Math.floor(byte / plan.chunkSize), plan.chunkCount - 1)
  const first = index * plan.chunkSize
  const isLast = index === plan.chunkCount - 1
  return { index, first, last: isLast ? plan.size - 1 : first + plan.chunkSize - 1 }
}
