import { defineConfig } from "vitest/config"

// Processes start slowly on a busy machine.
const project = (name: string, include: string) => ({
  test: { name, include: [`${include}/**/*.test.ts`], testTimeout: 30_000 }
})

export default defineConfig({
  test: {
    // Much of the time is spent waiting for processes, so a core need not be kept free.
    maxWorkers: "100%",
    coverage: { include: ["packages/*/src/**", "mock-server/src/**"] },
    projects: [
      project("client", "packages/client/test"),
      project("mock", "mock-server/test"),
      project("cli", "packages/cli/test"),
      project("bench", "packages/bench/test"),
      project("bundle", "packages/bundle/test"),
      project("contract", "test/contract"),
      project("journeys", "test/journeys"),
      project("faults", "test/faults"),
      project("process", "test/process"),
      project("stores", "test/stores"),
      project("chaos", "test/chaos"),
      project("browser", "test/browser"),
      project("scenarios", "test/scenarios")
    ]
  }
})
