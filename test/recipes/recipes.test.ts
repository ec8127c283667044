/** Follows the recipes word for word, in fresh folders. Packages come from the tarballs, and others' from npm. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { packIfChanged, root } from "../package/pack.ts"
import { hasBrowser, launch } from "../support/browser.ts"
import { giveBrowser } from "./giveBrowser.ts"
import { commandsInProse } from "./page.ts"
import { expectFree, makeReader, type Reader } from "./reader.ts"
import { type Registry, startRegistry } from "./registry.ts"

const docs = join(root, "docs")

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

  it("is followed by a reader", () => {
    assert.include(readFileSync(import.meta.filename, "utf8"), `reader.follow("${page}"`)
  })
})

it("names a port that another program has, and does not wait for it", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = Object(server.address())
  const found: unknown = await expectFree(port).catch((error: unknown) => error)
  server.close()
  assert.include(String(found), `another program has port ${port}`)
  await once(server, "close")
  await expectFree(port)
})

it("are all listed in the README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")
  assert.deepStrictEqual(globSync("recipes/*.md", { cwd: docs }).filter((page) => !readme.includes(`docs/${page}`)), [])
})

describe.skipIf(!canRun("recipes, because npm's registry cannot be reached", isOnline))("a reader", () => {
  let registry: Registry

  beforeAll(async () => {
    registry = await startRegistry(packIfChanged(), npm("config get registry"))
  })
  afterAll(() => registry[Symbol.asyncDispose]())

  const start = (variables: Readonly<Record<string, string>> = {}): Reader =>
    makeReader({
      ...variables,
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
    assert.deepStrictEqual(await reader.follow("recipes/curl.md"), [])
  })

  it("publishes a file with Python", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/python.md"), [])
  })

  it("does what the guide says about the mock", async () => {
    await using reader = start()
    writeFileSync(join(reader.folder, "my.mp4"), "\0\0\0\0ftypisom")
    let seen = ""
    const leftOut = await reader.follow("guide/mock-server.md", {
      before: { "journal/expect": startOnePost },
      sees: (text) => {
        seen += text
        const [login] = /http:\S+\/v2\/auth\/authorize\/\S+(?=\s)/.exec(seen) ?? []
        if (login === undefined) return
        seen = ""
        // A browser that the mock redirects at once, since it runs with --auto-consent.
        void fetch(login)
      }
    })
    assert.includeMembers(["needs docker", "it shows what a wrong request prints"], [...leftOut])
  })

  it("tests a program with MSW", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/msw.md"), [])
    await reader.checkTypes()
  })

  it("simulates an application", async () => {
    await using reader = start()
    const leftOut = await reader.follow("recipes/simulation.md")
    assert.deepStrictEqual(leftOut, ["it shows what a worker without the time limit prints"])
    await reader.checkTypes()
  })

  it("publishes from Express", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/express.md"), [])
    await reader.checkTypes()
  })

  it("publishes from Hono, in the shape of Workers", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/hono-workers.md"), [])
    await reader.checkTypes()
  })

  it("finishes what a killed worker of a queue has left", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/queue-worker.md"), [])
    await reader.checkTypes()
  })

  it("posts a job once that a queue of Effect delivers twice", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/own-queue.md"), ["it needs a Redis"])
    await reader.checkTypes()
  })

  it("leads programs with TikTok's host names to the mock", async () => {
    await using reader = start()
    const leftOut = await reader.follow("recipes/host-names.md")
    assert.includeMembers(["needs go", "needs php", "it changes a file of the system"], [...leftOut])
  })

  it("starts containers with Docker and Compose, if there is an engine", async () => {
    await using reader = start()
    symlinkSync(root, join(reader.folder, "effect-tiktok"))
    const leftOut = await reader.follow("recipes/docker.md", { before: { "docker compose run": reader.stop } })
    assert.includeMembers(["needs docker"], [...new Set(leftOut)])
  })

  it("starts a container with Testcontainers, if there is an engine", async () => {
    await using reader = start()
    symlinkSync(root, join(reader.folder, "effect-tiktok"))
    const leftOut = await reader.follow("recipes/testcontainers.md")
    assert.includeMembers(["needs docker"], [...new Set(leftOut)])
    await reader.checkTypes()
  })

  it.skipIf(!canRun("the recipe that needs a browser", hasBrowser))("publishes from a page of Next.js", async () => {
    await using reader = start()
    assert.deepStrictEqual(await reader.follow("recipes/nextjs.md"), [])
    await publishFrom("http://localhost:3000", async (page) => {
      await page.getByText("Log in with TikTok").click()
      await page.waitForURL("http://localhost:3000/")
    }, "Published")
  })

  it.skipIf(!canRun("the recipes that need a browser", hasBrowser))(
    "publishes a file from a page, and tests the page with Playwright",
    async () => {
      const browsers = mkdtempSync(join(tmpdir(), "recipe-browsers-"))
      await using reader = start({ PLAYWRIGHT_BROWSERS_PATH: browsers })
      assert.deepStrictEqual(await reader.follow("recipes/front-end.md"), [])
      await publishFromPage()
      await reader.stop()
      const leftOut = await reader.follow("recipes/playwright.md", {
        before: { "playwright install": () => giveBrowser(reader.folder, browsers) }
      })
      assert.deepStrictEqual(leftOut, [])
      await reader.checkTypes()
      rmSync(browsers, { recursive: true })
    }
  )
})

/** Makes the mock of the guide journal a call of creator info and one init, as a program under test does. */
const startOnePost = async () => {
  const origin = "http://127.0.0.1:8787"
  await fetch(`${origin}/_mock/reset?only=journal`, { method: "POST" })
  for (const path of ["creator_info/query/", "video/init/"]) {
    const headers = { authorization: "Bearer act.unknown" }
    await fetch(`${origin}/v2/post/publish/${path}`, { method: "POST", headers })
  }
}

/** What the front-end recipe says to do in a browser. */
const publishFromPage = () =>
  publishFrom("http://localhost:5173", async (page) => {
    await page.getByText("Log in with TikTok").click()
    await page.getByTestId("allow").click()
  }, "PUBLISH_COMPLETE")

/** Logs in on a page, publishes a file there, and waits for what the page says then. */
const publishFrom = async (url: string, logIn: (page: Page) => Promise<void>, said: string) => {
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await logIn(page)
    const buffer = Buffer.from("\0\0\0\0ftypisom")
    await page.locator("input[type=file]").setInputFiles({ name: "clip.mp4", mimeType: "video/mp4", buffer })
    await page.getByText("Publish", { exact: true }).click()
    await page.getByRole("status").getByText(said).waitFor()
  } finally {
    await browser.close()
  }
}
