/** Compares the tables of options and of spans with the sources. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "vitest"
import { options, table } from "./options.ts"

const root = join(import.meta.dirname, "..")
const page = (name: string): string => readFileSync(join(root, "docs/guide", name), "utf8")

/** A table without the spaces and dashes that align its columns. */
const bare = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---")

it("has every option as the sources have it; run `node docs/options.ts` if it differs", () => {
  assert.isAbove(options().length, 150)
  assert.include(bare(page("options.md")), bare(table()))
})

it("says what each option does, and the unit of each number", () => {
  assert.deepStrictEqual(options().filter(({ text, unit }) => text === "" || unit === "`number`"), [])
})

it("names every span of the library and of the scheduler", () => {
  const sources = globSync("packages/{client,scheduler}/src/**/*.ts", { cwd: root })
  const lines = sources.flatMap((file) => readFileSync(join(root, file), "utf8").split("\n"))
  const spans = new Set(
    lines.filter((line) => /\b(?:Effect\.fn|withSpan)\(/.test(line) && !/^\s*\*/.test(line)).flatMap((line) =>
      [...line.matchAll(/"([A-Z]\w+\.\w+)"/g)].map(([, name = ""]) => name)
    )
  )
  assert.isAbove(spans.size, 25)
  const text = page("observability.md")
  assert.deepStrictEqual([...spans].filter((name) => !text.includes(`\`${name}\``)), [])
})
