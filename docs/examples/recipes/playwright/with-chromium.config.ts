import { defineConfig } from "@playwright/test"
import { tmpdir } from "node:os"
import { join } from "node:path"
import recipe from "./playwright.config.ts"

/** The recipe with an installed Chromium, for the tests of this repository. */
export default defineConfig(recipe, {
  outputDir: join(tmpdir(), "recipe-results"),
  use: { launchOptions: { executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] } }
})
