import * as Result from "effect/Result"
import { InvalidInput } from "../../TikTokError.ts"

/** @internal */
export interface Chunk {
  /** Zero-based. */
  readonly index: number
  /** First byte. */
  readonly start: number
  /** First byte after the chunk. */
  readonly end: number
}

/** @internal */
export interface ChunkPlan {
  readonly size: number
  readonly chunkSize: number
  readonly chunkCount: number
}

/**
 * Cuts the file into whole chunks, and adds the rest to the last one (tiktok-live,
 * section 5.1). A single chunk must be announced with the size of the file, or
 * TikTok answers "The chunk size is invalid".
 */
const floorPlan = (size: number, chunkSize: number): ChunkPlan => {
  const count = Math.floor(size / chunkSize)
  return count <= 1 ? { size, chunkSize: size, chunkCount: 1 } : { size, chunkSize, chunkCount: count }
}

const chunkAt = (plan: ChunkPlan, index: number): Chunk => ({
  index,
  start: index * plan.chunkSize,
  end: index === plan.chunkCount - 1 ? plan.size : (index + 1) * plan.chunkSize
})

/**
 * The chunk that contains a byte.
 *
 * @internal
 */
export const chunkOf = (plan: ChunkPlan, byte: number): Chunk =>
  chunkAt(plan, Math.min(Math.floor(byte / plan.chunkSize), plan.chunkCount - 1))

// No page says whether "MB" is decimal, so these bounds satisfy both meanings (tiktok-live, section 5.1).
const largestSingle = 64_000_000
/** Bytes of the smallest chunk but the last. @internal */
export const smallestChunk = 5_242_880
const largestVideo = 4_294_967_296

/**
 * The chunk plan for a file of `size` bytes, by TikTok's published rules. The
 * catalog names no bounds, so it has the same plan.
 *
 * @internal
 */
export const plan = (size: number, chunkSize?: number): Result.Result<ChunkPlan, InvalidInput> => {
  if (!Number.isSafeInteger(size) || size < 1 || size > largestVideo) {
    return Result.fail(
      new InvalidInput({ field: "media.size", rule: `must be 1 to ${largestVideo} bytes, was ${size}` })
    )
  }
  if (chunkSize === undefined) {
    return Result.succeed(floorPlan(size, size <= largestSingle ? size : 10_000_000))
  }
  if (!Number.isSafeInteger(chunkSize) || chunkSize < smallestChunk || chunkSize > largestSingle) {
    return Result.fail(
      new InvalidInput({
        field: "chunkSize",
        rule: `must be a whole number of bytes from ${smallestChunk} to ${largestSingle}, was ${chunkSize}`
      })
    )
  }
  const floored = floorPlan(size, chunkSize)
  return floored.chunkSize > largestSingle
    ? Result.fail(
      new InvalidInput({
        field: "chunkSize",
        rule: `must be at most half of ${size} bytes, because more than ${largestSingle} bytes cannot be one chunk`
      })
    )
    : Result.succeed(floored)
}
