import type { Switches } from "./Switches.ts"

/** Bounds of a chunk and of a video, in bytes. The last chunk may exceed them. */
export interface PlanBounds {
  readonly minChunk: number
  readonly maxChunk: number
  readonly maxVideo: number
}

/** The bounds as TikTok writes them. */
export const documentedBounds = { minChunkMegabytes: 5, maxChunkMegabytes: 64, maxVideoGigabytes: 4 }

const boundsOf = (megabyte: number, gigabyte: number): PlanBounds => ({
  minChunk: documentedBounds.minChunkMegabytes * megabyte,
  maxChunk: documentedBounds.maxChunkMegabytes * megabyte,
  maxVideo: documentedBounds.maxVideoGigabytes * gigabyte
})

/** The bounds by the meaning of "MB" and "GB". `either` has the wider bound of each pair, `both` the narrower one. */
export const planBounds: Readonly<Record<Switches["megabytes"] | "both", PlanBounds>> = {
  decimal: boundsOf(1e6, 1e9),
  binary: boundsOf(2 ** 20, 2 ** 30),
  either: { ...boundsOf(2 ** 20, 2 ** 30), minChunk: boundsOf(1e6, 1e9).minChunk },
  both: { ...boundsOf(1e6, 1e9), minChunk: boundsOf(2 ** 20, 2 ** 30).minChunk }
}

/** The most chunks of an upload. */
export const MAX_CHUNKS = 1_000
