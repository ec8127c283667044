import { assert, describe, it } from "@effect/vitest"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { createMock } from "tiktok-mock-server"
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"

describe.skipIf(!hasBrowser)("the API reference, in a browser", () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let mock: ReturnType<typeof createMock>
  let url: string
  let foreign: Array<string>
  let complaints: Array<string>

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    mock = createMock({ defaultContract: "live" })
    url = (await mock.listen()).url
    foreign = []
    complaints = []
    context = await browser.newContext({ viewport: { width: 1280, height: 1000 } })
    await context.route(/./, (route) => {
      const { hostname, protocol } = new URL(route.request().url())
      if (/^https?:$/.test(protocol) && hostname !== "127.0.0.1") {
        foreign.push(route.request().url())
        return route.abort()
      }
      return route.continue()
    })
    page = await context.newPage()
    page.on("pageerror", (error) => complaints.push(error.message))
    // A refused request is told by the policy here, before it would come to the route above.
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
  })
  afterEach(async () => {
    await context.close()
    await mock.dispose()
  })

  it("shows the operations of the default contract, and nothing leaves this machine", async () => {
    await page.goto(`${url}/docs`)
    await page.getByRole("heading", { name: "TikTok Content Posting API, as published" }).first().waitFor()
    await page.getByText("/v2/post/publish/video/init/").first().waitFor()
    await page.waitForLoadState("networkidle")
    await screenshot(page, "docs-live", false)
    for (const heading of ["Begin a video post", "Send a chunk", "Ask how far a post has come"]) {
      await page.getByRole("link", { name: heading }).first().click()
      await page.getByRole("heading", { name: heading }).first().waitFor()
    }
    await page.getByRole("link", { name: "Begin a video post" }).first().click()
    await page.getByRole("heading", { name: "Begin a video post" }).first().waitFor()
    await page.waitForLoadState("networkidle")
    await screenshot(page, "docs-operation", false)
    assert.deepStrictEqual(foreign, [])
    assert.deepStrictEqual(complaints, [])
  }, 60_000)

  it("shows the other contract, too", async () => {
    await page.goto(`${url}/docs?api=catalog`)
    await page.getByText("/v2/creator_info/query/").first().waitFor()
    await screenshot(page, "docs-catalog", false)
    assert.deepStrictEqual(foreign, [])
    assert.deepStrictEqual(complaints, [])
  }, 60_000)

  it("keeps even a script that wants to from talking to others", async () => {
    await page.goto(`${url}/docs`)
    const outcome = await page.evaluate(() => fetch("https://api.scalar.com/").then(() => "answered", () => "refused"))
    assert.strictEqual(outcome, "refused")
    assert.deepStrictEqual(foreign, [])
    assert.include(complaints.join(), "Content Security Policy")
  }, 60_000)
})
