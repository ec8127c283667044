import { assert, describe, it } from "@effect/vitest"
import { Cause, Duration, Effect, Result } from "effect"
import * as StoreChecks from "effect-tiktok/StoreChecks"
import { simulate } from "tiktok-mock-server/simulation"
import { quotaChecks, quotaOptions } from "../support/quotaChecks.ts"
import { readArguments } from "./arguments.ts"
import { hunt, placesOf } from "./planted.ts"
import { plantedBugs } from "./plantedBugs.ts"
import { formatFailure, type Run, runScript, runSeed, shrinkRun } from "./run.ts"
import { makeKept, makeQuota, makeRecords, sharesLimits, storeModels } from "./stores.ts"
import { addRun, noTotals, tableOf } from "./table.ts"

// CPU time of the fresh seeds.
const freshSeconds = 25

const facts = ({ hash, script, tally }: Run) => ({ hash, script, tally })

const failure = (...args: ReadonlyArray<string>) => Result.getOrThrow(Result.flip(readArguments(args)))

const seeds = (...args: ReadonlyArray<string>) => {
  const read = Result.getOrThrow(readArguments(args))
  return read._tag === "Run" ? [read.first, read.seeds] : []
}

describe("simulated processes", () => {
  it("publish once and lose nothing, in the worlds of fresh seeds", async () => {
    const first = 1 + Math.floor(Math.random() * 1e9)
    const totals = noTotals()
    for (let seed = first; totals.cpuSeconds < freshSeconds; seed++) {
      const run = await runSeed({ seed })
      addRun(totals, run)
      if (run.violation !== undefined) assert.fail(formatFailure({ seed }, await shrinkRun({ seed }, run)))
    }
    console.log(`npm run simulate -- --seed ${first} --seeds ${totals.seeds}\n${tableOf(totals)}`)
    assert.isAbove(totals.seeds, 0)
  }, 1_800_000)

  it("do the same again with the same seed, and with the script of its faults", async () => {
    const run = await runSeed({ seed: 3, hours: 3 })
    assert.isAbove(run.script.length, 0)
    assert.deepStrictEqual(facts(await runSeed({ seed: 3, hours: 3 })), facts(run))
    assert.deepStrictEqual(facts(await runSeed({ seed: 3, hours: 3 }, run.script)), facts(run))
  })

  // A change of the client, the mock or the simulator changes the trace. Then put the new hash here.
  it("have the same trace on every machine", async () => {
    const run = await runSeed({ seed: 12, hours: 2 })
    assert.isAbove(run.script.length, 10)
    assert.strictEqual(run.hash, "fe308b4af7442fcb471b83b7b02f4ef331eb52bd88a540a6309dcc02b80152b9")
  })
})

describe("a script", () => {
  it("replays as a test: two crashes around an init that publishes by itself", async () => {
    const run = await runScript({ seed: 6, store: "sql", contract: "live" }, [
      { at: "p0 post/publish/content/init 1", kind: "crash-after", value: 84_000 },
      { at: "p1 post/publish/video/init 1", kind: "crash-during", value: 5_000 }
    ])
    assert.strictEqual(run.script.length, 2)
  })

  // Found by seed 715246888. The status of this contract counts no bytes.
  it("ends an upload whose last byte may have arrived before its URL expired", async () => {
    const run = await runScript({ seed: 4, store: "memory", contract: "catalog", hours: 1 }, [
      { at: "p1 list 1", kind: "crash-before", value: 7_200_000 },
      { at: "p0 upload 1", kind: "crash-before", value: 3_000_000 }
    ])
    assert.strictEqual(run.script.length, 2)
    assert.strictEqual(run.tally.outcomes["OutcomeUnknown"], 2)
  })

  it("keeps a creator logged in when the clock of one process is an hour ahead", async () => {
    const run = await runScript({ seed: 21, store: "sql", contract: "live", hours: 1 }, [
      { at: "p1 minute 1", kind: "clock", value: 3_600_000 }
    ])
    assert.strictEqual(run.script.length, 1)
  })

  it("keeps a limit when a process freezes between its slot and its request", async () => {
    const run = await runScript({ seed: 5, store: "redis", contract: "live", hours: 1 }, [
      { at: "p0 quota take 2", kind: "freeze", value: 62_000 }
    ])
    assert.strictEqual(run.script.length, 1)
  })

  it("leaves no post behind a refusal whose key cannot be freed", async () => {
    const run = await runScript({ seed: 535, store: "redis", contract: "live" }, [
      { at: "p0 quota take 18", kind: "partition", value: 53_000 },
      { at: "p0 post/publish/video/init 9", kind: "code", value: "privacy_level_option_mismatch" },
      { at: "p0 quota take 44", kind: "partition", value: 119_000 },
      { at: "p0 put 128", kind: "crash-during", value: 54_000 },
      { at: "p0 put 129", kind: "crash-after", value: 76_000 }
    ])
    assert.isUndefined(run.violation)
  })
})

describe("a planted bug", () => {
  it.each(plantedBugs)("has its place in the source: $name", (bug) => {
    assert.strictEqual(placesOf(bug), 1)
  })

  it.each(["send an init again after a crash", "store after use: init before its record"])(
    "is found: %s",
    async (name) => {
      const found = await hunt(plantedBugs.findIndex((bug) => bug.name === name), 1, 20)
      assert.isDefined(found.violation)
    }
  )
})

describe.each(storeModels)("the model of the %s store", (store) => {
  for (const [index, { name }] of StoreChecks.make(Effect.never).entries()) {
    it(`passes the check of every store: ${name}`, async () => {
      let isDone = false
      const { violation } = await simulate({
        seed: name,
        script: [],
        scene: (world) => {
          const kept = makeKept()
          world.addProcess(
            "checker",
            (surroundings) =>
              (StoreChecks.make(Effect.succeed(makeRecords(store, kept, surroundings)))[index]?.check ??
                Effect.die("no check"))
                .pipe(
                  Effect.scoped,
                  Effect.match({
                    onSuccess: () => void (isDone = true),
                    onFailure: ({ message }) => world.violation(message)
                  }),
                  Effect.andThen(Effect.never)
                )
          )
          return { isDone: () => isDone }
        }
      })
      assert.isUndefined(violation)
    })
  }
})

describe.each(storeModels.filter(sharesLimits))("the model of limits in the %s store", (store) => {
  it.each(Object.keys(quotaChecks))("passes the check of every store: %s", async (name) => {
    let isDone = false
    const { violation } = await simulate({
      seed: name,
      script: [],
      scene: (world) => {
        const kept = makeKept(quotaOptions)
        world.addProcess("checker", (surroundings) => {
          const open = makeQuota(store, kept, surroundings, world.clock, Duration.zero)
          return Effect.all([open, open]).pipe(
            Effect.flatMap(([one, other]) => quotaChecks[name]?.(one, other) ?? Effect.die("no check")),
            Effect.matchCause({
              onSuccess: () => void (isDone = true),
              onFailure: (cause) => world.violation(Cause.pretty(cause))
            }),
            Effect.andThen(Effect.never)
          )
        })
        return { isDone: () => isDone }
      }
    })
    assert.isUndefined(violation)
  })
})

describe("the command", () => {
  it("names a wrong option and its rule", () => {
    assert.strictEqual(failure("--seeds", "none"), "--seeds is a whole number from 1 on, not \"none\"")
    assert.strictEqual(failure("--jobs", "0"), "--jobs is a whole number from 1 on, not \"0\"")
    assert.strictEqual(failure("--store", "sqlite"), "--store is one of memory, file, sql, redis, not \"sqlite\"")
  })

  it("runs a hundred seeds, or the one that is named", () => {
    assert.deepStrictEqual(seeds(), [1, 100])
    assert.deepStrictEqual(seeds("--seed", "17"), [17, 1])
  })
})
