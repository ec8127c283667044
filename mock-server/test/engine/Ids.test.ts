import { assert, describe, it } from "@effect/vitest"
import { type FixedIds, makeIds } from "../../src/engine/Ids.ts"

const make = (seed: string, fixed?: FixedIds, counters = new Map<string, number>()) =>
  makeIds(() => seed, counters, () => fixed)

const firstIds = (seed: string) => {
  const ids = make(seed)
  return [
    ids.code(),
    ids.digits("publish", 19),
    ids.digits("publish", 19),
    ids.hex("accessToken", 40),
    ids.postId()
  ]
}

describe("Ids", () => {
  it("depend on the seed", () => {
    assert.deepStrictEqual(firstIds("mara"), firstIds("mara"))
    const both = [...firstIds("mara"), ...firstIds("jonas")]
    assert.strictEqual(new Set(both).size, both.length)
  })

  it("continue from the given counters", () => {
    const before = make("mara", undefined, new Map())
    before.hex("refreshToken", 40)
    const second = before.hex("refreshToken", 40)
    assert.strictEqual(make("mara", undefined, new Map([["refreshToken", 1]])).hex("refreshToken", 40), second)
  })

  it("differ between kinds", () => {
    const ids = make("mara")
    assert.notStrictEqual(ids.hex("accessToken", 40), ids.hex("refreshToken", 40))
  })

  it("have the requested length", () => {
    const ids = make("mara")
    for (const length of [1, 8, 18, 19, 32]) assert.match(ids.digits("log", length), new RegExp(`^\\d{${length}}$`))
    for (const length of [2, 32, 40]) assert.match(ids.hex("uploadToken", length), new RegExp(`^[0-9a-f]{${length}}$`))
    assert.match(ids.postId(), /^7\d{18}$/)
    assert.match(ids.code(), /^[0-9a-f]{40}\*0!5$/)
  })

  it("are unique, with evenly distributed digits in every place", () => {
    const ids = make("mara")
    const count = 20_000
    const texts = Array.from({ length: count }, () => ids.digits("upload", 19))
    assert.strictEqual(new Set(texts).size, count)
    for (let place = 0; place < 19; place++) {
      const times = new Map<string, number>()
      for (const text of texts) times.set(text[place] ?? "", (times.get(text[place] ?? "") ?? 0) + 1)
      assert.strictEqual(times.size, 10)
      // Four standard deviations.
      for (const found of times.values()) assert.closeTo(found, count / 10, 4 * Math.sqrt(count * 0.09))
    }
  })

  it("stay the same when a scenario fixes them", () => {
    const ids = make("mara", { publish: "1234567890", code: "code" })
    assert.deepStrictEqual([ids.digits("publish", 19), ids.digits("publish", 19)], ["1234567890", "1234567890"])
    assert.strictEqual(ids.code(), "code")
    assert.isTrue(ids.isFixed("publish"))
    assert.isFalse(ids.isFixed("upload"))
  })
})
