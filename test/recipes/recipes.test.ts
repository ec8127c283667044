/** Follows the recipes word for word, in fresh folders. Packages come from the tarballs, and others' from npm. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { packIfChanged } from "../package/pack.ts"
import { blocksOf, commandsInProse } from "./page.ts"
import { isInstalled, makeReader, type Reader } from "./reader.ts"
import { type Registry, startRegistry } from "./registry.ts"

const docs = join(import.meta.dirname, "../../docs")

const npm = (command: string): string => spawnSync("npm", command.split(" "), { encoding: "utf8" }).stdout.trim()

const isOnline = spawnSync("npm", ["ping", "--fetch-retries=0", "--fetch-timeout=10000"]).status === 0

/** Whether tests run. In CI a missing requirement is an error, not a reason to skip. */
const canRun = (what: string, isThere: boolean): boolean => {
  if (!isThere) console.warn(`SKIPPED: ${what}`)
  return isThere || process.env["CI"] !== undefined
}

const pages = globSync(["recipes/*.md", "guide/mock-server.md"], { cwd: docs })

describe.each(pages)("docs/%s", (page) => {
  it("has every command of its prose in a block too", () => {
    assert.deepStrictEqual(commandsInProse(readFileSync(join(docs, page), "utf8")), [])
  })
})

describe.skipIf(!canRun("recipes, because npm's registry cannot be reached", isOnline))("a reader", () => {
  let registry: Registry

  beforeAll(async () => {
    registry = await startRegistry(packIfChanged(), npm("config get registry"))
  })
  afterAll(() => registry[Symbol.asyncDispose]())

  const start = (): Reader =>
    makeReader({
      npm_config_registry: registry.url,
      npm_config_cache: npm("config get cache"),
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      npm_config_update_notifier: "false",
      // npx asks a person whether to install.
      npm_config_yes: "true"
    })

  it("publishes a file with curl", async () => {
    await using reader = start()
    await reader.follow("recipes/curl.md")
  })

  it("publishes a file with Python", async () => {
    await using reader = start()
    await reader.follow("recipes/python.md")
  })

  it("tests a program with MSW", async () => {
    await using reader = start()
    await reader.follow("recipes/msw.md")
  })
})
