import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { tiktok } from "../src/commands.ts"
import { documentsOf } from "../src/schema.ts"
import { schemaFile, schemaText } from "./support/schemaText.ts"

interface Named {
  readonly name: string
  readonly subcommands: ReadonlyArray<{ readonly commands: ReadonlyArray<Named> }>
}

/** Every command that does something, such as `publish video`. */
const leaves = ({ name, subcommands }: Named, above: ReadonlyArray<string>): ReadonlyArray<string> => {
  const path = [...above, name]
  const below = subcommands.flatMap(({ commands }) => commands)
  return below.length === 0 ? [path.slice(1).join(" ")] : below.flatMap((command) => leaves(command, path))
}

describe("output.schema.json", () => {
  it("is written from the sources: npm run schema", () => {
    assert.strictEqual(readFileSync(schemaFile, "utf8"), schemaText())
  })

  it("has a schema for every command", () => {
    assert.sameMembers([...leaves(tiktok, [])], Object.keys(documentsOf))
  })
})
