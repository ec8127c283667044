import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { addTime, countWithin, waitMillisFor } from "../../src/engine/slidingWindow.ts"

const Gaps = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40_000 })))
const Limit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 8 }))

const window = 60_000

/** Asks at every moment and remembers the accepted ones, as the engine does. */
const accept = (moments: ReadonlyArray<number>, limit: number) => {
  const accepted: Array<number> = []
  for (const now of moments) if (waitMillisFor(accepted, now, { limit, window }) === 0) accepted.push(now)
  return accepted
}

const momentsOf = (gaps: ReadonlyArray<number>) => {
  let now = 0
  return gaps.map((gap) => now += gap)
}

describe("slidingWindow", () => {
  it.prop("never lets more than the limit into any window", { gaps: Gaps, limit: Limit }, ({ gaps, limit }) => {
    const accepted = accept(momentsOf(gaps), limit)
    for (const end of accepted) {
      assert.isAtMost(countWithin(accepted.filter((moment) => moment <= end), end, window), limit)
    }
  })

  it.prop("refuses only when the window is full", { gaps: Gaps, limit: Limit }, ({ gaps, limit }) => {
    const moments = momentsOf(gaps)
    const accepted = accept(moments, limit)
    for (const now of moments.filter((moment) => !accepted.includes(moment))) {
      assert.strictEqual(countWithin(accepted.filter((moment) => moment <= now), now, window), limit)
    }
  })

  it.prop(
    "promises a wait after which there is room, and not a millisecond earlier",
    { gaps: Gaps, limit: Limit },
    ({ gaps, limit }) => {
      const moments = momentsOf(gaps)
      const log = accept(moments, limit)
      const now = moments.at(-1) ?? 0
      const wait = waitMillisFor(log, now, { limit, window })
      assert.strictEqual(waitMillisFor(log, now + wait, { limit, window }), 0)
      if (wait > 0) assert.strictEqual(waitMillisFor(log, now + wait - 1, { limit, window }), 1)
    }
  )

  it("lets everything pass when there is no limit", () => {
    assert.strictEqual(waitMillisFor([1, 2, 3], 3, { limit: Infinity, window }), 0)
  })

  it("lets nothing pass when the limit is zero", () => {
    assert.strictEqual(waitMillisFor([], 3, { limit: 0, window }), window)
  })

  it.prop(
    "keeps a log that says the same as one of all moments, and is no more than twice what the window sees",
    { gaps: Gaps },
    ({ gaps }) => {
      const moments = momentsOf(gaps)
      const log: Array<number> = []
      for (const [index, now] of moments.entries()) {
        addTime(log, now, window)
        const seen = countWithin(moments.slice(0, index + 1), now, window)
        assert.strictEqual(countWithin(log, now, window), seen)
        assert.isAtMost(log.length, 2 * seen)
      }
    }
  )

  it("keeps the order of time when the clock was set back", () => {
    const log = [1, 5]
    addTime(log, 3, window)
    assert.deepStrictEqual(log, [1, 3, 5])
  })
})
