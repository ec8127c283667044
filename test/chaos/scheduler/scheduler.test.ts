/** A short chaos run of the scheduler. `npm run chaos -- --scheduler` has a long one. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { hasOwnPostgres } from "../../support/ownPostgres.ts"
import { makeSchedulerPlan } from "./plan.ts"
import { isSound, runScheduler } from "./run.ts"
import { schedulerTableOf } from "./table.ts"

describe.skipIf(!hasOwnPostgres)("thirty posts by six creators from three runners of a scheduler", () => {
  it.live(
    "are published once and in order, while runners are killed, frozen and replaced and PostgreSQL restarts",
    () =>
      Effect.gen(function*() {
        const plan = makeSchedulerPlan({
          seed: "1",
          posts: 30,
          creators: 6,
          kills: 1,
          freezes: 1,
          short: true,
          takeOver: 8000,
          every: 1500
        })
        const report = yield* runScheduler(plan, { limitSeconds: 500 })
        assert.isTrue(isSound(report), schedulerTableOf(report))
        const { freezes, kills, newer, restarts, struck, upgrades } = report
        assert.deepStrictEqual({ freezes, kills, restarts, upgrades }, {
          freezes: 1,
          kills: 1,
          restarts: 1,
          upgrades: 1
        })
        assert.isAtLeast(newer.rows, 1)
        assert.isAtLeast(struck, 1)
      }),
    600_000
  )
})
