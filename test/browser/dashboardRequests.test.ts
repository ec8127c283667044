import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { program, show, watch } from "../support/dashboard.ts"

describe.skipIf(!hasBrowser)("the list of requests in a browser", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it("filters as one types, keeps the focus, and goes on with new requests that match", async () => {
    const shown = await show()
    const { post, status } = program(shown)
    await post("/v2/post/publish/vidio/init/", {})
    await status("v_pub_1")
    const context = await browser.newContext()
    const { complaints } = watch(context)
    const page = await context.newPage()
    await page.goto(shown.at("requests"))
    const rows = page.getByTestId("request")
    await page.getByText("Connected", { exact: true }).waitFor()
    assert.strictEqual(await rows.count(), 2)
    await page.getByLabel("Search").pressSequentially("vidio")
    await rows.nth(1).waitFor({ state: "detached" })
    assert.include(await rows.first().innerText(), "/v2/post/publish/vidio/init/")
    assert.strictEqual(await page.evaluate(`document.activeElement.name + document.activeElement.value`), "qvidio")
    assert.strictEqual(new URL(page.url()).search, "?q=vidio")
    await status("v_pub_1")
    await post("/v2/post/publish/vidio/init/", {})
    await rows.nth(1).waitFor()
    assert.strictEqual(await rows.count(), 2)
    await page.locator("select[name=method]").selectOption("POST")
    await page.locator("select[name=status]").selectOption("5")
    await page.getByText("No matching requests").waitFor()
    await screenshot(page, "dashboard-requests-filtered")
    await page.locator("select[name=status]").selectOption("4")
    await rows.nth(1).waitFor()
    assert.strictEqual(await rows.count(), 2)
    assert.deepStrictEqual(complaints, [])
    await context.close()
    await shown.close()
  })

  it("says that the mock is gone, keeps what one typed, and filters when it is back", async () => {
    const shown = await show()
    const { status } = program(shown)
    await status("v_pub_1")
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(shown.at("requests"))
    await page.getByText("Connected", { exact: true }).waitFor()
    await context.setOffline(true)
    await page.getByLabel("Search").fill("nothing")
    await page.getByText("The mock does not respond").waitFor()
    assert.strictEqual(await page.getByLabel("Search").inputValue(), "nothing")
    assert.strictEqual(await page.getByTestId("request").count(), 1)
    await context.setOffline(false)
    await page.getByLabel("Search").press("Enter")
    await page.getByText("No matching requests").waitFor()
    assert.isFalse(await page.getByText("The mock does not respond").isVisible())
    await context.close()
    await shown.close()
  })

  it("opens no connection for a page that is hidden while its filter is answered", async () => {
    const shown = await show()
    await program(shown).status("v_pub_1")
    const page = await browser.newPage()
    const feeds: Array<string> = []
    page.on("request", (request) => {
      if (request.url().includes("/events?")) feeds.push(request.url())
    })
    await page.goto(shown.at("requests"))
    await page.getByText("Connected", { exact: true }).waitFor()
    await page.evaluate(`Object.defineProperty(document, "hidden", { value: true, configurable: true })
      document.dispatchEvent(new Event("visibilitychange"))`)
    await page.getByLabel("Search").fill("nothing")
    await page.getByText("No matching requests").waitFor()
    assert.lengthOf(feeds, 1)
    await Promise.all([
      page.waitForRequest("**/events?**"),
      page.evaluate(`delete document.hidden
        document.dispatchEvent(new Event("visibilitychange"))`)
    ])
    assert.include(feeds.at(-1), encodeURIComponent("q=nothing"))
    await page.close()
    await shown.close()
  })

  it("gives commands that run as copied once secrets are shown, and sends a request again", async () => {
    const shown = await show({ limits: "off" })
    const { init, post, put } = program(shown)
    await post("/v2/post/publish/creator_info/query/", { "it's": "quoted" })
    await put(await init("Clip", 2_000), 0, 1_999, 2_000)
    const page = await browser.newPage()
    const { mock } = shown
    const run = async (operation: string) => {
      const [entry] = mock.journal.find({ operation })
      await page.goto(shown.at(`requests/${entry?.id}`))
      const commands = page.locator("section", { hasText: "Repeat it" }).locator("pre")
      assert.include(await commands.first().innerText(), "***")
      await page.getByRole("link", { name: "Show secrets" }).click()
      await page.getByRole("link", { name: "Hide secrets" }).waitFor()
      const before = mock.journal.find({ operation }).length
      const { stdout } = await promisify(execFile)("sh", ["-c", await commands.nth(0).innerText()])
      const program = await commands.nth(1).innerText()
      await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program])
      await page.getByRole("button", { name: "Send again" }).click()
      await page.getByText("The response has status").waitFor()
      const repeated = mock.journal.find({ operation }).slice(before)
      assert.lengthOf(repeated, 3)
      for (const { request } of repeated) assert.strictEqual(request.body, entry?.request.body)
      return [stdout.slice(0, 12), ...repeated.map(({ hint, status }) => `${status} ${hint ?? ""}`)]
    }
    assert.deepStrictEqual(await run("creator.info"), ["HTTP/1.1 200", "200 ", "200 ", "200 "])
    // The upload is complete, so its chunk is refused, but not for its secret.
    const refused = "416 header Content-Range: the next chunk begins at byte 2000, not 0"
    assert.deepStrictEqual(await run("upload"), ["HTTP/1.1 416", refused, refused, refused])
    await page.close()
    await shown.close()
  })
})
