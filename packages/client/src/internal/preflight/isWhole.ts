import * as Effect from "effect/Effect"
import type { MediaFailure } from "../upload/chunkBody.ts"
import type { MediaSource } from "./mediaSource.ts"

/**
 * Whether the parts of a video end within the file, by their own sizes: the boxes of
 * an MP4 or QuickTime file, the elements of a WebM file.
 *
 * @internal
 */
export const isWhole = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<boolean, MediaFailure> {
  let step = stepOfBox
  let at = 0
  for (let parts = 0; parts < MAX_PARTS && at + 8 <= source.size; parts++) {
    const header = viewOf(yield* source.read(at, Math.min(source.size, at + 16)))
    if (at === 0 && header.getUint32(0) === EBML) step = stepOfElement
    const length = step(header)
    // A part that lasts to the end of the file, or no part.
    if (length === undefined) return true
    at += length
  }
  return at <= source.size
})

/** The parts of a file in many fragments, or of a recording, are looked at up to here. */
const MAX_PARTS = 1_000

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** Bytes of a box with its header (ISO/IEC 14496-12). */
const stepOfBox = (header: DataView): number | undefined => {
  const size = header.getUint32(0)
  if (!isBoxName(header.getUint32(4)) || size === 0) return undefined
  if (size !== 1) return size < 8 ? undefined : size
  return header.byteLength < 16 ? undefined : Number(header.getBigUint64(8))
}

const isBoxName = (name: number): boolean =>
  [24, 16, 8, 0].every((shift) => /[\w ]/.test(String.fromCharCode((name >>> shift) & 0xff)))

/** Bytes up to the next element (RFC 8794). A recording does not say how long its parts are: the next is in them. */
const stepOfElement = (header: DataView): number | undefined => {
  const idWidth = widthAt(header, 0)
  if (idWidth > 4) return undefined
  const width = widthAt(header, idWidth)
  if (width > 8 || idWidth + width > header.byteLength) return undefined
  let size = header.getUint8(idWidth) & (0xff >> width)
  let isUnknown = size === 0xff >> width
  for (let index = 1; index < width; index++) {
    const byte = header.getUint8(idWidth + index)
    size = size * 256 + byte
    isUnknown &&= byte === 0xff
  }
  return idWidth + width + (isUnknown ? 0 : size)
}

/** The leading zeros of the first byte say how many follow. */
const widthAt = (header: DataView, at: number): number => Math.clz32(header.getUint8(at)) - 23

const EBML = 0x1a45dfa3
