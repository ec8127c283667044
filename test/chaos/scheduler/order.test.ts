import { assert, describe, it } from "@effect/vitest"
import { disorderOf } from "./order.ts"

const job = (key: string, createdAt: number, startedAt: number) => ({
  key,
  creator: "ada",
  sha256: key,
  createdAt,
  startedAt
})
const posts = (...keys: ReadonlyArray<string>) =>
  keys.map((sha256) => ({ sha256, stage: "published" as const, urls: [] }))
const none = new Set<string>()

describe("disorderOf", () => {
  it("finds a post that was sent before an earlier one", () => {
    const found = disorderOf([job("first", 0, 20), job("second", 0, 10)], posts("second", "first"), none)
    assert.deepStrictEqual(found, [{ key: "second", problem: "was sent before first" }])
  })

  it("allows the order of the times", () => {
    assert.deepStrictEqual(disorderOf([job("first", 0, 10), job("second", 0, 20)], posts("first", "second"), none), [])
  })

  it("allows a post that was stored after the later one had begun", () => {
    assert.deepStrictEqual(disorderOf([job("first", 15, 20), job("second", 0, 10)], posts("second", "first"), none), [])
  })

  it("allows a post that a person had published again", () => {
    const found = disorderOf([job("first", 0, 20), job("second", 0, 10)], posts("second", "first"), new Set(["second"]))
    assert.deepStrictEqual(found, [])
  })
})
