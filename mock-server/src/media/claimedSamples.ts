import type { MediaSample } from "../engine/MediaSample.ts"

/**
 * Whether the tables of an MP4 or MOV claim more than the file can have. mediabunny 1.61 goes through all that they claim,
 * with a record in memory for each sample.
 */
export const claimsTooMuch = ({ head, size, tail }: MediaSample): boolean => {
  const parts = head.length + tail.length === size ? [Buffer.concat([head, tail])] : [head, tail]
  const claimed = parts.flatMap((part) => headersIn(Buffer.from(part.buffer, part.byteOffset, part.length)))
    .reduce((sum, header) => sum + claimedIn(header, size), 0)
  return claimed > Math.min(size, MAX_SAMPLES)
}

/** A video of four hours has fewer. */
const MAX_SAMPLES = 1_000_000

/** A sample of a video in small fragments has a tenth of them. */
const MAX_TABLES = 100_000

/** The boxes that can have tables, wherever they are: an index can refer to any place. */
const headersIn = (part: Buffer): ReadonlyArray<Buffer> => {
  const spans: Array<{ readonly start: number; end: number }> = []
  for (const { index } of part.toString("latin1").matchAll(/moo[vf]/g)) {
    const start = Math.max(0, index - 4)
    const { end } = contentOf(part, index)
    const last = spans.at(-1)
    if (last === undefined || start >= last.end) spans.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return spans.map(({ end, start }) => part.subarray(start, end))
}

/**
 * The samples that are gone through one by one. Infinite for a table that contradicts the size of its box or of the file,
 * and for more tables than a video has.
 */
const claimedIn = (header: Buffer, size: number): number => {
  let claimed = 0
  let timed = 0
  let isReordered = false
  let room = header.length
  let tables = 0
  for (const { bytes, entries, name, numbers, space } of tablesIn(header)) {
    room -= bytes
    if (bytes > space || room < 0 || ++tables > MAX_TABLES) return Infinity
    if (name === "trak") {
      timed = 0
      isReordered = false
    } else if (name === "trun" || name === "stz2") {
      claimed += entries
    } else if (name === "stsc") {
      const chunks = numbers(0)
      if ([...chunks, ...numbers(4)].some((number) => number > size)) return Infinity
      claimed += total(chunks.map((chunk, index) => Math.max(0, chunk - (chunks[index - 1] ?? chunk))))
    } else if (name === "stts") {
      const samples = total(numbers(0))
      // Sound without compression has millions.
      if (samples > size) return Infinity
      timed += samples
      if (isReordered) claimed += samples
    } else if (name === "ctts") {
      claimed += total(numbers(0)) + (isReordered ? 0 : timed)
      isReordered = true
    }
  }
  return claimed
}

/** Bytes of an entry of each table. 0 where they depend on flags. */
const widths: ReadonlyMap<string, number> = new Map([
  ["trak", 0],
  ["stts", 8],
  ["ctts", 8],
  ["stsc", 12],
  ["stsz", 4],
  ["stz2", 0],
  ["stss", 4],
  ["stco", 4],
  ["co64", 8],
  ["trun", 0]
])

// The names can overlap with the size before them.
const NAMES = new RegExp(`(?=(${[...widths.keys()].join("|")}))`, "g")

interface Table {
  readonly name: string
  readonly entries: number
  /** Bytes of the entries, and those that the box has for them. */
  readonly bytes: number
  readonly space: number
  /** The number at this offset of each entry. */
  readonly numbers: (offset: number) => ReadonlyArray<number>
}

// One at a time, because a box may be full of names.
function* tablesIn(header: Buffer): Generator<Table> {
  for (const { 1: name = "", index } of header.toString("latin1").matchAll(NAMES)) {
    const { end, start } = contentOf(header, index)
    const hasSize = name === "stsz" || name === "stz2"
    // One size for all samples, without entries.
    const width = name === "stsz" && numberAt(header, start + 4) > 0 ? 0 : widths.get(name) ?? 0
    const first = start + (hasSize ? 12 : 8)
    const entries = numberAt(header, first - 4)
    const numbers = (offset: number) =>
      Array.from({ length: entries }, (_, entry) => numberAt(header, first + entry * width + offset))
    yield { name, entries, bytes: entries * width, space: Math.max(0, end - first), numbers }
  }
}

/** Where the content of a box is, by the place of its name. */
const contentOf = (bytes: Buffer, name: number) => {
  const short = numberAt(bytes, name - 4)
  const size = short === 1 ? numberAt(bytes, name + 4) * 2 ** 32 + numberAt(bytes, name + 8) : short
  return { start: name + (short === 1 ? 12 : 4), end: Math.min(bytes.length, name - 4 + size) }
}

const numberAt = (bytes: Buffer, at: number): number => at >= 0 && at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0

const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, number) => sum + number, 0)
