/** Compares the map and the table of the contributing page with the files of the workspace. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "vitest"

const root = join(import.meta.dirname, "..")
const page = readFileSync(join(root, "docs/CONTRIBUTING.md"), "utf8")

const section = (title: string): string => {
  const [, after] = page.split(`## ${title}\n`)
  return after?.split("\n## ")[0] ?? assert.fail(`there is no section "${title}"`)
}

/** The short names of folders that the page states. */
const shortNames = new Map([...page.matchAll(/`(\w+)` is `([^`]+)`/g)].map(([, name = "", path = ""]) => [name, path]))

const pathsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/`(\w[\w-]*)((?:\/[^`]+)?)`/g)].flatMap(([, first = "", rest = ""]) => {
    const folder = shortNames.get(first)
    if (folder !== undefined) return [folder + rest]
    return rest !== "" && ["packages", "mock-server", "test", "docs"].includes(first) ? [first + rest] : []
  })

const map = pathsOf(section("A map of the source"))
const mapped = (folder: string) => map.some((path) => `${path}/`.startsWith(`${folder}/`))

const table = pathsOf(section("I want to change …"))

it("names only paths that exist", () => {
  assert.isAbove(table.length, 200)
  assert.deepStrictEqual([...map, ...table].filter((path) => !existsSync(join(root, path))), [])
})

it("maps every folder", () => {
  const folders = globSync([
    "packages/{cli,client,scheduler}/src/*/",
    "packages/client/src/internal/*/",
    "mock-server/src/*/",
    "packages/*/",
    "test/*/"
  ], {
    cwd: root,
    exclude: ["**/node_modules", "**/dist", "**/.*"]
  })
  assert.isAbove(folders.length, 30)
  assert.deepStrictEqual(folders.map((folder) => folder.replace(/\/$/, "")).filter((folder) => !mapped(folder)), [])
})
