import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { documentsOf } from "../src/schema.ts"
import { commands, generated } from "./support/generated.ts"

describe("generated files", () => {
  it.effect("are written from the sources: npm run generate", () =>
    Effect.gen(function*() {
      for (const [file, text] of yield* generated) assert.strictEqual(readFileSync(file, "utf8"), text)
    }))

  it("have a schema for every command", () => {
    assert.sameMembers(commands.flatMap(({ isLeaf, path }) => isLeaf ? [path] : []), Object.keys(documentsOf))
  })

  it("have help that leaves room for a prompt in 80 × 24", () => {
    const pages: Readonly<Record<string, string>> = JSON.parse(
      readFileSync(new URL("../src/help.json", import.meta.url), "utf8")
    )
    assert.sameMembers(Object.keys(pages), commands.map(({ path }) => path))
    for (const page of Object.values(pages)) {
      const lines = page.split("\n")
      assert.isAtMost(lines.length, 23, page)
      for (const line of lines) assert.isAtMost(line.length, 80, line)
    }
  })
})
