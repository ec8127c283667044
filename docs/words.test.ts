/** Holds words that the glossary rules out to a rate near zero, in docs and in the comments and test names of sources. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "vitest"

const limitPerThousandLines = 0.3
const words = /\b(?:shall|whoever|whom|whomever|whatever|whichever|nobody|somebody)\b/gi
const prose = /^\s*(?:\/\/|\/?\*|#|(?:it|test|describe)\b)|\s\/\/\s/

const root = join(import.meta.dirname, "..")
const files = globSync(["*.md", "{.changeset,docs,packages,mock-server,test}/**/*.{md,ts,tsx,js,mjs,sh,py}", ".ci/*"], {
  cwd: root,
  exclude: ["**/node_modules/**", "**/dist/**", "**/.vitepress/cache/**", "docs/reference/**", "docs/glossary.md"]
})

it("uses plain words", () => {
  const found: Array<string> = []
  let lines = 0
  for (const file of files) {
    const content = readFileSync(join(root, file), "utf8").split("\n")
    lines += content.length
    content.forEach((line, index) => {
      if (!file.endsWith(".md") && !prose.test(line)) return
      for (const [word] of line.matchAll(words)) found.push(`${file}:${index + 1} ${word}`)
    })
  }
  assert.isAbove(lines, 5_000)
  assert.isBelow((found.length / lines) * 1_000, limitPerThousandLines, found.join("\n"))
})
