import { spawnSync } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { chromiumPath } from "../support/browser.ts"

const executables = {
  "chromium-": "chrome-linux64/chrome",
  headless: "chrome-headless-shell-linux64/chrome-headless-shell"
}

/**
 * Puts this machine's Chromium where the Playwright of a project expects its own, so that `playwright install` has nothing to
 * download. Folders of browsers are in `browsers`.
 */
export const giveBrowser = (project: string, browsers: string): void => {
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: browsers }
  const args = ["node_modules/.bin/playwright", "install", "chromium", "--dry-run"]
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, env, encoding: "utf8" })
  const places = Array.from(stdout.matchAll(/Install location: +(.+)/g), ([, place = ""]) => place)
  if (places.length === 0) throw new Error(`Playwright says of no browser where it belongs:\n${stdout}`)
  for (const place of places) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "INSTALLATION_COMPLETE"), "")
    for (const [name, executable] of Object.entries(executables)) {
      if (!place.includes(name)) continue
      mkdirSync(join(place, dirname(executable)), { recursive: true })
      symlinkSync(chromiumPath, join(place, executable))
    }
  }
}
