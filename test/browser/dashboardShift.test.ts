import { assert, describe, it } from "@effect/vitest"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch } from "../support/browser.ts"
import { program, show, type Shown } from "../support/dashboard.ts"
import { manual } from "../support/dashboardForms.ts"

/** The layout shifts of a page that no user action caused. */
interface Shift {
  readonly value: number
  readonly moved: ReadonlyArray<string>
}

const observe = `
  window.shifts = []
  window.observer = new PerformanceObserver((list) => window.note(list.getEntries()))
  window.note = (entries) => {
    for (const { hadRecentInput, sources, value } of entries) {
      const moved = sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent ?? "gone")
      if (!hadRecentInput) window.shifts.push({ value, moved })
    }
  }
  window.observer.observe({ type: "layout-shift", buffered: true })`

// Lists without reserved space moved by 0.05 to 0.17.
const MOST = 0.03

const pages = ["", "posts", "uploads", "requests", "faults", "clock", "creators", "webhooks"]

/** A mock with traffic for everything that a page can show. */
const busy = async () => {
  const shown = await show({
    ...manual,
    limits: "off",
    webhook: { url: "http://127.0.0.1/hooks", send: async () => ({ status: 200 }) }
  })
  const { mock, url } = shown
  const { publish } = program(shown)
  let rounds = 0
  const arrive = async () => {
    rounds++
    const publishId = await publish(`Clip ${rounds}`)
    const rule = { match: { operation: "token.refresh" }, effect: { kind: "html" } }
    const added = await fetch(`${url}/_mock/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(rule)
    })
    assert.isBelow(added.status, 300)
    mock.control.completePost(publishId)
    mock.control.issueToken()
    await mock.webhooks.deliver()
    mock.clock.advance(3_600_000)
  }
  return { ...shown, arrive }
}

/** Waits until nothing of a page has moved, and no row has slid, for some frames. */
const rest = (page: Page) =>
  page.evaluate(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const isMoving = () => document.getAnimations().some(({ id, playState }) => id === "slide" && playState === "running")
    const places = () => [...document.querySelectorAll("main *")].map((node) => node.getBoundingClientRect().top).join()
    let before = ""
    for (let still = 0; still < 6; still++) {
      await frame()
      const after = places() + scrollY
      if (isMoving() || after !== before) still = 0
      before = after
    }
  })()`)

/** Waits until a page shows the latest item and is at rest. */
const settled = async (page: Page, { mock }: Shown) => {
  for (const [name, { length }] of [["faults", mock.faults.list()], ["requests", mock.journal.entries()]] as const) {
    await page.getByTestId(`nav-${name}`).locator(".amount").getByText(String(length), { exact: true }).waitFor()
  }
  await rest(page)
}

describe.skipIf(!hasBrowser)("live pages of the dashboard", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  /** Opens a page in a new browser context, because a browser opens few connections to one host per context. */
  const open = async (shown: Shown, path: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
    await page.goto(shown.at(path))
    await page.getByText("Connected", { exact: true }).waitFor()
    return page
  }

  it.each([["empty", 0], ["full", 8]])(
    "do not move when items arrive in %s lists",
    async (_, earlier) => {
      const shown = await busy()
      for (let round = 0; round < earlier; round++) await shown.arrive()
      const opened = await Promise.all(pages.map((path) => open(shown, path)))
      for (const page of opened) await page.evaluate(observe)
      for (const _ of "abc") {
        await shown.arrive()
        await Promise.all(opened.map((page) => settled(page, shown)))
      }
      const shifted: Array<string> = []
      for (const [index, page] of opened.entries()) {
        const shifts = await page.evaluate<ReadonlyArray<Shift>>(`note(observer.takeRecords()), shifts`)
        const sum = shifts.reduce((total, { value }) => total + value, 0)
        if (sum >= MOST) {
          shifted.push(
            `${pages[index]} moves by ${sum.toFixed(3)}: ${shifts.flatMap(({ moved }) => moved).join(", ")}`
          )
        }
        await page.context().close()
      }
      await shown.close()
      assert.deepStrictEqual(shifted, [])
    }
  )

  it("keep the parts of a post in place while it ends", async () => {
    const shown = await busy()
    const publishId = await program(shown).publish("Clip")
    const page = await open(shown, `posts/${encodeURIComponent(publishId)}`)
    await page.evaluate(observe)
    shown.mock.control.completePost(publishId)
    await page.getByText("The post is complete.").or(page.getByText("Hide post")).waitFor()
    await rest(page)
    const shifts = await page.evaluate<ReadonlyArray<Shift>>(`note(observer.takeRecords()), shifts`)
    assert.isBelow(shifts.reduce((total, { value }) => total + value, 0), MOST, JSON.stringify(shifts))
    await page.context().close()
    await shown.close()
  })

  it("let newer rows slide in, and leave alone a user who is in a row or has scrolled to one", async () => {
    const shown = await busy()
    for (let round = 0; round < 12; round++) await shown.arrive()
    const page = await open(shown, "webhooks")
    const rows = page.getByTestId("delivery")
    const fourth = rows.nth(3).getByRole("button")
    await fourth.focus()
    await shown.arrive()
    await rows.nth(12).waitFor()
    await settled(page, shown)
    assert.strictEqual(await rows.count(), 13)
    assert.strictEqual(await page.evaluate(`document.activeElement.closest("tr").rowIndex`), 5)
    await page.evaluate(`scrollTo(0, 600)`)
    await rest(page)
    const before = await rows.nth(6).boundingBox()
    await shown.arrive()
    await rows.nth(13).waitFor()
    await settled(page, shown)
    assert.deepStrictEqual(await rows.nth(7).boundingBox(), before)
    await page.context().close()
    await shown.close()
  })
})
