/**
 * The largest number of samples that a table in a box of an MP4 claims, by ISO/IEC
 * 14496-12. A reader may go through all of them, however short the file is.
 *
 * @internal
 */
export const claimedSamples = (box: Uint8Array): number =>
  claimedIn(new DataView(box.buffer, box.byteOffset, box.length), 0, box.length, 0)

const claimedIn = (view: DataView, start: number, end: number, depth: number): number => {
  let most = 0
  for (let at = start; at + 8 <= end;) {
    const isLarge = view.getUint32(at) === 1 && at + 16 <= end
    const size = isLarge ? Number(view.getBigUint64(at + 8)) : view.getUint32(at)
    const last = Math.min(end, size < 8 ? end : at + size)
    most = Math.max(most, claimedBy(view, view.getUint32(at + 4), at + (isLarge ? 16 : 8), last, depth))
    at = last
  }
  return most
}

const claimedBy = (view: DataView, name: number, start: number, end: number, depth: number): number => {
  if (containers.has(name) && depth < MAX_DEPTH) return claimedIn(view, start, end, depth + 1)
  const number = (at: number): number => at + 4 <= end ? view.getUint32(at) : 0
  switch (name) {
    case boxName("stts"):
    case boxName("ctts"): {
      let sum = 0
      for (let at = start + 8; at + 8 <= end; at += 8) sum += number(at)
      return sum
    }
    case boxName("stsc"): {
      let most = 0
      for (let at = start + 8; at + 12 <= end; at += 12) most = Math.max(most, number(at), number(at + 4))
      return most
    }
    case boxName("stsz"):
      return number(start + 8)
    case boxName("trun"):
      return number(start + 4)
    default:
      return 0
  }
}

/**
 * The number that stands for the name of a box.
 *
 * @internal
 */
export const boxName = (text: string): number =>
  Array.from(text, (letter) => letter.charCodeAt(0)).reduce((name, byte) => name * 256 + byte, 0)

/** The tables are in a box of the fifth level. */
const MAX_DEPTH = 8

const containers: ReadonlySet<number> = new Set(
  ["moov", "trak", "mdia", "minf", "stbl", "moof", "traf"].map(boxName)
)
