import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Media, type Post } from "effect-tiktok"
import { Admin } from "effect-tiktok-scheduler"
import { createServer } from "node:http"
import type { Browser } from "playwright-core"
import { after, inWorld, pulled } from "../../packages/scheduler/test/support/world.ts"
import { barriers, excess } from "../support/accessibility.ts"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"

const browser = Effect.acquireRelease(
  Effect.promise(() => launch("--disable-features=LocalNetworkAccessChecks")),
  (browser) => Effect.promise(() => browser.close())
)

/** Serves a handler at a port of this machine, and returns its origin. */
const serve = (handler: Admin.Handler) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer((incoming, outgoing) => {
        const headers = new Headers()
        for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
        const url = `http://${incoming.headers.host ?? ""}${incoming.url ?? ""}`
        void handler(new Request(url, { method: incoming.method ?? "GET", headers })).then(async (response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers))
          return outgoing.end(await response.text())
        })
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const address = server.address()
      return { server, origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` }
    }),
    ({ server }) => Effect.sync(() => server.close())
  ).pipe(Effect.map(({ origin }) => origin))

const root = "/admin/posts"

const windows = (["light", "dark"] as const).flatMap((scheme) =>
  ([390, 1440] as const).map((width) => [scheme, width] as const)
)

const looksRight = (chromium: Browser, origin: string, pages: Readonly<Record<string, string>>) =>
  Effect.promise(async () => {
    for (const [colorScheme, width] of windows) {
      const page = await chromium.newPage({ colorScheme, viewport: { width, height: 860 } })
      const complaints: Array<string> = []
      page.on("console", (message) => complaints.push(message.text()))
      page.on("pageerror", (error) => complaints.push(String(error)))
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(origin + path)
        await screenshot(page, `scheduler-${name}-${colorScheme}-${width}`)
        assert.strictEqual(await excess(page), 0, `${name} ${width}`)
        assert.deepStrictEqual(await barriers(page), [], name)
      }
      // The page that is not there, and the icon of a site.
      assert.deepStrictEqual(complaints.filter((text) => !/\b404\b/.test(text)), [])
      await page.close()
    }
  })

const worksWithoutScript = (chromium: Browser, origin: string, lost: string) =>
  Effect.promise(async () => {
    const context = await chromium.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(origin + root)
    await page.getByRole("navigation", { name: "Posts" }).getByRole("link", { name: "Unknown" }).click()
    await page.getByRole("link", { name: "Lost on its way" }).click()
    await page.getByRole("button", { name: "It is in TikTok", exact: true }).click()
    assert.include(await page.innerText(".notice >> nth=0"), "It is settled as published.")
    await page.getByRole("link", { name: "Scheduled posts" }).click()
    await page.getByRole("navigation", { name: "Posts" }).getByRole("link", { name: "Failed" }).click()
    await page.getByRole("link", { name: "A talk about bread" }).click()
    await page.getByRole("button", { name: "Publish again" }).click()
    assert.include(await page.innerText(".notice >> nth=0"), "It is scheduled again.")
    // A page of another site that sends the same form.
    await page.route("http://evil.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<form method="post" action="${origin}${root}/posts/${lost}/not-published"><button>Win</button></form>`
      }))
    await page.goto("http://evil.example/")
    await page.getByRole("button", { name: "Win" }).click()
    assert.include(await page.innerText("h1"), "Refused")
    await context.close()
  })

describe.skipIf(!hasBrowser)("the page of scheduled posts", () => {
  it.effect("shows posts in every window, and works without script", () =>
    inWorld(function*(fixture, { get, schedule }) {
      const talk: Post.Data = { ...pulled("A talk about bread, with questions at the end"), disableComment: false }
      yield* schedule(fixture.creator, pulled("Good morning"), { key: "order 1", at: yield* after("1 minute") })
      yield* Effect.sleep("1 hour")
      fixture.mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 })
      const lost = yield* schedule(fixture.creator, pulled("Lost on its way"), {
        key: "order 2",
        at: yield* after("1 minute")
      })
      yield* Effect.sleep("3 hours")
      fixture.mock.control.updateCreator(fixture.creator, { commentsOff: true })
      const refused = yield* schedule(fixture.creator, talk, { key: "order 3", at: yield* after("1 minute") })
      yield* Effect.sleep("1 hour")
      fixture.mock.faults.add({ match: { operation: "creator.info" }, effect: { kind: "status", status: 500 } })
      for (
        const [index, title] of ["Lunch", "The word Donaudampfschifffahrtsgesellschaftskapitän", "Dinner"].entries()
      ) {
        const media = Media.url(`https://verified-domain.com/${"long/".repeat(20)}${index}.mp4`)
        yield* schedule(fixture.creator, { ...pulled(title), media }, {
          key: `late ${index}`,
          at: yield* after("1 minute")
        })
      }
      yield* schedule(fixture.creator, pulled("Tomorrow"), { key: "order 4", at: yield* after("1 day") })
      yield* Effect.sleep("20 minutes")
      assert.deepStrictEqual(
        [(yield* get(lost.id)).state, (yield* get(refused.id)).state],
        ["Unknown", "NeedsAttention"]
      )
      const handler = yield* Admin.handler(root, (_, next) => next())
      yield* Effect.scoped(Effect.flatMap(Effect.all([browser, serve(handler)]), ([chromium, origin]) =>
        Effect.andThen(
          looksRight(chromium, origin, {
            all: `${root}?show=all`,
            due: root,
            post: `${root}/posts/${lost.id}`,
            problem: `${root}/posts/${refused.id}`,
            none: `${root}/posts/none`
          }),
          worksWithoutScript(chromium, origin, lost.id)
        )))
      assert.strictEqual((yield* get(lost.id)).state, "Published")
    }))
})
