import { bundle } from "../harness/bundle.ts"
import { launch, script } from "../harness/child.ts"
import { freePort, peerServers, untilAnswered } from "../harness/peerServers.ts"
import { type Candidate, interleave } from "../harness/rounds.ts"
import { publishedMock } from "../harness/servers.ts"
import type { Table } from "../harness/Table.ts"

/** Starts a server, and measures the time until its first response. */
const candidate = (
  name: string,
  path: string,
  args: (port: number) => ReadonlyArray<string>
): Candidate => ({
  name,
  run: async () => {
    const port = await freePort()
    const startedAt = performance.now()
    const stop = launch(path, args(port))
    try {
      await untilAnswered(`http://127.0.0.1:${port}/`)
      return { wall: performance.now() - startedAt }
    } finally {
      await stop()
    }
  }
})

const withOption = (port: number) => ["--port", String(port)]
const alone = (port: number) => [String(port)]

/** How long a mock takes to start. */
export const startUp: Table = {
  name: "mock-start",
  title: "Mock servers: from the start of the process to the first response",
  columns: [{ key: "wall", label: "ms", digits: 0, compared: true }],
  compare: { as: "ours", row: "the mock, as published" },
  measure: async (bench) => {
    const bundled = async (path: string) =>
      (await bundle(bench.folder, path, { bundler: "esbuild", platform: "node" })).path
    return interleave(bench, [
      candidate("the mock, as published", await publishedMock(), withOption),
      candidate("node:http, bundled", await bundled(script("servers/nodeHttp.ts")), alone),
      candidate("Hono alone, bundled", await bundled(script("servers/honoAlone.ts")), alone),
      ...peerServers().map(({ args, name, script }): Candidate => {
        const { run } = candidate(name, script, args)
        return { name, run, isFar: true }
      })
    ])
  }
}
