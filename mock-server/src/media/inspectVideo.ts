import type { Input } from "mediabunny"
import { containerOf } from "../engine/container.ts"
import type { VideoFacts } from "../engine/mediaChecks.ts"
import type { MediaSample } from "../engine/MediaSample.ts"
import { claimsTooMuch } from "./claimedSamples.ts"

/** Reads the header of a video. Undefined when the sample has none that can be read. A damaged one has no codec. */
export const inspectVideo = async (sample: MediaSample): Promise<VideoFacts | undefined> => {
  if (!hasHeader(sample)) return undefined
  const damaged = { container: containerOf(sample.head)?.extension }
  if (claimsTooMuch(sample)) return damaged
  // A second of its own to load, and most mocks receive no real video.
  const { CustomSource, Input, MATROSKA, MP4, QTFF, WEBM } = await import("mediabunny")
  let left = READ_BUDGET
  const source = new CustomSource({
    getSize: () => sample.size,
    read: (start, end) => {
      left -= end - start + READ_COST
      if (left < 0) throw new RangeError("the video is read again and again")
      return read(sample, start, end)
    },
    // mediabunny 1.61 never stops as it looks for an element behind the last one of a WebM. Without a cache, it has to read.
    maxCacheSize: 0,
    // A read ahead into the unknown middle of the file.
    handleUnhandledError: () => {}
  })
  const input = new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA] })
  try {
    const facts = await factsOf(input)
    return left < 0 ? damaged : facts
  } catch {
    return left < 0 ? damaged : undefined
  } finally {
    input.dispose()
  }
}

/** Bytes that may be read of one sample, many times those that it has. */
const READ_BUDGET = 64 * 1024 * 1024

/** Bytes that could be read in the time that one more read takes. */
const READ_COST = 512

const factsOf = async (input: Input): Promise<VideoFacts | undefined> => {
  const { name } = await input.getFormat()
  const tracks = await input.getTracks()
  if (tracks.length === 0) return undefined
  const track = await input.getPrimaryVideoTrack()
  const stats = await optional(track?.computePacketStats(MEASURED_PICTURES))
  return {
    container: containers.get(name),
    codec: await optional(track?.getCodec()) ?? undefined,
    // One picture has no rate.
    frameRate: stats !== undefined && stats.packetCount > 1 ? stats.averagePacketRate : undefined,
    width: await optional(track?.getDisplayWidth()),
    height: await optional(track?.getDisplayHeight()),
    seconds: await optional(input.getDurationFromMetadata()) ?? await optional(input.computeDuration())
  }
}

/** A value that the sample may lack. */
const optional = async <A>(reading: Promise<A> | undefined): Promise<A | undefined> => reading?.catch(() => undefined)

const MEASURED_PICTURES = 240

const containers: ReadonlyMap<string, VideoFacts["container"]> = new Map([
  ["MP4", "mp4"],
  ["QuickTime File Format", "mov"],
  ["WebM", "webm"]
])

/** Whether the sample has the box or element with the tracks. */
const hasHeader = ({ head, tail }: MediaSample): boolean =>
  [head, tail].some((part) => Buffer.from(part.buffer, part.byteOffset, part.length).includes("moov"))
  || Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1_024)).includes(SEGMENT)

// The id of a WebM file's segment.
const SEGMENT = Buffer.from("18538067", "hex")

const read = ({ head, size, tail }: MediaSample, start: number, end: number): Uint8Array => {
  if (end <= head.length) return head.subarray(start, end)
  const tailStart = size - tail.length
  if (start >= tailStart) return tail.subarray(start - tailStart, end - tailStart)
  // Only a file without a middle has both.
  if (tailStart !== head.length) throw new RangeError(`bytes ${start} to ${end} are not in the sample`)
  return Buffer.concat([head.subarray(start), tail.subarray(0, end - tailStart)])
}
