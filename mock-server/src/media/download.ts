import { type MediaSample, SAMPLE_BYTES } from "../engine/MediaSample.ts"

/** Reads a body of unknown length. Undefined when it has more bytes than the limit. */
export const sampleBody = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number
): Promise<MediaSample | undefined> => {
  const head: Array<Uint8Array> = []
  let headLength = 0
  // The last pieces, with at least as many bytes as the tail has.
  const last: Array<Uint8Array> = []
  let lastLength = 0
  let size = 0
  for await (const piece of body ?? []) {
    size += piece.length
    if (size > limit) return undefined
    const first = piece.subarray(0, SAMPLE_BYTES - headLength)
    if (first.length > 0) head.push(first)
    headLength += first.length
    const rest = piece.subarray(first.length)
    last.push(rest)
    lastLength += rest.length
    while (lastLength - (last[0]?.length ?? 0) >= SAMPLE_BYTES) lastLength -= last.shift()?.length ?? 0
  }
  return { size, head: Buffer.concat(head), tail: Buffer.concat(last).subarray(-SAMPLE_BYTES) }
}
