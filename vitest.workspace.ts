import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

// On a busy machine a test is slow, and not red. A test has a time limit of its own only where it takes longer.
const timeout = 600_000

interface Kind {
  /** Whether each file has a process of its own, and a second of its own to load everything. */
  readonly isolate: boolean
  /** Whether its tests start programs. */
  readonly programs?: boolean
  /** Run before each file of tests. */
  readonly setup?: ReadonlyArray<string>
}

const project = (name: string, include: string, { isolate, programs, setup = [] }: Kind) => ({
  test: {
    name,
    include: [`${include}/**/*.test.ts`],
    isolate,
    testTimeout: timeout,
    hookTimeout: timeout,
    globalSetup: programs === true ? ["test/support/bundlePrograms.ts"] : [],
    setupFiles: [...setup]
  }
})

const inOneProcess: Kind = { isolate: false }
const onTheirOwn: Kind = { isolate: true }
const withPrograms: Kind = { isolate: true, programs: true }

/** The mock loads this when it shows a page. Its own tests also load pages directly. */
const jsx = "mock-server/scripts/jsx.ts"

/** What needs a process, a socket or its time in nearly every test. The others leave out such tests themselves, or fail. */
const needMore = [
  "packages/client/test/{NodeSqlite,QuotaRedis,QuotaShared,QuotaSql,Record*,Redis*,TokenLock}.test.ts",
  "packages/cli/test/{compare,loopback,mcp,sampleVideo}.test.ts",
  "packages/scheduler/test/{cluster,sqlite}.test.ts",
  "mock-server/test/{address,command,fuzz,media,soak}/**",
  "mock-server/test/{effect,scenarios,server}.test.ts",
  "mock-server/test/{conformance/transports,control/scenarios,openapi/document}.test.ts",
  "mock-server/test/wire/bytes.test.ts"
]

/** What is quick and needs nothing but Node. */
const unit = {
  test: {
    name: "unit",
    include: ["packages/{client,cli,bench,scheduler}/test/**/*.test.ts", "mock-server/test/**/*.test.ts"],
    exclude: needMore,
    isolate: false,
    setupFiles: [jsx, "test/support/unitSetup.ts"],
    env: { UNIT: "true" },
    testTimeout: timeout
  }
}

/** What takes longest is first, so that the short files fill the gaps at the end. */
const projects = [
  project("recipes", "test/recipes", onTheirOwn),
  project("simulation", "test/simulation", onTheirOwn),
  project("stores", "test/stores", withPrograms),
  project("scenarios", "test/scenarios", withPrograms),
  project("process", "test/process", withPrograms),
  project("chaos", "test/chaos", onTheirOwn),
  project("browser", "test/browser", withPrograms),
  project("runtimes", "test/runtimes", onTheirOwn),
  project("bundle", "packages/bundle/test", onTheirOwn),
  project("faults", "test/faults", inOneProcess),
  project("journeys", "test/journeys", inOneProcess),
  project("client", "packages/client/test", inOneProcess),
  project("scheduler", "packages/scheduler/test", inOneProcess),
  project("mock", "mock-server/test", { ...inOneProcess, setup: [jsx] }),
  project("contract", "test/contract", inOneProcess),
  project("cli", "packages/cli/test", inOneProcess),
  project("bench", "packages/bench/test", inOneProcess)
]

const names = projects.map(({ test }) => test.name)

/** Runs the projects as they are listed, instead of by name. */
class AsListed extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this is no array
    const byName = await super.sort(files)
    return byName.toSorted((one, other) => names.indexOf(one.project.name) - names.indexOf(other.project.name))
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    // Much of the time is spent waiting for processes, stores and sockets.
    maxWorkers: (mode === "unit" ? 1 : 2) * availableParallelism(),
    // Node reads TypeScript itself, in half the time.
    experimental: { viteModuleRunner: false },
    sequence: { sequencer: AsListed },
    coverage: { include: ["packages/*/src/**", "mock-server/src/**"] },
    projects: mode === "unit" ? [unit] : projects
  }
}))
