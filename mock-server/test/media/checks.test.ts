import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions } from "../../src/index.ts"
import { dataOf, inMemory, paths, type World } from "../support.ts"
import { makeVideo, type VideoOptions } from "./files.ts"
import { CHUNK, open, put, upload, video } from "./support.ts"

const immediate: MockOptions = { lifecycle: { mode: "immediate" }, limits: "off" }

const published: ReturnType<typeof endOf> = { stage: "published", failReason: undefined, problem: undefined }

const endOf = ({ mock }: World, publishId: string) => {
  const { failReason, problem, stage } = mock.control.post(publishId) ?? {}
  return { stage, failReason, problem }
}

const live = (options: MockOptions = {}) => inMemory({ ...immediate, ...options }, "live")

/** Uploads a video of the live contract, and returns how its post ends. */
const endOfVideo = (options: VideoOptions, mockOptions: MockOptions = {}) =>
  Effect.gen(function*() {
    const world = yield* live(mockOptions)
    const { publishId } = yield* upload(world, yield* makeVideo(options))
    return endOf(world, publishId)
  })

describe("the media checks", () => {
  const accepted: ReadonlyArray<VideoOptions> = [
    { container: "mp4", codec: "avc" },
    { container: "mp4", codec: "hevc" },
    { container: "mov", codec: "avc" },
    { container: "webm", codec: "vp8" },
    { container: "webm", codec: "vp9" },
    { frameRate: 23.976 },
    { frameRate: 60 },
    { width: 4_096, height: 360 },
    // One picture has no frame rate.
    { seconds: 0.03 }
  ]
  for (const options of accepted) {
    it.effect(`accept a video of ${JSON.stringify(options)}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* endOfVideo(options), published)
      }))
  }

  const refused: ReadonlyArray<readonly [VideoOptions, reason: string, problem: string]> = [
    [{ container: "mkv" }, "file_format_check_failed", "the container must be MP4, MOV or WebM"],
    [
      { codec: "av1" },
      "file_format_check_failed",
      "the codec must be H.264, H.265, VP8 or VP9, is av1"
    ],
    [
      { frameRate: 15 },
      "frame_rate_check_failed",
      "the frame rate must be 23 to 60 per second, is 15"
    ],
    [
      { container: "webm", codec: "vp9", frameRate: 120 },
      "frame_rate_check_failed",
      "the frame rate must be 23 to 60 per second, is 120"
    ],
    [
      { width: 320, height: 640 },
      "picture_size_check_failed",
      "each side must have 360 to 4096 pixels, the video has 320 × 640"
    ],
    [
      { width: 2_160, height: 4_320 },
      "picture_size_check_failed",
      "each side must have 360 to 4096 pixels, the video has 2160 × 4320"
    ]
  ]
  for (const [options, failReason, problem] of refused) {
    it.effect(`fail a video of ${JSON.stringify(options)} as ${failReason}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* endOfVideo(options), { stage: "failed", failReason, problem })
      }))
  }

  it.effect("allow a direct post the duration of its creator, and the last second that begins in it", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const [creator] = world.mock.control.creators()
      world.mock.control.updateCreator(creator?.openId ?? "", { maxVideoSeconds: 3 })
      const fits = yield* upload(world, yield* makeVideo({ seconds: 3.9 }))
      assert.deepStrictEqual(endOf(world, fits.publishId), published)
      const tooLong = yield* upload(world, yield* makeVideo({ seconds: 4 }))
      assert.deepStrictEqual(endOf(world, tooLong.publishId), {
        stage: "failed",
        failReason: "duration_check_failed",
        problem: "the video must have at most 3 seconds, has 4"
      })
    }))

  it.effect("fail a post of the catalog in its own words", () =>
    Effect.gen(function*() {
      const world = yield* inMemory(immediate)
      const { publishId } = yield* upload(world, yield* makeVideo({ frameRate: 10 }))
      const response = yield* world.post(paths.status, { publish_id: publishId })
      assert.deepStrictEqual(dataOf(response), { status: "FAILED", fail_reason: "Unsupported frame rate" })
    }))

  it.effect("read a header at the end of a file of several chunks", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const file = yield* makeVideo({ container: "late mp4", frameRate: 12, seconds: 10, picture: 100_000 })
      const opened = yield* open(world, file)
      assert.strictEqual(yield* put(world, opened, 0, CHUNK - 1), 206)
      assert.strictEqual(yield* put(world, opened, CHUNK, file.length - 1), 201)
      assert.strictEqual(endOf(world, opened.publishId).failReason, "frame_rate_check_failed")
    }))

  it.effect("read a chunk that was sent again after a broken one", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const file = yield* makeVideo({ frameRate: 12 })
      const opened = yield* open(world, file)
      const broken = new Uint8Array(file.length - 1).fill(255)
      assert.strictEqual(yield* put(world, opened, 0, file.length - 1, broken), 400)
      assert.strictEqual(yield* put(world, opened, 0, file.length - 1), 201)
      assert.strictEqual(endOf(world, opened.publishId).failReason, "frame_rate_check_failed")
    }))

  it.effect("read a file whose last chunk arrives twice at once", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const file = yield* makeVideo({ frameRate: 12 })
      const opened = yield* open(world, file)
      const last = put(world, opened, 0, file.length - 1)
      const statuses = yield* Effect.all([last, last], { concurrency: "unbounded" })
      assert.sameMembers(statuses, [201, 416])
      assert.strictEqual(endOf(world, opened.publishId).failReason, "frame_rate_check_failed")
    }))

  it.effect("leave a file without a header that can be read as it is", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const whole = yield* makeVideo({ frameRate: 12 })
      const files = [video(8), video(100_000), whole.slice(0, 100), Buffer.concat([video(64), Buffer.from("moov")])]
      for (const file of files) {
        const { publishId } = yield* upload(world, new Uint8Array(file))
        assert.deepStrictEqual(endOf(world, publishId), published)
      }
    }))

  it.effect("can be turned off", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* endOfVideo({ frameRate: 12 }, { media: { checks: false } }), published)
    }))

  it.effect("tell the journal what is wrong", () =>
    Effect.gen(function*() {
      const world = yield* live()
      yield* upload(world, yield* makeVideo({ frameRate: 12 }))
      const [request] = world.mock.journal.find({ operation: "upload" })
      assert.deepStrictEqual(request?.notes, [
        "the post will fail: the frame rate must be 23 to 60 per second, is 12"
      ])
    }))
})
