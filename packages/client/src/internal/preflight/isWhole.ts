import * as Effect from "effect/Effect"
import type { MediaFailure } from "../upload/chunkBody.ts"
import type { MediaSource } from "./mediaSource.ts"

/**
 * Whether the parts of a video end within the file, by their own sizes: the boxes of
 * an MP4 or QuickTime file, the segment of a WebM file.
 *
 * @internal
 */
export const isWhole = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<boolean, MediaFailure> {
  const head = yield* source.read(0, Math.min(source.size, 1_024))
  const isEbml = head.length > 4 && viewOf(head).getUint32(0) === EBML
  return isEbml ? segmentEnd(viewOf(head)) <= source.size : yield* hasWholeBoxes(source)
})

const EBML = 0x1a45dfa3

const SEGMENT = 0x18538067

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** A file in many fragments has more boxes, and its last frame tells as much. */
const MAX_BOXES = 200

const hasWholeBoxes = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<boolean, MediaFailure> {
  let at = 0
  for (let boxes = 0; boxes < MAX_BOXES && at + 8 <= source.size; boxes++) {
    const size = boxSize(viewOf(yield* source.read(at, Math.min(source.size, at + 16))))
    if (size === undefined) return true
    at += size
  }
  return at <= source.size
})

/** Bytes of a box with its header (ISO/IEC 14496-12). Undefined for the last box, and for what is no box. */
const boxSize = (header: DataView): number | undefined => {
  const isNamed = [4, 5, 6, 7].every((at) => header.getUint8(at) >= 0x20)
  const size = header.getUint32(0)
  if (!isNamed || size === 0) return undefined
  if (size !== 1) return size < 8 ? undefined : size
  return header.byteLength < 16 ? undefined : Number(header.getBigUint64(8))
}

/** Where the segment of a WebM file ends (RFC 8794). 0 for a recording, which does not say. */
const segmentEnd = (head: DataView): number => {
  const header = vint(head, 4)
  const at = header.end + header.value
  if (at + 12 > head.byteLength || head.getUint32(at) !== SEGMENT) return 0
  const { end, isUnknown, value } = vint(head, at + 4)
  return isUnknown ? 0 : end + value
}

/** A number of 1 to 8 bytes. The leading zeros of the first byte say how many follow. */
const vint = (view: DataView, at: number) => {
  const first = view.getUint8(at)
  const width = Math.clz32(first) - 23
  let value = first & (0xff >> width)
  for (let index = 1; index < width && at + index < view.byteLength; index++) {
    value = value * 256 + view.getUint8(at + index)
  }
  return { value, end: at + width, isUnknown: value >= 2 ** (7 * width) - 1 }
}
