import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Made by ffmpeg, of a second or less. */
const folder = join(import.meta.dirname, "files")

export const pathOf = (name: string): string => join(folder, name)

export const fileOf = (name: string): Buffer<ArrayBuffer> => Buffer.from(readFileSync(pathOf(name)))

/** A file without its last part. */
const cut = (name: string, share: number) => {
  const file = fileOf(name)
  return file.subarray(0, Math.floor(file.length * share))
}

/** A file with other bytes at the first place of `text`. */
const patched = (name: string, text: string, bytes: string | Uint8Array, skip = 0) => {
  const file = fileOf(name)
  Buffer.from(bytes).copy(file, file.indexOf(text, 0, "latin1") + skip)
  return file
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Bytes without any order, the same in each run. */
const noise = (size: number, seed: number) => {
  let state = seed
  return Buffer.from(Array.from({ length: size }, () => (state = state * 48_271 % 2_147_483_647) >>> 8 & 0xff))
}

/** A segment of another program, longer than what is read at first. */
const withExif = (jpeg: Buffer) =>
  Buffer.concat([jpeg.subarray(0, 2), Buffer.from("ffe1fffe", "hex"), Buffer.alloc(65_532, 0xff), jpeg.subarray(2)])

/** Files that are made of others, by name. */
const derived: Readonly<Record<string, () => Buffer>> = {
  "cut-in-frames.mp4": () => cut("early.mp4", 0.7),
  "cut-in-header.mp4": () => cut("early.mp4", 0.05),
  "cut-before-header.mp4": () => cut("late.mp4", 0.8),
  "cut-by-a-byte.mp4": () => fileOf("early.mp4").subarray(0, -1),
  "cut-after-first-box.mp4": () => fileOf("late.mp4").subarray(0, 32),
  // A box of size 0 lasts to the end of the file.
  "cut-last-box.mp4": () => {
    const file = patched("early.mp4", "mdat", uint32(0), -4)
    return file.subarray(0, -200)
  },
  "cut-fragment.mp4": () => cut("fragmented.mp4", 0.8),
  "cut.mov": () => cut("h264.mov", 0.5),
  "cut.webm": () => cut("vp9.webm", 0.5),
  "cut-by-a-byte.webm": () => fileOf("vp9.webm").subarray(0, -1),
  "cut-recording.webm": () => cut("recorded.webm", 0.9),
  "noise-in-segment.webm": () => patched("vp9.webm", "\x1f\x43\xb6\x75", noise(9_000, 5)),
  "noise-in-recording.webm": () => patched("recorded.webm", "\x1f\x43\xb6\x75", noise(5_000, 6)),
  "empty.mp4": () => Buffer.alloc(0),
  "three-bytes.mp4": () => noise(3, 1),
  "noise.mp4": () => noise(5_000, 2),
  "noise.webm": () => noise(50_000, 3),
  "zeros.mp4": () => Buffer.alloc(4_000),
  "text.mp4": () => Buffer.from("<!doctype html><title>404</title>".repeat(40)),
  "noise-after-first-box.mp4": () => Buffer.concat([fileOf("late.mp4").subarray(0, 32), noise(3_000, 4)]),
  "endless-table.mp4": () => patched("late.mp4", "stts", uint32(0x7fffffff), 12),
  "endless-chunks.mov": () => patched("pcm.mov", "stsc", uint32(0x7fffffff), 12),
  "endless-fragment.mp4": () => patched("fragmented.mp4", "trun", uint32(0x7fffffff), 8),
  "h264.webm": () => fileOf("late.mp4"),
  "vp9.mov": () => fileOf("vp9.webm"),
  "photo.mp4": () => fileOf("baseline.jpg"),
  "video.jpg": () => fileOf("late.mp4"),
  "picture.jpg": () => fileOf("picture.png"),
  "progressive.jpg": () => patched("baseline.jpg", "\xff\xc0", Buffer.from([0xff, 0xc2])),
  "exif.jpg": () => withExif(fileOf("baseline.jpg")),
  "motion.jpg": () => Buffer.concat([fileOf("baseline.jpg"), Buffer.alloc(90_000), fileOf("late.mp4")]),
  "cut.jpg": () => cut("baseline.jpg", 0.6),
  "cut-by-a-byte.jpg": () => fileOf("baseline.jpg").subarray(0, -1),
  "cut-in-exif.jpg": () => withExif(fileOf("baseline.jpg")).subarray(0, 4_000),
  "cut.webp": () => cut("lossy.webp", 0.6),
  "cut-in-header.webp": () => fileOf("lossy.webp").subarray(0, 20)
}

/** Every file by name: those of the folder, and those that are made of them. */
export const files: ReadonlyMap<string, () => Buffer> = new Map([
  ...readdirSync(folder).map((name) => [name, () => fileOf(name)] as const),
  ...Object.entries(derived)
])
