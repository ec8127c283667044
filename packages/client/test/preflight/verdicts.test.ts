import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Media } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import { files } from "./files.ts"

const R = "Refused"
const D = "Doubtful"

/** The findings of each file that has some, by severity and rule. Every other file has none. */
const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
  "av1.mp4": [`${R} codec`],
  "mpeg4.mp4": [`${R} codec`],
  "mjpeg.mov": [`${R} codec`],
  "sound.mp4": [`${R} codec`],
  "pcm.mov": [`${D} audio`],
  "h264.mkv": [`${R} container`],
  "matroska.webm": [`${R} container`],
  "mpeg4.avi": [`${R} container`],
  "h264.m2t": [`${R} container`],
  "h264.flv": [`${R} container`],
  "rate-15.mp4": [`${R} frameRate`],
  "rate-22.mp4": [`${R} frameRate`],
  "rate-61.mp4": [`${R} frameRate`],
  "rate-120.mp4": [`${R} frameRate`],
  "slow.webm": [`${R} frameRate`],
  "variable-slow.mp4": [`${R} frameRate`],
  "narrow.mp4": [`${R} pixels`],
  "rotated-narrow.mp4": [`${R} pixels`],
  "wide.mp4": [`${R} pixels`],
  "large.jpg": [`${R} shorterSide`],
  "large.webp": [`${R} shorterSide`],
  "picture.png": [`${R} format`],
  "picture.gif": [`${R} format`],
  "picture.avif": [`${R} format`],
  "picture.jpg": [`${R} format`],
  "three-bytes.mp4": [`${R} container`],
  "noise.mp4": [`${R} container`],
  "noise.webm": [`${R} container`],
  "zeros.mp4": [`${R} container`],
  "text.mp4": [`${R} container`],
  "h264.webm": [`${D} contentType`],
  "vp9.mov": [`${D} contentType`]
}

const incomplete = /^(?:cut|empty|endless|noise-(?:after|in))/

const rulesOf = ({ findings }: Preflight.Report) => findings.map(({ rule, severity }) => `${severity} ${rule}`)

const checkFile = (name: string) =>
  // As a person chooses a file in a browser, where its name decides on the content type.
  Preflight.check(Media.blob(new File([new Uint8Array(files.get(name)?.() ?? [])], name)))

describe("the verdict on a file", () => {
  for (const name of files.keys()) {
    it.effect(`is right on ${name}`, () =>
      Effect.gen(function*() {
        const report = yield* checkFile(name)
        assert.deepStrictEqual(rulesOf(report), incomplete.test(name) ? [`${R} complete`] : expected[name] ?? [])
      }))
  }

  it("is there for more than 40 files", () => {
    assert.isAtLeast(files.size, 80)
    assert.deepStrictEqual(Object.keys(expected).filter((name) => !files.has(name)), [])
  })
})

const factsOf = (name: string) => Effect.map(checkFile(name), ({ media }) => media[0])

describe("the facts of a file", () => {
  it.effect("are those of a video", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* factsOf("late.mp4"), {
        _tag: "Video",
        bytes: 13_169,
        container: "MP4",
        codec: "H.264",
        audio: "aac",
        frameRate: 30,
        width: 360,
        height: 640,
        rotation: 0,
        seconds: 1
      })
    }))

  it.effect("are those of a photo", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* factsOf("motion.jpg"), {
        _tag: "Photo",
        bytes: 115_630,
        format: "JPEG",
        width: 1080,
        height: 1920
      })
    }))

  it.effect("have the pixels as shown, after rotation", () =>
    Effect.gen(function*() {
      const facts = yield* factsOf("rotated.mp4")
      assert.include(facts, { width: 360, height: 640, rotation: 90 })
    }))

  const rates = [
    ["rate-24000.mp4", 23.976],
    ["rate-60000.mp4", 59.94],
    ["fragmented.mp4", 30],
    ["variable.mp4", 40.345],
    ["trimmed.mp4", 30],
    ["recorded.webm", 29.99],
    ["fast.webm", 60.034]
  ] as const
  for (const [name, rate] of rates) {
    it.effect(`have the average rate of all frames of ${name}`, () =>
      Effect.gen(function*() {
        const facts = yield* factsOf(name)
        assert.strictEqual(facts?._tag === "Video" ? Math.round((facts.frameRate ?? 0) * 1000) / 1000 : 0, rate)
      }))
  }
})
