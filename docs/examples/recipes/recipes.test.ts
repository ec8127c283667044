/** Runs the recipes of the guide, each with its own tools. */
import { execFile, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createMock } from "tiktok-mock-server"
import { assert, describe, it } from "vitest"

const run = promisify(execFile)
const inCi = process.env["CI"] !== undefined
const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether a recipe runs. In CI a missing tool is an error, not a reason to skip. */
const canRun = (recipe: string, isThere: boolean): boolean => {
  if (!isThere && !inCi) console.warn(`SKIPPED: the recipe for ${recipe}, for which something is not installed.`)
  return isThere || inCi
}

const scripts: ReadonlyArray<readonly [string, string, ReadonlyArray<string>, boolean]> = [
  ["curl", "bash", ["curl/publish.sh"], spawnSync("curl", ["--version"]).status === 0],
  ["Python", "python3", ["python/publish.py"], spawnSync("python3", ["-c", "import requests"]).status === 0]
]

describe.each(scripts)("the recipe for %s", (recipe, program, args, isThere) => {
  it.skipIf(!canRun(recipe, isThere))("publishes a file", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const { url } = await mock.listen()
    const folder = await mkdtemp(join(tmpdir(), "recipe-"))
    const clip = join(folder, "clip.mp4")
    await writeFile(clip, "\0\0\0\0ftypisom")
    const env = { ...process.env, TIKTOK: url, NO_PROXY: "127.0.0.1" }
    const { stdout } = await run(program, [...args, clip], { cwd: import.meta.dirname, env })
    assert.strictEqual(stdout, "PUBLISH_COMPLETE\n")
    assert.deepStrictEqual(mock.control.posts().map(({ caption }) => caption), [`Hello from ${recipe}`])
    await mock.dispose()
    await rm(folder, { recursive: true })
  })
})

const freePort = (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resolve(typeof address === "object" ? address?.port ?? 0 : 0))
  })
  return promise
}

describe("the recipes for a front end and for Playwright", () => {
  it.skipIf(!canRun("Playwright", existsSync(chromium)))("log in, publish a file and show a refusal", async () => {
    const env = {
      ...process.env,
      CHROMIUM: chromium,
      TIKTOK: `http://127.0.0.1:${await freePort()}`,
      APP: `http://localhost:${await freePort()}`
    }
    const playwright = fileURLToPath(import.meta.resolve("@playwright/test/cli"))
    const args = [playwright, "test", "--config", "with-chromium.config.ts", "--reporter", "line"]
    const { stdout } = await run(process.execPath, args, { cwd: join(import.meta.dirname, "playwright"), env })
    assert.match(stdout, /2 passed/)
  }, 90_000)
})
