import { assert, describe, it } from "@effect/vitest"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { barriers, excess, windows } from "../support/accessibility.ts"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { show, type Shown } from "../support/dashboard.ts"

/** Resolves to this machine in the browser, but is not a name of the mock. */
const foreignName = "other.example"

/** The query of the consent page. */
const login = (clientKey: string) =>
  new URLSearchParams({
    client_key: clientKey,
    scope: "user.info.basic,video.publish,video.upload",
    response_type: "code",
    redirect_uri: "https://yourdomain.com/callback",
    state: "kept"
  }).toString()

describe.skipIf(!hasBrowser)("pages that are one card, in a browser", () => {
  let browser: Browser
  let shown: Shown
  let pages: ReadonlyArray<readonly [name: string, url: string, heading: string]>

  beforeAll(async () => {
    browser = await launch(
      `--host-resolver-rules=MAP ${foreignName} 127.0.0.1`,
      "--disable-features=LocalNetworkAccessChecks"
    )
    shown = await show()
    const clientKey = shown.mock.control.apps()[0]?.clientKeys[0] ?? ""
    const foreign = new URL(shown.at(""))
    foreign.hostname = foreignName
    pages = [
      ["consent", `${shown.url}/v2/auth/authorize/?${login(clientKey)}`, "wants to use your account"],
      ["consent-error", `${shown.url}/v2/auth/authorize/?${login("nobody")}`, "Something went wrong"],
      ["foreign-host", foreign.href, "does not have this host name"]
    ]
  })
  afterAll(async () => {
    await browser.close()
    await shown.close()
  })

  it.each(windows)(
    "have no accessibility barriers and fit the window, in %s at %d pixels",
    async (colorScheme, width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 860 } })
      for (const [name, url, heading] of pages) {
        await page.goto(url)
        assert.include(await page.innerText("h1"), heading)
        await screenshot(page, `${name}-${colorScheme}-${width}`)
        assert.deepStrictEqual(await barriers(page), [], name)
        assert.strictEqual(await excess(page), 0, name)
      }
      await page.close()
    }
  )
})
