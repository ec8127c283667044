import axe from "axe-core"
import type { Page } from "playwright-core"

/** The result of axe-core. */
interface Findings {
  readonly violations: ReadonlyArray<{
    readonly id: string
    readonly impact: string | null
    readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
  }>
}

/** The windows of every page. The two cover both color schemes and both layouts. */
export const windows = [["light", 1280], ["dark", 390]] as const

/** Serious and critical barriers on a page, as text. */
export const barriers = async (page: Page): Promise<ReadonlyArray<string>> => {
  // The page's policy runs only the mock's own scripts, so axe-core is injected outside the page.
  if (await page.evaluate(`typeof axe`) === "undefined") await page.evaluate(axe.source)
  const { violations } = await page.evaluate<Findings>(`axe.run()`)
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ failureSummary, html }) => `${id}: ${html} ${failureSummary ?? ""}`))
}

/** How many pixels a page is wider than its window. */
export const excess = (page: Page): Promise<number> =>
  page.evaluate<number>(`Math.max(0, document.documentElement.scrollWidth - innerWidth)`)
