import { existsSync, mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether the browser tests run. CI must not skip them when the browser is missing. */
export const hasBrowser = existsSync(executablePath) || process.env["CI"] !== undefined

if (!hasBrowser) {
  console.warn(`SKIPPED: the browser tests. Install Chromium as ${executablePath}, or name it in CHROMIUM.`)
}

/** Starts headless Chromium, which can connect to this machine only. */
export const launch = (...more: ReadonlyArray<string>): Promise<Browser> =>
  chromium.launch({
    executablePath,
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

const folder = fileURLToPath(new URL("../.screenshots/", import.meta.url))

/** Saves a screenshot of the page, or of its visible part, under `test/.screenshots`. */
export const screenshot = async (page: Page, name: string, fullPage = true): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png`, fullPage })
}
