import type { PhotoFacts } from "../engine/mediaChecks.ts"

/** Reads the start of a photo of `bytes` bytes. Undefined when its header cannot be read. */
export const inspectPhoto = (head: Uint8Array, bytes: number): PhotoFacts | undefined => {
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.length)
  const format = isJpeg(buffer) ? "jpeg" : isWebp(buffer) ? "webp" : undefined
  if (format === undefined) return { format, width: 0, height: 0, bytes }
  const size = format === "jpeg" ? jpegSize(buffer) : webpSize(buffer)
  return size && { ...size, format, bytes }
}

interface Size {
  readonly width: number
  readonly height: number
}

const isJpeg = (file: Buffer) => file.length > 3 && file.readUIntBE(0, 3) === 0xffd8ff

const isWebp = (file: Buffer) => file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WEBP"

/** The size in the frame header of a JPEG file (ITU T.81, B.2.2). */
const jpegSize = (file: Buffer): Size | undefined => {
  for (let at = 2; at + 9 <= file.length;) {
    const marker = file[at + 1] ?? 0
    if (file[at] !== 0xff) return undefined
    // Fill bytes can come before a marker.
    if (marker === 0xff) at++
    else if (isFrame(marker)) return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) }
    else at += 2 + file.readUInt16BE(at + 2)
  }
  return undefined
}

/** SOF0 to SOF15, without the tables that have numbers between them. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** The size in the first chunk of a WebP file (RFC 9649). */
const webpSize = (file: Buffer): Size | undefined => {
  if (file.length < 30) return undefined
  switch (file.toString("latin1", 12, 16)) {
    case "VP8X":
      return { width: 1 + file.readUIntLE(24, 3), height: 1 + file.readUIntLE(27, 3) }
    case "VP8L": {
      const bits = file.readUInt32LE(21)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
    }
    case "VP8 ":
      return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff }
    default:
      return undefined
  }
}
