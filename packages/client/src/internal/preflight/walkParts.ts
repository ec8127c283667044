import * as Effect from "effect/Effect"
import type { MediaFailure } from "../upload/chunkBody.ts"
import { boxName, claimedSamples } from "./claimedSamples.ts"
import type { MediaSource } from "./mediaSource.ts"

/**
 * Whether the parts of a video end within the file, by their own sizes: the boxes of
 * an MP4 or QuickTime file, the elements of a WebM file. The tables of an MP4 must not
 * claim more samples than the file has bytes.
 *
 * @internal
 */
export const walkParts = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<Parts, MediaFailure> {
  let step = stepOfBox
  let at = 0
  for (let parts = 0; parts < MAX_PARTS && at + 8 <= source.size; parts++) {
    const header = viewOf(yield* source.read(at, Math.min(source.size, at + 16)))
    if (at === 0 && header.getUint32(0) === EBML) step = stepOfElement
    else if (at === 0 && !starts.has(header.getUint32(4))) return { isWhole: true, isHonest: true }
    const end = Math.min(source.size, at + Math.min(MAX_HEADER, step(header) ?? Infinity))
    if (headers.has(header.getUint32(4)) && claimedSamples(yield* source.read(at, end)) > source.size) {
      return { isWhole: false, isHonest: false }
    }
    const length = step(header)
    // A part that lasts to the end of the file, or no part.
    if (length === undefined) return { isWhole: true, isHonest: true }
    at += length
  }
  return { isWhole: at <= source.size, isHonest: true }
})

interface Parts {
  /** Whether all parts end within the file. */
  readonly isWhole: boolean
  /** Whether the tables name samples that the file can have. */
  readonly isHonest: boolean
}

/** The boxes with tables. */
const headers: ReadonlySet<number> = new Set(["moov", "moof"].map(boxName))

/** The boxes that a file starts with. */
const starts: ReadonlySet<number> = new Set(["ftyp", "styp", "moov", "mdat", "free", "skip", "wide"].map(boxName))

/** A header of an hour is shorter. */
const MAX_HEADER = 16_777_216

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
