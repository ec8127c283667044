import { assert, describe, it } from "@effect/vitest"
import { Effect, Record } from "effect"
import { spawnSync } from "node:child_process"
import { inspectVideo } from "../../src/media/inspectVideo.ts"
import { makeVideo, type VideoOptions } from "./files.ts"
import { uploadProgram } from "./support.ts"

/** A change of the bytes of a video. */
type Patch = (file: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>

/** Writes numbers of 32 bits at offsets from the name of a box, in each that has it. */
const inBoxes = (name: string, numbers: Readonly<Record<number, number>>): Patch => (file) => {
  for (let at = file.indexOf(name); at !== -1; at = file.indexOf(name, at + 1)) {
    for (const [offset, number] of Object.entries(numbers)) file.writeUInt32BE(number, at + Number(offset))
  }
  return file
}

/** Zeros where the first cluster of a WebM begins, and the end of the file soon after. */
const withoutClusters: Patch = (file) => {
  const cluster = file.indexOf("1f43b675", 0, "hex")
  return file.fill(0, cluster).subarray(0, cluster + 100)
}

const MANY = 0x7fff_ffff

type Damaged = readonly [VideoOptions, Patch]

const hanging: Damaged = [{ container: "webm", codec: "vp9" }, withoutClusters]

const tables: Readonly<Record<string, Damaged>> = {
  times: [{ reordered: true }, inBoxes("stts", { 12: MANY })],
  offsets: [{ reordered: true }, inBoxes("ctts", { 12: MANY })],
  chunks: [{ container: "mov", sound: true }, inBoxes("stsc", { 8: 2, 24: MANY })],
  sizes: [{ container: "mov" }, inBoxes("stsz", { 12: MANY })],
  fragments: [{ container: "fragmented mp4" }, inBoxes("trun", { 4: 1, 8: MANY })]
}

const damage = ([options, patch]: Damaged) =>
  Effect.map(makeVideo(options), (file) => new Uint8Array(patch(Buffer.from(file))))

const inspect = (file: Uint8Array) =>
  Effect.promise(() => inspectVideo({ size: file.length, head: file, tail: new Uint8Array(0) }))

/** Uploads files, and prints how each post ends. */
const program = (files: Readonly<Record<string, Uint8Array>>) =>
  uploadProgram(files, { after: `console.log(name + ": " + mock.control.post(data.publish_id).failReason)` })

describe("a damaged video", () => {
  for (const [name, damaged] of Object.entries(tables)) {
    it.effect(`has no codec when its table of ${name} claims more than the file has`, () =>
      Effect.gen(function*() {
        const { codec, container } = (yield* inspect(yield* makeVideo(damaged[0]))) ?? {}
        assert.strictEqual(codec, "avc")
        assert.deepStrictEqual(yield* inspect(yield* damage(damaged)), { container })
      }))
  }

  it.effect("has no codec when a track of 30 MB is full of names of tracks", () =>
    Effect.gen(function*() {
      const file = Buffer.from(yield* makeVideo({}))
      const header = file.indexOf("moov") - 4
      const end = header + file.readUInt32BE(header)
      const decoy = Buffer.alloc(30_000_000, "trak")
      decoy.writeUInt32BE(decoy.length)
      file.writeUInt32BE(end - header + decoy.length, header)
      const whole = new Uint8Array(Buffer.concat([file.subarray(0, end), decoy, file.subarray(end)]))
      assert.deepStrictEqual(yield* inspect(whole), { container: "mp4" })
    }))

  it.effect("fails its post, and the mock goes on", () =>
    Effect.gen(function*() {
      const files = yield* Effect.all({ hanging: damage(hanging), ...Record.map(tables, damage) })
      // A mock that hangs cannot be stopped from within its process.
      const { stderr, stdout } = spawnSync(
        process.execPath,
        ["--input-type=module", "--eval", program(files)],
        { encoding: "utf8", timeout: 15_000, killSignal: "SIGKILL" }
      )
      const expected = Object.keys(files).map((name) => `${name}: file_format_check_failed\n`)
      assert.strictEqual(stdout, expected.join(""), stderr)
    }), 30_000)
})
