import { assert, describe, it } from "@effect/vitest"
import { createServer } from "node:http"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch } from "../support/browser.ts"
import { program, sectionsOf, show, watch } from "../support/dashboard.ts"
import { formCases, manual } from "../support/dashboardForms.ts"

// The forms that these cases send. The last test compares them with the forms that the pages have.
const sent = new Set<string>()

describe.skipIf(!hasBrowser).each([["with the script", true], ["without script", false]])(
  "forms of the dashboard, %s",
  (_, javaScriptEnabled) => {
    let browser: Browser
    let page: Page
    let complaints: ReadonlyArray<string>
    let hooks: ReturnType<typeof createServer>

    beforeAll(async () => {
      hooks = createServer((request, response) => {
        request.resume()
        response.end()
      })
      await new Promise<void>((resolve) => hooks.listen(0, "127.0.0.1", resolve))
      browser = await launch()
      const context = await browser.newContext({ javaScriptEnabled })
      complaints = watch(context).complaints
      page = await context.newPage()
      context.on("request", (request) => {
        if (request.method() === "POST") sent.add(new URL(request.url()).pathname.slice("/_mock/ui/".length))
      })
    })
    afterAll(async () => {
      await browser.close()
      hooks.close()
    })

    it.each(formCases)("$name", async ({ act, arrange, check }) => {
      const address = hooks.address()
      const hook = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
      const shown = await show({ ...manual, webhook: { url: hook } })
      try {
        await page.goto(shown.at(await arrange(shown)))
        await act(page)
        const notice = page.locator(".notice")
        await notice.first().waitFor()
        await check(shown, await notice.first().innerText())
        assert.isAbove(new URL(page.url()).pathname.length, "/_mock/ui/".length)
        assert.deepStrictEqual(complaints, [])
      } finally {
        await page.goto("about:blank")
        await shown.close()
      }
    })
  }
)

describe.skipIf(!hasBrowser)("forms of the dashboard", () => {
  it("were all sent", async () => {
    const shown = await show({
      ...manual,
      webhook: { url: "http://127.0.0.1/hooks", send: async () => ({ status: 500 }) }
    })
    const { mock } = shown
    const { init, publish } = program(shown)
    await init("Open", 1_000)
    const shared = await publish("", { draft: true })
    const hidden = await publish("Public", { level: "PUBLIC_TO_EVERYONE" })
    mock.control.completePost(shared)
    mock.control.completePost(hidden)
    mock.faults.add({ effect: { kind: "hang" } })
    mock.webhooks.hold()
    await mock.webhooks.trigger({ event: "video.publish.completed", content: {} })
    const code = "creators/callback?code=abc"
    const pages = [
      ...await sectionsOf(shown),
      ...mock.control.posts().map(({ publishId }) => `posts/${encodeURIComponent(publishId)}`),
      ...mock.control.uploads().map(({ uploadId }) => `uploads/${uploadId}`),
      ...mock.journal.entries().map(({ id }) => `requests/${id}`),
      ...mock.webhooks.deliveries().map(({ id }) => `webhooks/${encodeURIComponent(id)}`),
      code
    ]
    const found = new Set<string>()
    for (const page of pages) {
      const response = await fetch(shown.at(page))
      assert.strictEqual(response.status, 200, page)
      const text = await response.text()
      for (const [, action = ""] of text.matchAll(/<form method="post" action="(?:\.\.?\/)+([^"]+)"/g)) {
        found.add(action)
      }
    }
    await shown.close()
    assert.includeMembers([...found], ["rules/lifecycle", "requests/again", "webhooks/replay"])
    assert.deepStrictEqual([...found].filter((action) => !sent.has(action)), [])
  })
})
