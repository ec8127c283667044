import { assert, describe, it } from "@effect/vitest"
import { createServer } from "node:http"
import type { Browser, Page } from "playwright-core"
import type { CorsMode } from "tiktok-mock-server"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { show, type Shown } from "../support/dashboard.ts"

describe.skipIf(!hasBrowser)("a page of another origin, in a browser", () => {
  let browser: Browser
  let page: Page
  const app = createServer((_, response) => response.setHeader("content-type", "text/html").end("<title>app</title>"))
  const portOf = () => {
    const address = app.address()
    return typeof address === "object" ? address?.port : 0
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve))
    // An attacker's name that resolves to this machine. Not every browser protects against that.
    browser = await launch(
      "--host-resolver-rules=MAP evil.example 127.0.0.1",
      "--disable-features=LocalNetworkAccessChecks"
    )
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser.close()
    app.close()
  })

  /** Requests a token from within the page, and returns the result. */
  const call = async (shown: Shown): Promise<string> => {
    await page.goto(`http://localhost:${portOf()}/`)
    const token = shown.mock.control.issueToken({ contract: "live" }).accessToken
    return page.evaluate<string>(`fetch("${shown.url}/v2/post/publish/creator_info/query/", {
      method: "POST",
      headers: { authorization: "Bearer ${token}", "content-type": "application/json" }
    }).then(async (response) => response.status + " " + (await response.json()).error.code, String)`)
  }

  const outcomes: ReadonlyArray<readonly [cors: CorsMode, outcome: RegExp, operations: ReadonlyArray<string>]> = [
    ["browser-ok", /^200 ok$/, ["preflight", "creator.info"]],
    ["like-production", /^TypeError: Failed to fetch$/, ["preflight"]]
  ]
  it.each(outcomes)("can use the API as CORS %s allows", async (cors, outcome, operations) => {
    const shown = await show({ cors })
    try {
      assert.match(await call(shown), outcome)
      assert.deepStrictEqual(shown.mock.journal.entries().map(({ operation }) => operation), [...operations])
    } finally {
      await page.goto("about:blank")
      await shown.close()
    }
  })

  it("cannot read the mock under its own name, although that resolves to this machine", async () => {
    const shown = await show()
    try {
      const port = new URL(shown.url).port
      await page.goto(`http://evil.example:${port}/_mock/ui/`)
      assert.include(await page.innerText("h1"), "does not have this host name")
      await screenshot(page, "foreign-host")
      // The page as the attacker's server sent it, before its name was pointed here.
      await page.route(
        "**/attack",
        (route) => route.fulfill({ contentType: "text/html", body: "<title>attack</title>" })
      )
      await page.goto(`http://evil.example:${port}/attack`)
      const status = await page.evaluate(`fetch("/_mock/reset", { method: "POST" }).then(({ status }) => status)`)
      assert.strictEqual(status, 403)
    } finally {
      await page.goto("about:blank")
      await shown.close()
    }
  })

  it("makes no tenants with images, frames and requests, and reads nothing, when it is of another site", async () => {
    const shown = await show()
    shown.mock.tenant("known")
    try {
      await page.goto(`http://evil.example:${portOf()}/`)
      const outcomes = await page.evaluate<ReadonlyArray<string>>(`(async () => {
        const mock = ${JSON.stringify(shown.url)}
        const load = (tag, url) => new Promise((resolve) => {
          const element = document.createElement(tag)
          element.onload = element.onerror = () => resolve("")
          element.src = url
          document.body.append(element)
        })
        const waits = []
        for (let index = 0; index < 20; index++) waits.push(load("img", mock + "/t/image-" + index + "/"))
        waits.push(load("iframe", mock + "/t/frame/_mock/ui/"), load("script", mock + "/t/script/_mock/ui/script.js"))
        await Promise.all(waits)
        const read = (path, init) => fetch(mock + path, init).then(() => "read " + path, () => "refused")
        return Promise.all([
          read("/t/fetch/_mock/info"),
          read("/_mock/info"),
          read("/t/known/_mock/posts"),
          read("/v2/creator_info/query/"),
          read("/v2/oauth/token/", { method: "POST", body: new URLSearchParams({ client_key: "mock-client-key" }) }),
          fetch(mock + "/t/simple/v2/oauth/token/", { method: "POST", mode: "no-cors" }).then(() => "refused")
        ])
      })()`)
      assert.deepStrictEqual([...new Set(outcomes)], ["refused"])
      assert.deepStrictEqual(shown.mock.tenants.list().map(({ name }) => name), ["known"])
    } finally {
      await page.goto("about:blank")
      await shown.close()
    }
  })

  it("leads with a link to a page that can make the tenant", async () => {
    const shown = await show()
    try {
      await page.goto(`http://evil.example:${portOf()}/`)
      await page.evaluate(`document.body.innerHTML = '<a href="${shown.url}/t/new/_mock/ui/">link</a>'`)
      await page.click("a")
      await page.waitForURL("**/t/new/**")
      assert.include(await page.innerText("h1"), "There is no tenant new")
      assert.isEmpty(shown.mock.tenants.list())
      await screenshot(page, "unknown-tenant")
      await page.click("button")
      await page.waitForSelector("[data-testid]", { state: "attached" })
      assert.lengthOf(shown.mock.tenants.list(), 1)
    } finally {
      await page.goto("about:blank")
      await shown.close()
    }
  })
})
