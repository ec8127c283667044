import { assert, describe, it } from "@effect/vitest"
import { type Candidate, interleave } from "../src/harness/rounds.ts"
import type { Bench } from "../src/harness/Table.ts"

const bench = (rounds: number): Bench => ({ rounds, isQuick: false, folder: "", say: () => undefined })

describe("interleave", () => {
  it("runs every candidate once a round, and each round in another order", async () => {
    const order: Array<string> = []
    const candidate = (name: string): Candidate => ({
      name,
      run: async () => ({ turn: order.push(name) })
    })
    const rows = await interleave(bench(4), ["a", "b", "c"].map(candidate))
    assert.deepStrictEqual(
      [0, 3, 6, 9].map((start) => order.slice(start, start + 3).join("")),
      ["abc", "acb", "cab", "cba"]
    )
    assert.deepStrictEqual(rows[0], { name: "a", samples: [{ turn: 1 }, { turn: 4 }, { turn: 8 }, { turn: 12 }] })
  })

  it("gives no numbers to a candidate that fails in any round, and reports why", async () => {
    let runs = 0
    const failing = {
      name: "failing",
      run: async () => {
        if (++runs === 2) throw new Error("out of breath")
        return { turn: runs }
      }
    }
    const missing = { name: "missing", skipped: "not installed", run: () => Promise.reject(new Error("was run")) }
    assert.deepStrictEqual(await interleave(bench(3), [failing, missing]), [
      { name: "failing", skipped: "failed: out of breath" },
      { name: "missing", skipped: "not installed" }
    ])
    assert.strictEqual(runs, 2)
  })
})
