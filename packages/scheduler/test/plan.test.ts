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

const Times = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 }))).check(Schema.isMaxLength(20))

describe("plan", () => {
  it.prop("keeps both limits, however the posts arrive, and moves none of them", { hours: Times }, ({ hours }) => {
    const times: Array<number> = []
    for (const quarter of hours) {
      const wanted = quarter * 900_000
      const { at, moved } = plan(times, wanted, limits)
      assert.isAtLeast(at, wanted)
      assert.strictEqual(moved === undefined, at === wanted)
      times.push(at)
      times.sort((a, b) => a - b)
      assert.isTrue(holds(times), times.join(" "))
    }
  }, { arbitrary: { runs: runs(300) } })

  it.prop("takes the first time that has room", { quarters: Times }, ({ quarters }) => {
    const times: Array<number> = []
    for (const quarter of quarters) times.push(plan(times, quarter * 900_000, limits).at) && times.sort((a, b) => a - b)
    const { at } = plan(times, 0, limits)
    for (let earlier = 0; earlier < at; earlier += 450_000) {
      assert.isFalse(holds([...times, earlier].toSorted((a, b) => a - b)), `${earlier} has room`)
    }
  }, { arbitrary: { runs: runs(100) } })
})
