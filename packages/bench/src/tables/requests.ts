import { type Resident, script, start } from "../harness/child.ts"
import { initRequest } from "../harness/initRequest.ts"
import { freePort, peerServers, untilAnswered } from "../harness/peerServers.ts"
import { type Candidate, interleave, withMoreRounds } from "../harness/rounds.ts"
import { logIn, type Server, startBundled, startBundledMock } from "../harness/servers.ts"
import type { Sample, Table } from "../harness/Table.ts"
import type { RequestLoad } from "../processes/load.ts"

/** Puts load on a server, and returns the cost of each request. */
export const loadOn = async (load: Resident, server: Resident, request: RequestLoad): Promise<Sample> => {
  const before = await server.usage()
  const { count = NaN, p99 = NaN, perSecond = NaN }: Sample = await load.ask(request)
  const after = await server.usage()
  return { perSecond, p99, cpu: (after.cpu - before.cpu) * 1e6 / count, rss: after.rss }
}

// A server is not compiled before some ten thousand requests.
const WARM_UPS = 4

const json = { "Content-Type": "application/json" }

/** How many validated requests a mock answers. */
export const requests: Table = {
  name: "mock-requests",
  title: "Mock servers: the init of a video, validated, over 64 connections",
  columns: [
    { key: "perSecond", label: "requests/s", digits: 0, compared: true },
    { key: "p99", label: "p99 ms", digits: 1, compared: true },
    { key: "cpu", label: "server's CPU us", digits: 0, compared: true },
    { key: "rss", label: "peak MiB", digits: 0 }
  ],
  compare: { as: "ours", row: "the mock" },
  measure: async (bench) => {
    const load = start(script("processes/load.ts"))
    const started: Array<Resident> = []
    const seconds = bench.isQuick ? 0.1 : 0.4
    const candidate = (
      name: string,
      { process, url }: Server,
      headers: Readonly<Record<string, string>> = json
    ): Candidate => {
      started.push(process)
      const request = {
        url: url + initRequest.path,
        method: "POST",
        headers,
        body: initRequest.body,
        connections: 64,
        seconds
      }
      return { name, run: () => loadOn(load, process, request) }
    }
    try {
      const mock = await startBundledMock(bench.folder)
      const candidates = [
        candidate("the mock", mock, await logIn(mock.url)),
        candidate("node:http, checked by hand", await startBundled(bench.folder, "nodeHttp")),
        candidate("Hono, checked by a schema", await startBundled(bench.folder, "hono"))
      ]
      for (const { args, name, script } of peerServers()) {
        bench.say(`starting ${name}`)
        const port = await freePort()
        const server = { url: `http://127.0.0.1:${port}`, process: start(script, args(port)) }
        candidates.push({ ...candidate(name, server), isFar: true })
        await untilAnswered(server.url)
      }
      for (let round = 0; round < WARM_UPS; round++) {
        for (const { name, run } of candidates) {
          bench.say(`warming up: ${name}`)
          await run().catch(() => undefined)
        }
      }
      return await interleave(withMoreRounds(bench), candidates)
    } finally {
      await Promise.all([load, ...started].map((process) => process.stop()))
    }
  }
}
