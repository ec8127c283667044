import { assert, describe, it } from "@effect/vitest"
import { checkedLines } from "../src/output/checkedLines.ts"

const refused = {
  index: 1,
  field: "media[1].shorterSide",
  rule: "shorterSide",
  value: 1254,
  limit: { max: 1080 },
  source: "RefusedPosts",
  severity: "Refused",
  sentence: "must be at most 1080 pixels, was 1254"
} as const

const unread = {
  index: 2,
  field: "media[2]",
  rule: "readable",
  source: "File",
  severity: "Doubtful",
  sentence: "must be readable: nothing came"
} as const

describe("checkedLines", () => {
  it("shows the facts of each file in columns, and its findings below", () => {
    const lines = checkedLines({
      _tag: "Checked",
      files: [
        {
          file: "a.mp4",
          facts: {
            _tag: "Video",
            bytes: 2048,
            container: "MP4",
            codec: "H.264",
            audio: "aac",
            frameRate: 29.97003,
            width: 360,
            height: 640,
            seconds: 1
          },
          findings: []
        },
        {
          file: "photo.webp",
          facts: { _tag: "Photo", bytes: 10, format: "WebP", width: 1254, height: 1254 },
          findings: [refused]
        },
        { file: "b.mp4", facts: { _tag: "Unread" }, findings: [unread] }
      ]
    })
    assert.deepStrictEqual(lines, [
      "a.mp4       good      MP4, H.264, 360 × 640, 29.97 frames/s, 1 s, aac, 2.0 KiB",
      "photo.webp  refused   WebP, 1254 × 1254, 10 B",
      "  refused: shorterSide must be at most 1080 pixels, was 1254",
      "b.mp4       doubtful",
      "  doubtful: the file must be readable: nothing came"
    ])
  })
})
