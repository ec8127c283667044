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
 * Floor and merge: as many whole chunks as fit, the rest joins the last one
 * (tiktok-live, section 5.1). A single chunk has to be announced with the size
 * of the file, or TikTok answers "The chunk size is invalid".
 *
 * @internal
 */
export const floorPlan = (size: number, chunkSize: number): ChunkPlan => {
  const count = Math.floor(size / chunkSize)
  return count <= 1 ? { size, chunkSize: size, chunkCount: 1 } : { size, chunkSize, chunkCount: count }
}

/** @internal */
export const chunkAt = (plan: ChunkPlan, index: number): Chunk => ({
  index,
  start: index * plan.chunkSize,
  end: index === plan.chunkCount - 1 ? plan.size : (index + 1) * plan.chunkSize
})

/** @internal */
export const chunks = (plan: ChunkPlan): ReadonlyArray<Chunk> =>
  Array.from({ length: plan.chunkCount }, (_, index) => chunkAt(plan, index))
