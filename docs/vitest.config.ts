import { configDefaults, defineConfig } from "vitest/config"

export default defineConfig({
  // Playwright runs those.
  test: { exclude: [...configDefaults.exclude, "examples/recipes/playwright/e2e"] }
})
