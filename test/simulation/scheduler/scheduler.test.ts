import { assert, describe, it } from "@effect/vitest"
import { hunt } from "../planted.ts"
import { plantedBugs } from "../plantedBugs.ts"
import { formatFailure, type Run, runScript, runSeed, shrinkRun } from "../run.ts"
import { addRun, noTotals, tableOf } from "../table.ts"

// CPU time of the fresh seeds.
const freshSeconds = 8

const facts = ({ hash, script, tally }: Run) => ({ hash, script, tally })

describe("simulated runners of the scheduler", () => {
  it("publish once, in order and in time, and lose nothing, in the worlds of fresh seeds", async () => {
    const first = 1 + Math.floor(Math.random() * 1e9)
    const totals = noTotals()
    for (let seed = first; totals.cpuSeconds < freshSeconds; seed++) {
      const options = { seed, isScheduler: true }
      const run = await runSeed(options)
      addRun(totals, run)
      if (run.violation !== undefined) assert.fail(formatFailure(options, await shrinkRun(options, run)))
    }
    console.log(`npm run simulate -- --scheduler --seed ${first} --seeds ${totals.seeds}\n${tableOf(totals)}`)
    assert.isAbove(totals.seeds, 0)
  }, 1_800_000)

  it("do the same again with the same seed, and with the script of its faults", async () => {
    const options = { seed: 6, isScheduler: true, isDense: true, hours: 1 }
    const run = await runSeed(options)
    assert.isAbove(run.script.length, 5)
    assert.deepStrictEqual(facts(await runSeed(options)), facts(run))
    assert.deepStrictEqual(facts(await runSeed(options, run.script)), facts(run))
  })

  // Found by seed 54: the key of a post that a person had repeated was freed once more, by another runner.
  it("repeat a post once after a person has found none", async () => {
    const run = await runScript({ seed: 54, isScheduler: true }, [
      { at: "p1 sql commit 20", kind: "crash-before", value: 12_000 },
      { at: "p1 sql select 814", kind: "crash-before", value: 30_000 },
      { at: "p0 post/publish/content/init 2", kind: "crash-before", value: 49_000 }
    ])
    assert.strictEqual(run.script.length, 3)
  })

  it.each([
    "let a worker write over the row of another",
    "cancel a post that has begun"
  ])("are found out when they %s", async (name) => {
    const found = await hunt(plantedBugs.findIndex((bug) => bug.name === name), 1, 10)
    assert.isDefined(found.violation)
  })
})
