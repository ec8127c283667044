import { assert, describe, it } from "@effect/vitest"
import type { Browser, Page } from "playwright-core"
import { createMock } from "tiktok-mock-server"
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"
import { barriers, excess, windows } from "../support/accessibility.ts"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"

/** Waits until all transitions have ended. */
const settled = `Promise.allSettled(
  document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished)
).then(() => undefined)`

describe.skipIf(!hasBrowser)("the API reference, in a browser", () => {
  let browser: Browser
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
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await mock.dispose()
  })

  /** A page in a new window, with its requests recorded. */
  const open = async (width = 1280, colorScheme: "light" | "dark" = "light"): Promise<Page> => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 1000 } })
    await context.route(/./, (route) => {
      const { hostname, protocol } = new URL(route.request().url())
      if (/^https?:$/.test(protocol) && hostname !== "127.0.0.1") {
        foreign.push(route.request().url())
        return route.abort()
      }
      return route.continue()
    })
    const page = await context.newPage()
    page.on("pageerror", (error) => complaints.push(error.message))
    // The page's policy refuses a request before the route above sees it.
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
    return page
  }

  it("shows the operations of the chosen contract, and nothing leaves this machine", async () => {
    const page = await open()
    await page.goto(`${url}/docs`)
    await screenshot(page, "docs-choice", false)
    await page.getByTestId("live").click()
    await page.getByRole("heading", { name: "TikTok Content Posting API, live contract" }).first().waitFor()
    await page.getByText("/v2/post/publish/video/init/").first().waitFor()
    await page.waitForLoadState("networkidle")
    await screenshot(page, "docs-live", false)
    for (const heading of ["Start a video post", "Send a chunk", "Get the status of a post"]) {
      await page.getByRole("link", { name: heading }).first().click()
      await page.getByRole("heading", { name: heading }).first().waitFor()
    }
    await page.getByRole("link", { name: "Start a video post" }).first().click()
    await page.getByRole("heading", { name: "Start a video post" }).first().waitFor()
    await page.waitForLoadState("networkidle")
    await screenshot(page, "docs-operation", false)
    assert.deepStrictEqual(foreign, [])
    assert.deepStrictEqual(complaints, [])
  })

  it("also shows the other contract", async () => {
    const page = await open()
    await page.goto(`${url}/docs?api=catalog`)
    await page.getByText("/v2/creator_info/query/").first().waitFor()
    await screenshot(page, "docs-catalog", false)
    assert.deepStrictEqual(foreign, [])
    assert.deepStrictEqual(complaints, [])
  })

  it.each(windows)(
    "has no accessibility barriers and fits the window, in %s at %d pixels",
    async (colorScheme, width) => {
      const page = await open(width, colorScheme)
      const look = async (name: string) => {
        await page.waitForLoadState("networkidle")
        await page.evaluate(settled)
        await screenshot(page, `${name}-${colorScheme}-${width}`, false)
        assert.deepStrictEqual(await barriers(page), [], name)
        assert.strictEqual(await excess(page), 0, name)
      }
      await page.goto(`${url}/docs`)
      await look("docs-choice")
      await page.goto(`${url}/docs?api=live`)
      const operation = page.getByText("/v2/post/publish/video/init/").first()
      await operation.waitFor()
      await look("docs")
      await operation.click()
      const heading = page.getByRole("heading", { name: "Start a video post" })
      await heading.first().waitFor()
      await look("docs-operation")
      await page.locator("section", { has: heading }).last().getByRole("button", { name: "Test Request" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Send" }).first().waitFor()
      await look("docs-request")
      assert.deepStrictEqual(foreign, [])
      assert.deepStrictEqual(complaints, [])
    }
  )

  it("blocks requests to other hosts even from a script of its own", async () => {
    const page = await open()
    await page.goto(`${url}/docs?api=live`)
    const outcome = await page.evaluate(() => fetch("https://api.scalar.com/").then(() => "answered", () => "refused"))
    assert.strictEqual(outcome, "refused")
    assert.deepStrictEqual(foreign, [])
    assert.include(complaints.join(), "Content Security Policy")
  })
})
