import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { createServer } from "node:http"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { program, show, type Shown, watch } from "../support/dashboard.ts"
import { smallestChunk } from "../support/media.ts"

type Program = ReturnType<typeof program>

/** A URL that receives webhooks and counts them. */
const listener = async () => {
  let heard = 0
  const server = createServer((request, response) => {
    request.resume()
    heard++
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    heard: () => heard,
    close: () => server.close()
  }
}

/** Logs in as a creator through the consent page. Returns the app's access token. */
const logIn = async (page: Page, { mock }: Shown): Promise<string> => {
  await page.getByTestId("log-in").click()
  await page.getByTestId("creator-jonas.private").click()
  await page.getByTestId("allow").click()
  await page.getByRole("heading", { name: "The creator has logged in" }).waitFor()
  const command = await page.locator("pre", { hasText: "curl" }).innerText()
  const [, code = ""] = /'code=([^']+)'/.exec(command) ?? []
  const [, address = ""] = /curl (\S+)/.exec(command) ?? []
  const [, redirect = ""] = /-d redirect_uri=(\S+)/.exec(command) ?? []
  const app = mock.control.apps()[0]
  const response = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({
      client_key: app?.clientKeys[0] ?? "",
      client_secret: app?.clientSecret ?? "",
      grant_type: "authorization_code",
      code,
      redirect_uri: redirect
    })
  })
  const { access_token, open_id } = decodeTokens(await response.json())
  assert.strictEqual(open_id, mock.control.creators()[1]?.openId)
  return access_token
}

const decodeTokens = Schema.decodeUnknownSync(Schema.Struct({ access_token: Schema.String, open_id: Schema.String }))

/** Watches an upload arrive, and loses neither focus nor typed text nor scroll position. */
const watchUpload = async (page: Page, { init, put }: Program): Promise<void> => {
  const size = 3 * smallestChunk
  await page.getByTestId("nav-uploads").click()
  const opened = await init("Ridge", size, { chunk: smallestChunk })
  await page.getByTestId("upload").getByText("Awaiting bytes").waitFor()
  await page.getByRole("link", { name: "Ridge" }).click()
  await page.getByRole("link", { name: "Ridge" }).click()
  const window = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 900, height: 400 })
  const reason = page.getByLabel("Reason")
  await reason.fill("typed by hand")
  await page.evaluate(`scrollTo(0, 300)`)
  const place = () => page.evaluate<number>(`Math.round(scrollY)`)
  const before = { place: await place(), box: await reason.boundingBox() }
  for (const [index, share] of ["33 %", "66 %", "100 %"].entries()) {
    const first = index * smallestChunk
    assert.isBelow(await put(opened, first, first + smallestChunk - 1, size), 300)
    if (index < 2) {
      await page.getByTestId("chunks").getByRole("strong").getByText(share).waitFor()
      assert.deepStrictEqual({ place: await place(), box: await reason.boundingBox() }, before)
      assert.strictEqual(await page.evaluate(`document.activeElement.name`), "reason")
      assert.strictEqual(await reason.inputValue(), "typed by hand")
    }
  }
  await page.getByTestId("timeline").getByText("Processed").waitFor()
  await page.getByRole("button", { name: "Publish now" }).click()
  await page.getByTestId("preview").getByText("Visible only to the creator").waitFor()
  assert.strictEqual(await page.locator(".cells .arrived").count(), 3)
  await screenshot(page, "dashboard-walk-upload")
  await page.setViewportSize(window)
}

/** Makes an init fail twice with 429, and sees both hits. */
const failTwice = async (page: Page, { post }: Program): Promise<void> => {
  await page.getByTestId("nav-faults").click()
  await page.getByRole("button", { name: "Rate limit on the next two inits" }).click()
  await page.getByTestId("fault").getByText("none of 0").waitFor()
  const body = {
    post_info: { title: "Clip", privacy_level: "SELF_ONLY" },
    source_info: { source: "FILE_UPLOAD", video_size: 9, chunk_size: 9, total_chunk_count: 1 }
  }
  const statuses: Array<number> = []
  for (const _ of "abc") statuses.push((await post("/v2/post/publish/video/init/", body)).status)
  assert.deepStrictEqual(statuses, [429, 429, 200])
  await page.getByTestId("fault").getByText("2 of 3").waitFor()
  await page.getByTestId("fault").getByText("used up").waitFor()
  await page.getByRole("link", { name: "2 of 3" }).click()
  assert.strictEqual(await page.getByTestId("request").count(), 2)
  await page.getByTestId("request").getByRole("link").first().click()
  await page.getByTestId("verdict").getByText("fault_1").waitFor()
  const command = await page.locator("pre", { hasText: "curl" }).innerText()
  assert.include(command, "authorization: Bearer ***")
  assert.include(command, `"title":"Clip"`)
  await page.getByTestId("nav-faults").click()
  await page.getByRole("button", { name: "Clear all" }).click()
  await page.locator(":popover-open").getByTestId("confirm").click()
  await page.getByText("No faults", { exact: true }).waitFor()
}

/** Advances the clock by a day, and sees the token expire. */
const outliveToken = async (page: Page, { post }: Program): Promise<void> => {
  await page.getByTestId("nav-creators").click()
  await page.getByTestId("access-token").getByText("Valid").waitFor()
  await page.getByTestId("nav-clock").click()
  await page.getByText("an access token of @jonas.private expires").waitFor()
  await page.getByRole("button", { name: "+ 1 day" }).click()
  await page.getByText("Nothing is due").waitFor()
  await page.getByTestId("nav-creators").click()
  await page.getByTestId("access-token").getByText("Expired").waitFor()
  const { status } = await post("/v2/post/publish/creator_info/query/", {})
  assert.strictEqual(status, 401)
  await page.getByTestId("nav-requests").click()
  await page.getByTestId("request").getByText("the access token expired at").waitFor()
}

/** Replays the webhook about the post. */
const replay = async (page: Page): Promise<void> => {
  await page.getByTestId("nav-webhooks").click()
  await page.getByTestId("delivery").filter({ hasText: "post.publish.complete" }).getByText("Delivered").waitFor()
  await page.getByRole("button", { name: "Replay post.publish.complete" }).click()
  await page.getByText("was sent again and delivered").waitFor()
  await page.getByRole("link", { name: "post.publish.complete" }).click()
  await page.getByRole("region", { name: "Attempts" }).getByText("status 200").nth(1).waitFor()
}

describe.skipIf(!hasBrowser)("a developer on the dashboard", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  /** Opens a dashboard in a new window. No page may log an error. */
  const walk = async (path: string, way: (page: Page, shown: Shown) => Promise<void>, url?: string) => {
    const shown = await show({ webhook: { url } })
    const context = await browser.newContext()
    const { complaints } = watch(context)
    try {
      const page = await context.newPage()
      await page.goto(shown.at(path))
      await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" })
      await way(page, shown)
      assert.deepStrictEqual(complaints.filter((complaint) => !complaint.includes("net::ERR_")), [])
    } finally {
      await context.close()
      await shown.close()
    }
  }

  it(
    "logs in, watches an upload, makes an init fail twice, advances a day, and replays a webhook, in one session",
    async () => {
      const { close, heard, url } = await listener()
      await walk("", async (page, shown) => {
        const app = program(shown, await logIn(page, shown))
        await watchUpload(page, app)
        await failTwice(page, app)
        await outliveToken(page, app)
        const before = heard()
        await replay(page)
        assert.strictEqual(heard(), before + 1)
      }, url)
      close()
    }
  )

  it("types into a form while everything around it changes", () =>
    walk("clock", async (page, { mock }) => {
      const amount = page.getByLabel("Advance by")
      await amount.fill("7")
      await page.locator("select[name=unit]").selectOption("hour")
      await amount.focus()
      mock.clock.freeze(Date.UTC(2026, 0, 15, 12, 34, 56))
      await page.getByTestId("time").getByText("12:34:56").waitFor()
      await page.getByText("Frozen", { exact: true }).waitFor()
      assert.strictEqual(await page.evaluate(`document.activeElement.name`), "amount")
      await page.keyboard.press("End")
      await page.keyboard.type(".5")
      await page.keyboard.press("Enter")
      await page.getByTestId("time").getByText("20:04:56").waitFor()
    }))

  it("keeps ten visible windows up to date, and sends a form in the last of them", () =>
    walk("faults", async (first, { at, mock }) => {
      const pages = [first]
      while (pages.length < 10) {
        const page = await first.context().newPage()
        await page.goto(at("faults"))
        await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" })
        pages.push(page)
      }
      await pages.at(-1)?.getByRole("button", { name: "Lose the response to an init" }).click()
      for (const page of pages) await page.getByTestId("fault").getByText("a lost response").waitFor()
      assert.lengthOf(mock.faults.list(), 1)
      mock.faults.clear()
      for (const page of pages) await page.getByText("No faults", { exact: true }).waitFor()
    }))

  it("keeps eight windows without locks up to date, as at a plain http address", async () => {
    const shown = await show()
    const context = await browser.newContext()
    await context.addInitScript(`Object.defineProperty(Navigator.prototype, "locks", { value: undefined })`)
    const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()))
    for (const page of pages) {
      await page.goto(shown.at("faults"))
      await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" })
    }
    shown.mock.faults.add({ effect: { kind: "lose-response" } })
    for (const page of pages) await page.getByTestId("fault").getByText("a lost response").waitFor()
    assert.lengthOf(shown.mock.faults.list(), 1)
    await context.close()
    await shown.close()
  })

  it("stops at a removed tenant, and does not make it again", async () => {
    const shown = await show()
    const context = await browser.newContext()
    const opened = async (path: string) => {
      const page = await context.newPage()
      await page.goto(`${shown.url}${path}`)
      await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" })
      return page
    }
    // The first three follow a stream, the fourth asks.
    const pages: Array<Page> = []
    await fetch(`${shown.url}/t/one/_mock/health`)
    for (const _ of "abcd") pages.push(await opened("/t/one/_mock/ui/posts"))
    await shown.mock.tenants.remove("one")
    for (const page of pages) await page.getByText("Not connected, reload the page").waitFor({ state: "attached" })
    assert.isEmpty(shown.mock.tenants.list())
    await context.close()
    await shown.close()
  })

  it("sees that the mock stops and starts again", () =>
    walk("", async (page, { mock }) => {
      const first = await mock.listen()
      const live = page.getByText("Connected", { exact: true })
      await page.goto(`${first.url}/_mock/ui/posts`)
      await live.waitFor()
      await first.close()
      await page.getByText("Connection lost").waitFor()
      await mock.listen({ port: Number(new URL(first.url).port) })
      await live.waitFor()
      assert.strictEqual(await page.locator("[data-connection]").getAttribute("data-state"), "on")
    }))
})
