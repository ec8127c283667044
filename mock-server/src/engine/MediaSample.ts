import type { Upload } from "./records.ts"

/** The first and the last bytes of a file. Its header is in one of them. */
export interface MediaSample {
  /** Size of the file in bytes. */
  readonly size: number
  readonly head: Uint8Array
  /** The bytes at the end of the file, after those of `head`. */
  readonly tail: Uint8Array
}

/** The samples of the uploads in progress of one mock. */
export interface MediaSamples {
  /** Copies what the sample needs of a piece. `at` is its position in the file. */
  readonly add: (upload: Upload, at: number, piece: Uint8Array) => void
  readonly find: (uploadId: string) => MediaSample | undefined
  readonly remove: (uploadId: string) => void
  readonly clear: () => void
}

/** The most bytes at each end of a file. */
export const SAMPLE_BYTES = 1024 * 1024

// Uploads that never end would keep their samples.
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

/** Makes the samples of a server, one part for each tenant. Beyond the limit, the oldest sample is lost. */
export const makeMediaSamples = (limit: number = MAX_TOTAL_BYTES): (tenant: string) => MediaSamples => {
  const samples = new Map<string, MediaSample>()
  let total = 0

  const remove = (key: string): void => {
    const sample = samples.get(key)
    if (sample !== undefined && samples.delete(key)) total -= sample.head.length + sample.tail.length
  }

  const start = (key: string, size: number): MediaSample => {
    const sample = emptySample(size)
    samples.set(key, sample)
    total += sample.head.length + sample.tail.length
    for (const oldest of samples.keys()) {
      if (total <= limit || oldest === key) break
      remove(oldest)
    }
    return sample
  }

  return (tenant) => {
    const prefix = `${tenant}/`
    return {
      add: ({ plan, uploadId }, at, piece) => {
        if (plan === undefined) return
        const key = prefix + uploadId
        // Without its start, a file is not sampled.
        const sample = samples.get(key) ?? (at === 0 ? start(key, plan.size) : undefined)
        if (sample !== undefined) addPiece(sample, at, piece)
      },
      find: (uploadId) => samples.get(prefix + uploadId),
      remove: (uploadId) => remove(prefix + uploadId),
      clear: () => {
        for (const key of samples.keys()) {
          if (key.startsWith(prefix)) remove(key)
        }
      }
    }
  }
}

const emptySample = (size: number): MediaSample => {
  const head = Math.min(size, SAMPLE_BYTES)
  return { size, head: new Uint8Array(head), tail: new Uint8Array(Math.min(size - head, SAMPLE_BYTES)) }
}

const addPiece = ({ head, size, tail }: MediaSample, at: number, piece: Uint8Array): void => {
  copyInto(head, 0, at, piece)
  copyInto(tail, size - tail.length, at, piece)
}

const copyInto = (part: Uint8Array, start: number, at: number, piece: Uint8Array): void => {
  const from = Math.max(start, at)
  const to = Math.min(start + part.length, at + piece.length)
  if (from < to) part.set(piece.subarray(from - at, to - at), from - start)
}
