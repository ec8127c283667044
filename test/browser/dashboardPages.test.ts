import { assert, describe, it } from "@effect/vitest"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { barriers, excess, windows } from "../support/accessibility.ts"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { program, sectionsOf, show, type Shown, watch } from "../support/dashboard.ts"
import { manual } from "../support/dashboardForms.ts"
import { smallestChunk } from "../support/media.ts"

/** Presses Tab until an element with this text has a visible focus. */
const tabTo = async (page: Page, text: string): Promise<void> => {
  const passed: Array<string> = []
  while (passed.at(-1) !== text) {
    assert.isBelow(passed.length, 30, `${text} is not within reach: ${passed.join(", ")}`)
    await page.keyboard.press("Tab")
    passed.push(await page.evaluate<string>(`document.activeElement.textContent.trim()`))
    assert.strictEqual(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`), "solid")
  }
}

const nasty = `</title><script>window.owned = 1</script>"quotes" & 'apostrophes' <img src=x onerror="window.owned = 2">`

/** A mock with an example of everything, and the pages that show it. */
const lived = async (): Promise<
  { readonly shown: Shown; readonly pages: ReadonlyArray<readonly [string, string]> }
> => {
  const shown = await show({
    limits: "off",
    webhook: { url: "http://127.0.0.1/hooks", send: async () => ({ status: 500 }) }
  })
  const { mock } = shown
  const { init, post, publish, put, status } = program(shown)
  mock.clock.freeze(Date.UTC(2026, 0, 15, 12))
  mock.control.issueToken({ expiresInSeconds: 0 })
  const published = await publish("Morning walk by the river, before the city wakes up", {
    level: "PUBLIC_TO_EVERYONE"
  })
  const written = await publish(nasty)
  const failed = await publish("Holiday, the long cut")
  await publish("", { draft: true })
  mock.control.failPost(failed, `<b onclick="window.owned = 3">reason</b>`)
  mock.control.createCreator({ username: "angle", displayName: `<i>"Angle"</i>` })
  mock.clock.advance(10_000)
  await post(`/v2/post/publish/vidio/init/?x=<script>`, { a: 1 })
  mock.faults.add({ match: { operation: "status" }, effect: { kind: "status", status: 429 }, times: 2 })
  await status(published)
  const size = 4 * smallestChunk
  const open = await init("Making of: three days on the ridge", size, { chunk: smallestChunk })
  await put(open, 0, smallestChunk - 1, size)
  await put(open, smallestChunk, 2 * smallestChunk - 1, size)
  await mock.webhooks.deliver()
  const request = mock.journal.find(({ hint }) => hint !== undefined)[0]?.id
  const upload = mock.control.uploads().at(-1)?.uploadId
  const delivery = mock.webhooks.deliveries()[0]?.id ?? ""
  return {
    shown,
    pages: [
      ...(await sectionsOf(shown)).map((section) => [section === "" ? "overview" : section, section] as const),
      ["post", `posts/${encodeURIComponent(open.publishId)}`],
      ["post-published", `posts/${encodeURIComponent(published)}`],
      ["post-written", `posts/${encodeURIComponent(written)}`],
      ["post-failed", `posts/${encodeURIComponent(failed)}`],
      ["upload", `uploads/${upload}`],
      ["request", `requests/${request}`],
      ["webhook", `webhooks/${encodeURIComponent(delivery)}`],
      ["callback", "creators/callback?code=abc&state=x"],
      ["unknown", "posts/none"]
    ]
  }
}

// Texts to copy, tables and hints show all of their content.
const hidden = `[...document.querySelectorAll(".snippet pre, .table, .row-main .quiet:has(.why)")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.outerHTML.slice(0, 80))`

describe.skipIf(!hasBrowser)("pages of the dashboard", () => {
  let browser: Browser
  let shown: Shown
  let fresh: Shown
  let pages: ReadonlyArray<readonly [name: string, path: string]>

  beforeAll(async () => {
    browser = await launch()
    const fixture = await lived()
    shown = fixture.shown
    pages = fixture.pages
    fresh = await show()
  })
  afterAll(async () => {
    await browser.close()
    await Promise.all([shown.close(), fresh.close()])
  })

  /** Opens pages one after the other in a new window. Returns the errors that they logged. */
  const visit = async (
    window: { readonly colorScheme: "light" | "dark"; readonly width: number; readonly height: number },
    look: (page: Page, name: string) => Promise<void>
  ): Promise<ReadonlyArray<string>> => {
    const { colorScheme, height, width } = window
    const context = await browser.newContext({ colorScheme, viewport: { width, height } })
    const { complaints } = watch(context)
    const page = await context.newPage()
    for (const [name, path] of pages) {
      await page.goto(shown.at(path))
      // The script has run, and the page updates itself.
      await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" })
      await look(page, name)
    }
    await context.close()
    // A missing page gets a 404, which the browser logs.
    return complaints.filter((complaint) => !complaint.includes("posts/none"))
  }

  it.each(windows)(
    "have no accessibility barriers or errors, and fit the window, in %s at %d pixels",
    async (colorScheme, width) => {
      const found: Array<string> = []
      const complaints = await visit({ colorScheme, width, height: width === 390 ? 844 : 860 }, async (page, name) => {
        await screenshot(page, `dashboard-${name}-${colorScheme}-${width}`)
        found.push(...(await barriers(page)).map((barrier) => `${name}: ${barrier}`))
        const tooWide = await excess(page)
        if (tooWide > 0) found.push(`${name} is ${tooWide} pixels too wide`)
        found.push(...(await page.evaluate<ReadonlyArray<string>>(hidden)).map((text) => `${name} hides ${text}`))
      })
      assert.deepStrictEqual(found, [])
      assert.deepStrictEqual(complaints, [])
    }
  )

  it(
    "explain what to do while they are empty, with titles, landmarks and one first-level heading",
    async () => {
      const page = await browser.newPage()
      const titles = new Set<string>()
      const sections = await sectionsOf(fresh)
      assert.includeMembers([...sections], ["", "posts", "rules", "coverage"])
      for (const section of sections) {
        await page.goto(fresh.at(section))
        titles.add(await page.title())
        assert.strictEqual(await page.locator("h1").count(), 1)
        assert.strictEqual(await page.locator("main").count(), 1)
        assert.strictEqual(await page.locator("nav[aria-label=Dashboard] [aria-current=page]").count(), 1)
        assert.strictEqual(await page.locator("html").getAttribute("lang"), "en")
        if (["", "posts", "uploads", "requests", "webhooks"].includes(section)) {
          await screenshot(page, `dashboard-empty-${section}`)
          assert.include(await page.locator(".empty").first().innerText(), "\n", section)
        }
      }
      assert.strictEqual(titles.size, sections.length)
      await page.close()
    }
  )

  it("run no script from a caption, a reason, a path or a name", async () => {
    const page = await browser.newPage()
    for (const [, path] of pages) {
      await page.goto(shown.at(path))
      assert.strictEqual(await page.evaluate(`window.owned`), undefined, path)
    }
    await page.goto(shown.at(pages.find(([name]) => name === "post-written")?.[1] ?? ""))
    assert.strictEqual(await page.getByTestId("caption").innerText(), nasty)
    await page.goto(shown.at("creators"))
    assert.include(await page.getByTestId("creator-angle").innerText(), `<i>"Angle"</i>`)
    await page.close()
  })

  it("work by keyboard: past the navigation, to a post, into its form", async () => {
    const waiting = await show(manual)
    await program(waiting).publish("Earlier")
    await program(waiting).publish("Clip")
    const page = await browser.newPage()
    await page.goto(waiting.at("posts"))
    await page.keyboard.press("Tab")
    assert.strictEqual(await page.evaluate(`document.activeElement.textContent`), "Skip to content")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert.strictEqual(await page.evaluate(`document.activeElement.textContent`), "All")
    await tabTo(page, "Clip")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Clip", exact: true }).waitFor()
    await tabTo(page, "Skip to content")
    await page.keyboard.press("Enter")
    await tabTo(page, "Publish now")
    await page.keyboard.press("Space")
    await page.getByTestId("timeline").getByText("Published").waitFor()
    await page.locator(".notice.done").waitFor()
    assert.deepStrictEqual(waiting.mock.control.posts().map(({ stage }) => stage), ["processing", "published"])
    await page.close()
    await waiting.close()
  })

  it("are reached by keys, which do nothing while one types", async () => {
    const page = await browser.newPage()
    await page.goto(shown.at(""))
    await page.getByText("Connected", { exact: true }).waitFor()
    await page.keyboard.type("gp")
    await page.getByRole("heading", { name: "Posts", exact: true }).waitFor()
    await page.keyboard.press("/")
    await page.getByRole("heading", { name: "Requests", exact: true }).waitFor()
    await page.getByText("Connected", { exact: true }).waitFor()
    await page.keyboard.type("gp?/")
    assert.strictEqual(await page.getByLabel("Search").inputValue(), "gp?/")
    assert.isFalse(await page.getByRole("dialog", { name: "Keyboard" }).isVisible())
    await page.getByRole("heading", { name: "Requests", exact: true }).click()
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor()
    await screenshot(page, "dashboard-keys", false)
    assert.deepStrictEqual(await barriers(page), [])
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor({ state: "hidden" })
    await page.getByRole("link", { name: "API reference" }).click()
    await page.waitForURL("**/docs")
    await page.close()
  })

  it("collapse their navigation on narrow screens, also without script", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(shown.at("posts"))
    const faults = page.getByTestId("nav-faults")
    assert.isFalse(await faults.isVisible())
    await page.getByRole("button", { name: "Menu" }).click()
    await screenshot(page, "dashboard-menu")
    await faults.click()
    await page.getByRole("heading", { name: "Faults", exact: true }).waitFor()
    await context.close()
  })
})
