import { existsSync, mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"

const installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const

/** The Chromium of this machine. The one without windows takes a third of the processor time for a page. */
export const chromiumPath = process.env["CHROMIUM"] ?? installed.find((path) => existsSync(path)) ?? installed[0]

/** Whether the browser tests run. CI must not skip them when the browser is missing. */
export const hasBrowser = existsSync(chromiumPath) || process.env["CI"] !== undefined

if (!hasBrowser) {
  console.warn(`SKIPPED: the browser tests. Install Chromium as ${chromiumPath}, or name it in CHROMIUM.`)
}

/**
 * Starts headless Chromium, which can connect to this machine only. Its pages wait for as long as a test may take, because
 * a busy machine is slow.
 */
export const launch = async (...more: ReadonlyArray<string>): Promise<Browser> => {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more
    ]
  })
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    context.setDefaultTimeout(600_000)
    return context
  }
  return browser
}

const folder = fileURLToPath(new URL("../.screenshots/", import.meta.url))

/** Saves a screenshot of the page, or of its visible part, under `test/.screenshots`. */
export const screenshot = async (page: Page, name: string, fullPage = true): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png`, fullPage })
}
