import { existsSync, mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether the browser tests run. Where CI runs them they must not be left out for want of a browser. */
export const hasBrowser = existsSync(executablePath) || process.env["CI"] !== undefined

if (!hasBrowser) {
  console.warn(`SKIPPED: the browser tests. Install Chromium as ${executablePath}, or name it in CHROMIUM.`)
}

/** Starts headless Chromium, which talks to this machine alone. */
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

/** Keeps a picture of the page, or of what can be seen of it, under `test/.screenshots`, for a person to look at. */
export const screenshot = async (page: Page, name: string, fullPage = true): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png`, fullPage })
}
