import * as Effect from "effect/Effect"
import type { MediaFailure } from "../upload/chunkBody.ts"
import type { MediaSource } from "./mediaSource.ts"

/**
 * What mediabunny is given to read.
 *
 * @internal
 */
export interface Guarded extends MediaSource {
  /** Where reading has to fail. */
  readonly readableTo: number
}

/**
 * A WebM file with an element behind its end. mediabunny 1.61 looks for the next
 * element where it finds none, and never stops if there is no further one. Here it
 * sees a segment without an end, and fails as it looks. Other files stay as they are.
 *
 * @internal
 */
export const withEnd = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<Guarded, MediaFailure> {
  const size = segmentSizeIn(yield* source.read(0, Math.min(source.size, 1_024)))
  if (size === undefined) return { ...source, readableTo: source.size }
  const byteAt = (at: number, byte: number): number => {
    if (at >= source.size) return VOID[at - source.size] ?? 0
    if (at < size.start || at >= size.end) return byte
    return at === size.start ? 0xff >> (size.end - size.start - 1) : 0xff
  }
  return {
    size: source.size + VOID.length + VOID_SIZE,
    readableTo: source.size + 1_024,
    read: (start, end) =>
      Effect.map(
        // A server has no range that is empty.
        start < source.size ? source.read(start, Math.min(end, source.size)) : Effect.succeed(new Uint8Array()),
        (bytes) =>
          start >= size.end && end <= source.size
            ? bytes
            : Uint8Array.from({ length: end - start }, (_, index) => byteAt(start + index, bytes[index] ?? 0))
      )
  }
})

/** Larger than the pieces of 64 KiB in which mediabunny looks for an element. */
const VOID_SIZE = 1_048_576

/** The header of a Void element of that size. */
const VOID = Uint8Array.of(0xec, 0x10, 0x10, 0x00, 0x00)

const EBML = [0x1a, 0x45, 0xdf, 0xa3]

const SEGMENT = [0x18, 0x53, 0x80, 0x67]

/**
 * Where the segment of a WebM file says how long it is. All ones there mean that it
 * lasts to the end of the file.
 */
const segmentSizeIn = (head: Uint8Array): { readonly start: number; readonly end: number } | undefined => {
  const isAt = (at: number, id: ReadonlyArray<number>) => id.every((byte, index) => head[at + index] === byte)
  if (!isAt(0, EBML)) return undefined
  const id = head.findIndex((_, at) => isAt(at, SEGMENT))
  const start = id + SEGMENT.length
  // The leading zeros of the first byte say how many follow.
  return id === -1 ? undefined : { start, end: start + Math.min(8, Math.clz32(head[start] ?? 0) - 23) }
}
