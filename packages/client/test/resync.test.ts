import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Evidence, offsetAfter } from "../src/internal/upload/resync.ts"

const after = (evidence: Partial<Evidence>) =>
  offsetAfter({ sentFrom: 100, refused: false, reported: [], status: undefined, ...evidence })

const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))

describe("resync", () => {
  it.each<readonly [string, Partial<Evidence>, number | undefined]>([
    ["nothing", {}, undefined],
    ["a status inside the chunk", { status: 150 }, 150],
    ["a status at the chunk's first byte", { status: 100 }, 100],
    ["a header inside the chunk", { reported: [150, 151] }, 150],
    ["a header, the likelier reading first", { reported: [151, 150] }, 151],
    ["a status that is one of a header's readings", { reported: [150, 151], status: 151 }, 151],
    ["a status that is neither reading", { reported: [150, 151], status: 170 }, 170],
    ["a status that lags behind what was confirmed", { status: 40 }, undefined],
    ["a header after a lagging status", { reported: [150, 151], status: 40 }, 150],
    ["status and header that agree on less", { reported: [40, 41], status: 40 }, 40],
    ["nothing of a refused chunk", { refused: true }, undefined],
    ["a status before the refused chunk", { refused: true, status: 40 }, 40],
    ["a header before the refused chunk", { refused: true, reported: [40, 41] }, 40],
    ["a header that may mean the refused byte", { refused: true, reported: [100, 101] }, 101],
    ["a header that may mean the byte before the refused one", { refused: true, reported: [99, 100] }, 99],
    ["a lagging status of a refused chunk", { refused: true, reported: [150, 151], status: 40 }, 150],
    ["a status that names the refused byte again", { refused: true, status: 100 }, undefined],
    ["status and header that name the refused byte", { refused: true, reported: [100, 101], status: 100 }, 100]
  ])("%s", (_, evidence, offset) => {
    assert.strictEqual(after(evidence), offset)
  })

  it.prop(
    "finds the byte that TikTok expects, for both readings of its header",
    { truth: count, sentFrom: count, countsLast: Schema.Boolean, expectsLast: Schema.Boolean },
    ({ countsLast, expectsLast, sentFrom, truth }) => {
      if (truth === 0 || truth === sentFrom) return
      const written = countsLast ? truth - 1 : truth
      const reported = expectsLast ? [written + 1, written] : [written, written + 1]
      const first = offsetAfter({ sentFrom, refused: true, reported, status: undefined })
      if (first === truth) return
      // The wrong reading is refused as well, and then there is only one left.
      assert.strictEqual(offsetAfter({ sentFrom: first ?? 0, refused: true, reported, status: undefined }), truth)
    }
  )

  it.prop(
    "trusts a current status over the header",
    { truth: count, sentFrom: count, countsLast: Schema.Boolean },
    ({ countsLast, sentFrom, truth }) => {
      if (truth === 0 || truth < sentFrom) return
      const written = countsLast ? truth - 1 : truth
      assert.strictEqual(
        offsetAfter({ sentFrom, refused: false, reported: [written, written + 1], status: truth }),
        truth
      )
    }
  )
})
