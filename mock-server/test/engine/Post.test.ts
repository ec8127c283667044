import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { polled, type Post, type Stage, stateAt } from "../../src/engine/Post.ts"
import type { Lifecycle } from "../../src/engine/Rules.ts"

const post: Post = {
  publishId: "p",
  openId: "o",
  appId: "a",
  contract: "catalog",
  kind: "video",
  draft: false,
  caption: "",
  description: "",
  privacy: "SELF_ONLY",
  settings: {
    comments: true,
    duets: true,
    stitches: true,
    aigc: false,
    brandedContent: false,
    ownBrand: false,
    autoMusic: false,
    cover: undefined
  },
  urls: [],
  uploadId: "u",
  postId: "7",
  acceptedAt: 0,
  mediaAt: 1_000,
  defect: undefined,
  polls: 0,
  outcome: undefined,
  shared: [],
  hidden: [],
  pinned: false
}

const stageAt = (now: number, lifecycle: Lifecycle, changes: Partial<Post> = {}) =>
  stateAt({ ...post, ...changes }, lifecycle, now).stage

const order: ReadonlyArray<Stage> = ["awaiting-upload", "fetching", "processing", "posting", "published"]

describe("Post", () => {
  it.prop(
    "never goes backwards as time passes",
    {
      millis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000 })),
      steps: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9_000 })))
    },
    ({ millis, steps }) => {
      let now = 0
      let reached = 0
      for (const step of steps) {
        now += step
        const index = order.indexOf(stageAt(now, { mode: "after", millis }))
        assert.isAtLeast(index, reached)
        reached = index
      }
    }
  )

  it("waits for bytes, then processes, posts and is published, to the millisecond", () => {
    const lifecycle: Lifecycle = { mode: "after", millis: 3_000 }
    assert.strictEqual(stageAt(9_999, lifecycle, { mediaAt: undefined }), "awaiting-upload")
    assert.strictEqual(stageAt(999, lifecycle), "fetching")
    assert.strictEqual(stageAt(1_000, lifecycle), "processing")
    assert.strictEqual(stageAt(2_500, lifecycle), "posting")
    assert.strictEqual(stageAt(3_999, lifecycle), "posting")
    assert.strictEqual(stageAt(4_000, lifecycle), "published")
    assert.deepStrictEqual(stateAt(post, lifecycle, 99_999).outcome, { _tag: "Published", at: 4_000 })
  })

  it("is settled with its media when it is immediate, and only by hand when it is manual", () => {
    assert.strictEqual(stageAt(1_000, { mode: "immediate" }), "published")
    assert.strictEqual(stageAt(1e12, { mode: "manual" }), "processing")
  })

  it("counts polls only once its media are here", () => {
    const lifecycle: Lifecycle = { mode: "polls", count: 2 }
    assert.strictEqual(polled({ ...post, mediaAt: undefined }, lifecycle, 0).polls, 0)
    const first = polled(post, lifecycle, 2_000)
    const second = polled(first, lifecycle, 2_001)
    const third = polled(second, lifecycle, 2_002)
    assert.deepStrictEqual(
      [first, second, third].map((next) => stateAt(next, lifecycle, 2_002).stage),
      ["processing", "posting", "published"]
    )
    assert.strictEqual(third.outcome?.at, 2_002)
  })

  it("fails for unfit media, or because the life cycle fails every post", () => {
    assert.strictEqual(stageAt(1_000, { mode: "immediate" }, { defect: "Unsupported video codec" }), "failed")
    assert.deepStrictEqual(stateAt(post, { mode: "immediate", failReason: "spam" }, 1_000).outcome, {
      _tag: "Failed",
      at: 1_000,
      reason: "spam"
    })
  })

  it("ends in the inbox when it is a draft", () => {
    assert.strictEqual(stageAt(1_000, { mode: "immediate" }, { draft: true }), "in-inbox")
  })
})
