import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { runs } from "../../../test/support/runs.ts"
import { plan } from "../src/internal/plan.ts"

const limits = { perMinute: 2, perDay: 3 }
const [minute, day] = [61_000, 86_401_000]

/** Whether no window holds more than it may. */
const holds = (times: ReadonlyArray<number>): boolean =>
  times.every((time, index) =>
    (times[index + limits.perMinute] ?? Infinity) - time >= minute &&
    (times[index + limits.perDay] ?? Infinity) - time >= day
  )

const ascending = (a: number, b: number): number => a - b

const Times = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 }))).check(
  Schema.isMaxLength(20)
)

describe("plan", () => {
  it.prop("keeps both limits, however the posts arrive, and moves none of them", { hours: Times }, ({ hours }) => {
    let times: ReadonlyArray<number> = []
    for (const quarter of hours) {
      const wanted = quarter * 900_000
      const { at, moved } = plan(times, wanted, limits)
      assert.isAtLeast(at, wanted)
      assert.strictEqual(moved === undefined, at === wanted)
      times = [...times, at].toSorted(ascending)
      assert.isTrue(holds(times), times.join(" "))
    }
  }, { arbitrary: { runs: runs(300) } })

  it.prop("takes the first time that has room", { quarters: Times }, ({ quarters }) => {
    const times: Array<number> = []
    for (const quarter of quarters) {
      times.push(plan(times.toSorted(ascending), quarter * 900_000, limits).at)
    }
    const { at } = plan(times.toSorted(ascending), 0, limits)
    for (let earlier = 0; earlier < at; earlier += 450_000) {
      assert.isFalse(holds([...times, earlier].toSorted(ascending)), `${earlier} has room`)
    }
  }, { arbitrary: { runs: runs(100) } })
})
