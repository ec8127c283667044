import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dataOf, inMemory, paths } from "../support.ts"

describe("creator info", () => {
  it.effect("refuses a field that does not exist, and names it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      for (const wanted of ["likes_count", "open_id,", "open_id, like_count", "toString"]) {
        const response = yield* world.get(`${paths.creator}?fields=${encodeURIComponent(wanted)}`)
        assert.strictEqual(response.status, 400)
        assert.match(response.headers.get("x-mock-hint") ?? "", /^fields: ".*" is not a field/)
      }
    }))

  it.effect("shows what the control has changed", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [mara] = world.mock.control.creators()
      world.mock.control.updateCreator(mara?.openId ?? "", { followers: 7 })
      const user = dataOf(yield* world.get(`${paths.creator}?fields=follower_count`))["user"]
      assert.deepStrictEqual(user, { follower_count: 7 })
      assert.throws(() => world.mock.control.updateCreator("stranger", {}), /no creator stranger/)
    }))
})
