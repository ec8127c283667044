import { runMeasured, script } from "../harness/child.ts"
import { interleave, withFewerRounds } from "../harness/rounds.ts"
import type { Table } from "../harness/Table.ts"

/** The cost of a mock inside a test. */
export const inMemory: Table = {
  name: "mock-memory",
  title: "The mock in memory",
  columns: [
    { key: "first", label: "first createMock(), ms", digits: 2 },
    { key: "made", label: "createMock(), ms", digits: 3 },
    { key: "called", label: "a call of its fetch, ms", digits: 3 },
    { key: "through", label: "a call through the library, ms", digits: 3 }
  ],
  compare: { as: "growth" },
  measure: (bench) => {
    const task = bench.isQuick ? { mocks: 20, calls: 200 } : { mocks: 200, calls: 2_000 }
    return interleave(withFewerRounds(bench), [{
      name: "the mock",
      run: () => runMeasured(script("processes/inMemory.ts"), task)
    }])
  }
}
