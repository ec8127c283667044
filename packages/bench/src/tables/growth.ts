import { script, start } from "../harness/child.ts"
import { initRequest } from "../harness/initRequest.ts"
import { interleave, withFewerRounds } from "../harness/rounds.ts"
import { logIn, type Server, startMock, startOwn } from "../harness/servers.ts"
import type { Bench, Row, Table } from "../harness/Table.ts"
import { loadOn } from "./requests.ts"

const columns = [
  { key: "cpu", label: "server's CPU us a request", digits: 0, compared: true },
  { key: "perSecond", label: "requests/s", digits: 0, compared: true },
  { key: "p99", label: "p99 ms", digits: 1 },
  { key: "rss", label: "peak MiB", digits: 0 }
]

const WARM_UPS = 5

/** Sends the same request to mocks that have answered it more and more often. */
const measure = async (
  bench: Bench,
  startOne: () => Promise<Server>,
  { body, path, requests }: { readonly path: string; readonly body: string; readonly requests: number }
): Promise<ReadonlyArray<Row>> => {
  const load = start(script("processes/load.ts"))
  const mocks = await Promise.all([1_000, 10_000, 100_000].map(async (before) => ({ before, mock: await startOne() })))
  try {
    const candidates = []
    for (const { before, mock } of mocks) {
      bench.say(`asking for ${before.toLocaleString("en")} answers`)
      const headers = await logIn(mock.url)
      const request = { url: mock.url + path, headers, method: "POST", body, connections: 16, seconds: 0 }
      // Every mock is warm, so the first does not cost more. The warm-up leaves nothing behind.
      await load.ask({ ...request, requests: bench.isQuick ? 100 : 10_000 })
      await fetch(`${mock.url}/_mock/reset`, { method: "POST", body: "{}" })
      const renewed = { ...request, headers: await logIn(mock.url) }
      await load.ask({ ...renewed, requests: bench.isQuick ? before / 10 : before })
      candidates.push({
        name: `${before.toLocaleString("en")} (${before / 1_000} x)`,
        run: () => loadOn(load, mock.process, { ...renewed, requests: bench.isQuick ? 100 : requests })
      })
    }
    // A collection after the reset also discards compiled code.
    for (let round = 0; round < WARM_UPS; round++) for (const { run } of candidates) await run()
    return await interleave(withFewerRounds(bench), candidates)
  } finally {
    await Promise.all([load, ...mocks.map(({ mock }) => mock.process)].map((process) => process.stop()))
  }
}

/** The cost of requests to a mock that has answered many, and keeps a journal of them. */
export const journal: Table = {
  name: "journal",
  title: "How cost grows with requests the mock has answered before",
  columns,
  compare: { as: "growth" },
  measure: (bench) =>
    measure(bench, startMock, { path: "/v2/post/publish/creator_info/query/", body: "", requests: 1_000 })
}

/** The cost of a post at a mock with many posts in progress, which all count against its limits. */
export const posts: Table = {
  name: "mock-posts",
  title: "How cost grows with posts that the mock has under way",
  columns,
  compare: { as: "growth" },
  // As few as can be measured: each of them adds a post.
  measure: (bench) => measure(bench, () => startOwn("mockWithLimits"), { ...initRequest, requests: 300 })
}
