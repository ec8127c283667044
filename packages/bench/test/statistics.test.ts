import { assert, describe, it } from "@effect/vitest"
import { median, medianRatio, quantile, spread } from "../src/harness/statistics.ts"

describe("statistics", () => {
  it("the median of an even number of values lies between the middle two", () => {
    assert.strictEqual(median([9, 1, 3]), 3)
    assert.strictEqual(median([9, 1, 3, 5]), 4)
    assert.isNaN(median([]))
  })

  it("a quantile is interpolated between its neighbors", () => {
    assert.strictEqual(quantile([0, 10, 20, 30, 40], 0.25), 10)
    assert.closeTo(quantile([0, 10], 0.99), 9.9, 1e-12)
  })

  it("the spread is half the range of the middle half, as a share of the median", () => {
    assert.strictEqual(spread([7, 7, 7]), 0)
    assert.strictEqual(spread([8, 9, 10, 11, 12]), 0.1)
    // One bad round does not make the rest look uncertain.
    assert.strictEqual(spread([10, 10, 10, 10, 1_000]), 0)
  })

  it("a ratio is taken within each round, so a slow round cancels out", () => {
    const slowed = [1, 1, 10, 1, 5]
    assert.strictEqual(medianRatio(slowed.map((factor) => 2 * factor), slowed.map((factor) => 4 * factor)), 0.5)
    // The ratio of the medians would be 1 here: each had its best value in another round.
    assert.strictEqual(medianRatio([2, 2, 8], [1, 4, 2]), 2)
    // Only rounds with both values count.
    assert.strictEqual(medianRatio([2, 4, 100], [1, 2]), 2)
    assert.strictEqual(medianRatio([2, 4], [1, 2, 100]), 2)
  })
})
