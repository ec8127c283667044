/** The same journeys in every runtime, and the table that the docs have of them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, beforeAll, describe, it } from "vitest"
import { hasBrowser, launch } from "../support/browser.ts"
import { journeys } from "./journeys.ts"
import { type Result, runAll } from "./run.ts"
import { pageScript, runtimes } from "./runtimes.ts"
import { startStage } from "./stage.ts"
import { tableOf } from "./table.ts"
import { hasTools, installTools } from "./tools.ts"

const isReady = hasTools() || process.env["CI"] !== undefined
if (!isReady) console.warn("SKIPPED: the tests of Bun, Deno, Workers and Node 22. `npm run runtimes` installs these.")

describe.skipIf(!isReady || !hasBrowser)("the journeys", () => {
  let results: ReadonlyArray<Result> = []
  beforeAll(async () => {
    installTools()
    results = await runAll(runtimes)
  })

  describe.each(runtimes)("on $title", ({ hasFiles, title }) => {
    const own = Object.entries(journeys).filter(([, { needsFiles }]) => hasFiles || needsFiles !== true)
    it.each(own)("%s", (journey) => {
      const found = results.find((result) => result.runtime === title && result.journey === journey)
      if (found === undefined) assert.fail("the journey was not taken")
      assert.isUndefined(found.failed, found.failed)
    })
  })

  it.each(["README.md", "docs/guide/runtimes.md"])("are in the table of %s", (file) => {
    const page = readFileSync(join(import.meta.dirname, "../..", file), "utf8")
    assert.include(page, tableOf(runtimes.map(({ title }) => title), results))
  })
})

describe.skipIf(!hasBrowser)("the page of the guide", () => {
  it("uploads a chosen file without a token, and resumes after a reload", async () => {
    await using stage = await startStage(() => pageScript("guidePage"))
    const { clip, mock } = stage.world("guide")
    const control = (path: string, init?: RequestInit): Promise<any> =>
      fetch(`${mock}/_mock/${path}`, init).then((response) => response.json())
    const browser = await launch()
    try {
      const page = await browser.newPage()
      const sent: Array<string> = []
      page.on("request", (request) => sent.push(JSON.stringify([request.url(), request.headers(), request.postData()])))
      await page.goto(stage.url)
      await control("faults", {
        method: "POST",
        body: JSON.stringify({ match: { operation: "upload", nth: 2 }, effect: { kind: "hang" } })
      })
      await page.setInputFiles("input", clip.file)
      await page.waitForFunction("document.title === '47 %'")
      await page.reload()
      await page.setInputFiles("input", clip.file)
      await page.waitForFunction("document.title === '100 %'")
      const { posts } = await control("posts")
      assert.deepStrictEqual(posts.map(({ sha256 }: { readonly sha256: string }) => sha256), [clip.sha256])
      const { entries } = await control("journal?operation=upload")
      assert.strictEqual(entries.length, 3)
      assert.strictEqual((await control("journal?operation=video.init")).entries.length, 1)
      assert.isFalse(sent.some((request) => /mock-client-secret|act\.|bearer/i.test(request)))
    } finally {
      await browser.close()
    }
  })
})
