import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock } from "tiktok-mock-server"
import { sampleVideo } from "../src/internal/sampleVideo.ts"

const video = Buffer.from(sampleVideo())

describe("sampleVideo", () => {
  it("takes at least two chunks of 5 MiB and at most 12 MB", () => {
    assert.isAtLeast(video.length, 2 * 5 * 1024 * 1024)
    assert.isAtMost(video.length, 12_000_000)
  })

  it("puts the index before the pictures, and what only fills the file after them", () => {
    assert.deepStrictEqual(boxesIn(file).map(({ type }) => type), ["ftyp", "moov", "mdat", "free"])
    assert.strictEqual(boxesIn(file).at(-1)?.end, file.end)
  })

  it.effect("passes the media checks of the mock", () =>
    Effect.gen(function*() {
      const mock = createMock({ lifecycle: { mode: "immediate" } })
      const send = (url: string, init: RequestInit) => Effect.promise(() => mock.fetch(url, init))
      const size = video.length
      const init = yield* send("https://open.tiktokapis.com/v2/post/publish/video/init/", {
        method: "POST",
        headers: {
          authorization: `Bearer ${mock.control.issueToken({ contract: "live" }).accessToken}`,
          "content-type": "application/json"
        },
        body: JSON.stringify({
          post_info: { privacy_level: "SELF_ONLY" },
          source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: size, total_chunk_count: 1 }
        })
      })
      const { data } = JSON.parse(yield* Effect.promise(() => init.text()))
      yield* send(data.upload_url, {
        method: "PUT",
        headers: { "content-range": `bytes 0-${size - 1}/${size}`, "content-type": "video/mp4" },
        body: video
      })
      assert.strictEqual(mock.control.post(data.publish_id)?.stage, "published")
      const [post] = mock.snapshot().tables.posts.map(([, post]) => post)
      const facts = { container: "mp4", codec: "avc", frameRate: 24, width: 640, height: 360, seconds: 5 }
      assert.deepStrictEqual<unknown>(post?.facts, facts)
    }))

  it("nests boxes that fill their parents", () => {
    const types = ["moov", "trak", "mdia", "minf", "stbl"]
    for (const parent of types.map((_, depth) => boxAt(types.slice(0, depth + 1)))) {
      assert.strictEqual(boxesIn(parent).at(-1)?.end, parent.end)
    }
  })

  it("lasts 5 seconds in the movie, in the track and in its media", () => {
    const movie = boxAt(["moov", "mvhd"])
    assert.strictEqual(u32(movie, 16) / u32(movie, 12), 5)
    assert.strictEqual(u32(boxAt(["moov", "trak", "tkhd"]), 20) / u32(movie, 12), 5)
    const media = boxAt(["moov", "trak", "mdia", "mdhd"])
    assert.strictEqual(u32(media, 16) / u32(media, 12), 5)
    assert.deepStrictEqual(table("stts"), [1, 120, u32(media, 12) / 24])
  })

  it("lists one chunk of samples that fills the media data", () => {
    assert.deepStrictEqual(table("stsc"), [1, 1, 120, 1])
    assert.deepStrictEqual(table("stco"), [1, media.start])
    assert.strictEqual(samples.length, 120)
    assert.strictEqual(samples.at(-1)?.end, media.end)
  })

  it("holds one NAL unit in each sample", () => {
    for (const sample of samples) {
      assert.strictEqual(video.readUInt32BE(sample.start) + 4, sample.end - sample.start)
    }
  })

  it("lists a key picture for every second, the first picture among them", () => {
    assert.deepStrictEqual(table("stss"), [5, 1, 25, 49, 73, 97])
    const instantRefreshes = nalUnits.flatMap((nal, index) => (nal[0]! & 31) === 5 ? [index + 1] : [])
    assert.deepStrictEqual(instantRefreshes, table("stss").slice(1))
  })

  it("declares the size, profile and timing it has", () => {
    const sequence = readSequenceParameterSet(parameterSets.sequence)
    assert.deepStrictEqual(sequence, {
      profile: 66,
      constraints: 0xc0,
      level: 32,
      width: 640,
      height: 360,
      frameRate: 24
    })
    const track = boxAt(["moov", "trak", "tkhd"])
    assert.deepStrictEqual([u32(track, 76) >>> 16, u32(track, 80) >>> 16], [sequence.width, sequence.height])
    assert.deepStrictEqual([video.readUInt16BE(entry + 24), video.readUInt16BE(entry + 26)], [640, 360])
    assert.deepStrictEqual([...parameterSets.profileAndLevel], [66, 0xc0, 32])
  })

  it("stays below the bit rate of its level in every second", () => {
    for (let first = 0; first < samples.length; first += 24) {
      const bytes = samples.slice(first, first + 24).reduce((sum, { end, start }) => sum + end - start, 0)
      assert.isBelow(bytes * 8, 20_000_000)
    }
  })

  it("has no start code inside a NAL unit", () => {
    for (const nal of [...nalUnits, parameterSets.sequence, parameterSets.picture]) {
      for (let at = nal.indexOf("0000", 0, "hex"); at !== -1; at = nal.indexOf("0000", at + 1, "hex")) {
        assert.isAtLeast(nal.readUInt8(at + 2), 3)
      }
      assert.notStrictEqual(nal.at(-1), 0)
    }
  })

  it("decodes, and moves twelve times a second", () => {
    const shown = Buffer.alloc(macroblocks * 384)
    const moved = nalUnits.filter((nal, index) => {
      const before = Buffer.from(shown)
      const raw = decodePicture(nal, shown)
      assert.isTrue(index % 24 === 0 ? raw === macroblocks : raw < macroblocks / 3, `${raw} raw in picture ${index}`)
      return Buffer.compare(shown, before) !== 0
    })
    assert.strictEqual(moved.length, 60)
  })

  it("keeps its samples within limited range", () => {
    const shown = Buffer.alloc(macroblocks * 384)
    for (const nal of nalUnits) {
      decodePicture(nal, shown)
      assert.strictEqual(shown.findIndex((sample, at) => sample < 16 || sample > (at % 384 < 256 ? 235 : 240)), -1)
    }
  })
})

// -----------------------------------------------------------------------------
// reading the container
// -----------------------------------------------------------------------------

interface Box {
  readonly type: string
  /** Where its content begins. */
  readonly start: number
  readonly end: number
}

const file: Box = { type: "file", start: 0, end: video.length }

function boxesIn(parent: Box): ReadonlyArray<Box> {
  const boxes: Array<Box> = []
  for (let at = parent.start; at < parent.end; at = boxes.at(-1)!.end) {
    boxes.push({ type: video.toString("latin1", at + 4, at + 8), start: at + 8, end: at + video.readUInt32BE(at) })
  }
  return boxes
}

function boxAt(path: ReadonlyArray<string>): Box {
  return path.reduce((parent, type) => {
    const child = boxesIn(parent).find((box) => box.type === type)
    return child ?? assert.fail(`no ${path.join("/")}`)
  }, file)
}

function u32(box: Box, offset: number): number {
  return video.readUInt32BE(box.start + offset)
}

/** What a box of the sample table says after its version and flags, as 32-bit integers. */
function table(type: string): ReadonlyArray<number> {
  const box = boxAt(["moov", "trak", "mdia", "minf", "stbl", type])
  return Array.from({ length: (box.end - box.start) / 4 - 1 }, (_, index) => u32(box, 4 + index * 4))
}

const media = boxAt(["mdat"])

const samples = samplesOf(table("stsz").slice(2))

function samplesOf(sizes: ReadonlyArray<number>): ReadonlyArray<{ readonly start: number; readonly end: number }> {
  let end = media.start
  return sizes.map((size) => ({ start: end, end: end += size }))
}

const nalUnits = samples.map(({ end, start }) => video.subarray(start + 4, end))

/** Where the only sample entry's fields begin: after the table's version, flags and count, and the entry's header. */
const entry = boxAt(["moov", "trak", "mdia", "minf", "stbl", "stsd"]).start + 16

const parameterSets = parameterSetsIn(video.subarray(entry + 78 + 8))

function parameterSetsIn(configuration: Buffer) {
  const sequenceEnd = 8 + configuration.readUInt16BE(6)
  return {
    profileAndLevel: configuration.subarray(1, 4),
    sequence: configuration.subarray(8, sequenceEnd),
    picture: configuration.subarray(sequenceEnd + 3, sequenceEnd + 3 + configuration.readUInt16BE(sequenceEnd + 1))
  }
}

// -----------------------------------------------------------------------------
// reading the stream
// -----------------------------------------------------------------------------

/** Reads a NAL unit's bits after its header, without emulation prevention. */
function bitReader(nal: Buffer) {
  const payload = nal.subarray(1).filter((byte, index) => !(byte === 3 && nal[index] === 0 && nal[index - 1] === 0))
  const stopBit = payload.length * 8 - 1 - Math.log2(payload.at(-1)! & -payload.at(-1)!)
  let at = 0
  const u = (bits: number): number => {
    let value = 0
    for (const end = at + bits; at < end; at++) value = value * 2 + ((payload[at >>> 3]! >>> (7 - (at & 7))) & 1)
    return value
  }
  const ue = (): number => {
    let zeros = 0
    while (u(1) === 0) zeros++
    return 2 ** zeros - 1 + u(zeros)
  }
  return {
    u,
    ue,
    hasMore: () => at < stopBit,
    alignedBytes: (count: number) => {
      const start = Math.ceil(at / 8)
      at = (start + count) * 8
      return payload.subarray(start, start + count)
    }
  }
}

function readSequenceParameterSet(nal: Buffer) {
  const { u, ue } = bitReader(nal)
  const [profile, constraints, level] = [u(8), u(8), u(8)]
  assert.deepStrictEqual([ue(), ue(), ue(), ue(), u(1)], [0, 4, 2, 1, 0], "id, frame_num, order, references, gaps")
  const [columns, rows] = [ue() + 1, ue() + 1]
  assert.deepStrictEqual([u(1), u(1), u(1)], [1, 1, 1], "frames only, direct inference, cropping")
  const [left, right, top, bottom] = [ue(), ue(), ue(), ue()]
  assert.deepStrictEqual([u(1), u(1), u(8), u(1)], [1, 1, 1, 0], "square samples")
  assert.deepStrictEqual([u(1), u(3), u(1), u(1), u(8), u(8), u(8)], [1, 5, 0, 1, 1, 1, 1], "BT.709")
  assert.deepStrictEqual([u(1), u(1)], [0, 1], "timing")
  const [ticks, timescale] = [u(32), u(32)]
  return {
    profile,
    constraints,
    level,
    width: columns * 16 - 2 * (left + right),
    height: rows * 16 - 2 * (top + bottom),
    frameRate: timescale / ticks / 2
  }
}

const macroblocks = 40 * 23

/** Decodes a slice of raw and skipped macroblocks over the picture before it; returns how many were raw. */
function decodePicture(nal: Buffer, shown: Buffer): number {
  const reader = bitReader(nal)
  const isKey = (nal[0]! & 31) === 5
  assert.deepStrictEqual([reader.ue(), reader.ue(), reader.ue()], [0, isKey ? 7 : 5, 0], "slice")
  assert.strictEqual(reader.u(8) === 0, isKey, "frame_num")
  assert.strictEqual(isKey ? reader.ue() + reader.u(2) : reader.u(3), 0, "references")
  assert.deepStrictEqual([reader.ue(), reader.ue()], [0, 1], "no deblocking")
  let macroblock = 0
  let coded = 0
  while (reader.hasMore()) {
    if (!isKey) macroblock += reader.ue()
    if (!reader.hasMore()) break
    assert.strictEqual(reader.ue(), isKey ? 25 : 30, "I_PCM")
    shown.set(reader.alignedBytes(384), macroblock * 384)
    macroblock++
    coded++
  }
  assert.strictEqual(macroblock, macroblocks)
  return coded
}
