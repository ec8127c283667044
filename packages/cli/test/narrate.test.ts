import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { initial, narrate } from "../src/output/narrate.ts"

describe("narrate", () => {
  it("says which limit a publish waits for, and until when", () => {
    const until = DateTime.makeUnsafe("2026-02-01T12:03:20.500Z")
    const [state, { lines }] = narrate(initial, {
      _tag: "WaitingForRoom",
      limit: "video init",
      scope: "creator",
      until
    }, 0)
    assert.deepStrictEqual(state, initial)
    assert.deepStrictEqual(lines, ["Waits for room under TikTok's limit \"video init\" until 12:03:20 UTC"])
  })
})
