import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { mayShow } from "../src/internal/publish/captions.ts"

const wave = "\u{1f30a}"

describe("a caption that TikTok may have cut", () => {
  it.prop(
    "is known by itself, and by its first 150 units or characters",
    { caption: Schema.String, rest: Schema.String },
    ({ caption, rest }) => {
      assert.isTrue(mayShow(caption, caption))
      const long = wave + caption + "x".repeat(150) + rest
      assert.isTrue(mayShow(long.slice(0, 150), long))
      assert.isTrue(mayShow(Array.from(long).slice(0, 150).join(""), long))
      assert.isFalse(mayShow(long.slice(0, 100), long))
    }
  )

  it.each<readonly [string, string, string, boolean]>([
    [
      "in the middle of a character, which JSON replaces",
      `${"x".repeat(149)}\ufffd`,
      "x".repeat(149) + wave + "y",
      true
    ],
    ["at a space, which is trimmed", "x".repeat(149), `${"x".repeat(149)} and more`, true],
    ["too early", "x".repeat(149), "x".repeat(152), false],
    ["too late", "x".repeat(151), "x".repeat(152), false],
    ["although it is short enough", "x".repeat(100), "x".repeat(101), false]
  ])("%s", (_, shown, caption, matches) => {
    assert.strictEqual(mayShow(shown, caption), matches)
  })
})
