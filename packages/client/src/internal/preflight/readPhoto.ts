import * as Effect from "effect/Effect"
import type { PhotoFacts } from "../../model/preflight.ts"
import type { MediaFailure } from "../upload/chunkBody.ts"
import type { MediaSource } from "./mediaSource.ts"

/**
 * A photo, and whether all of it is there.
 *
 * @internal
 */
export interface ReadPhoto {
  readonly facts: PhotoFacts
  readonly isComplete: boolean
}

/**
 * Reads the header of a photo and looks for its end. Undefined for content that is
 * no photo.
 *
 * @internal
 */
export const readPhoto = Effect.fnUntraced(function*(
  source: MediaSource
): Effect.fn.Return<ReadPhoto | undefined, MediaFailure> {
  const head = yield* source.read(0, Math.min(source.size, 32))
  const format = formatOf(head)
  if (format === undefined) return undefined
  const readFormat = format === "JPEG" ? readJpeg : format === "WebP" ? readWebp : undefined
  const { isComplete, size } = readFormat === undefined
    ? { isComplete: true, size: undefined }
    : yield* readFormat(source, head)
  return { facts: { _tag: "Photo", bytes: source.size, format, ...size }, isComplete }
})

interface Header {
  readonly size?: { readonly width: number; readonly height: number } | undefined
  readonly isComplete: boolean
}

const cut: Header = { isComplete: false }

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end))

/** The formats of pictures that people take for photos, by their first bytes. */
const formatOf = (head: Uint8Array): string | undefined => {
  const start = latin1(head, 0, 12)
  if (start.startsWith("\xff\xd8\xff")) return "JPEG"
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "WebP"
  if (start.startsWith("\x89PNG")) return "PNG"
  if (start.startsWith("GIF8")) return "GIF"
  if (start.startsWith("BM")) return "BMP"
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "TIFF"
  return /^....ftyp(?:hei|hev|mif1|msf1)/s.test(start) ? "HEIF" : /^....ftypavi[fs]/s.test(start) ? "AVIF" : undefined
}

/** Reads a WebP file (RFC 9649): its own size, and the picture's in the first chunk. */
const readWebp = (source: MediaSource, head: Uint8Array): Effect.Effect<Header> => {
  if (head.length < 30) return Effect.succeed(cut)
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const isComplete = 8 + view.getUint32(4, true) <= source.size
  return Effect.succeed({ isComplete, size: webpSize(view, latin1(head, 12, 16)) })
}

const webpSize = (view: DataView, chunk: string): Header["size"] => {
  const bits = view.getUint32(21, true)
  switch (chunk) {
    case "VP8X":
      return {
        width: 1 + (view.getUint32(24, true) & 0xffffff),
        height: 1 + (view.getUint16(27, true) | view.getUint8(29) << 16)
      }
    case "VP8L":
      return view.getUint8(20) === 0x2f
        ? { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
        : undefined
    case "VP8 ":
      return view.getUint16(23) === 0x9d01
        ? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
        : undefined
    default:
      return undefined
  }
}

/** Reads the segments of a JPEG file (ITU T.81, annex B) up to the picture, and finds the end of it. */
const readJpeg = Effect.fnUntraced(function*(source: MediaSource): Effect.fn.Return<Header, MediaFailure> {
  let size: Header["size"]
  let start = 0
  let view: DataView = new DataView(new ArrayBuffer(0))
  for (let at = 2, pieces = 0; at + 4 <= source.size;) {
    if (at + SEGMENT_HEADER > start + view.byteLength && start + view.byteLength < source.size) {
      if (pieces++ === MAX_PIECES) break
      const piece = yield* source.read(at, Math.min(source.size, at + HEADER_PIECE))
      view = new DataView(piece.buffer, piece.byteOffset, piece.length)
      start = at
    }
    const offset = at - start
    const marker = view.getUint8(offset + 1)
    if (view.getUint8(offset) !== 0xff) return { size, isComplete: false }
    // Fill bytes can come before a marker.
    if (marker === 0xff) at++
    else {
      if (isFrame(marker) && offset + SEGMENT_HEADER <= view.byteLength) {
        size = { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) }
      }
      at += 2 + view.getUint16(offset + 2)
      if (marker === START_OF_SCAN) return { size, isComplete: yield* hasEnd(source, at) }
    }
  }
  return { size, isComplete: false }
})

/** Bytes of a segment up to the size of the picture. */
const SEGMENT_HEADER = 9

const HEADER_PIECE = 256

/** A segment has up to 64 KiB, so these have more than a photo may. */
const MAX_PIECES = 400

/** SOF0 to SOF15, without the tables that have numbers between them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

const START_OF_SCAN = 0xda

// The bytes of a picture never contain this marker. Phones append a video behind it.
const hasEnd = Effect.fnUntraced(function*(source: MediaSource, from: number): Effect.fn.Return<boolean, MediaFailure> {
  if (source.size > MAX_SEARCHED) return true
  for (let end = source.size; end > from; end -= PIECE) {
    const piece = yield* source.read(Math.max(from, end - PIECE), Math.min(source.size, end + 1))
    for (let at = piece.indexOf(0xff); at !== -1; at = piece.indexOf(0xff, at + 1)) {
      if (piece[at + 1] === 0xd9) return true
    }
  }
  return false
})

const PIECE = 65_536

/** A larger photo is refused for its size. */
const MAX_SEARCHED = 20_971_520
