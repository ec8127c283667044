import { type Resident, start } from "../harness/child.ts"
import { initRequest } from "../harness/initRequest.ts"
import { freePort, peerServers, untilAnswered } from "../harness/peerServers.ts"
import { type Contestant, interleave } from "../harness/rounds.ts"
import { script } from "../harness/scripts.ts"
import { logIn, type Server, startMock, startOwn } from "../harness/servers.ts"
import type { Sample, Table } from "../harness/Table.ts"
import type { RequestLoad } from "../processes/load.ts"

/** Puts load on a server, and tells what each request has cost it. */
const loadOn = async (load: Resident, server: Resident, request: RequestLoad): Promise<Sample> => {
  const before = await server.usage()
  const { count = NaN, p99 = NaN, perSecond = NaN }: Sample = await load.ask(request)
  const after = await server.usage()
  return { perSecond, p99, cpu: (after.cpu - before.cpu) * 1e6 / count, rss: after.rss }
}

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
    const seconds = bench.isQuick ? 0.1 : 0.5
    const contestant = (
      name: string,
      { process, url }: Server,
      headers: Readonly<Record<string, string>> = json,
      { method, path }: { readonly method: string; readonly path: string } = { method: "POST", path: initRequest.path }
    ): Contestant => {
      started.push(process)
      const request = { url: url + path, method, headers, body: initRequest.body, connections: 64, seconds }
      return { name, run: () => loadOn(load, process, request) }
    }
    try {
      const mock = await startMock()
      const contestants = [
        contestant("the mock", mock, await logIn(mock.url)),
        contestant("node:http, checked by hand", await startOwn("nodeHttp")),
        contestant("Hono, checked by a schema", await startOwn("hono"))
      ]
      for (const { args, name, request, script } of peerServers()) {
        bench.say(`starting ${name}`)
        const port = await freePort()
        const server = { url: `http://127.0.0.1:${port}`, process: start(script, args(port, bench.folder)) }
        contestants.push(contestant(name, server, json, request))
        await untilAnswered(server.url)
      }
      for (const { name, run } of contestants) {
        bench.say(`warming up: ${name}`)
        await run().catch(() => undefined)
      }
      return await interleave(bench, contestants)
    } finally {
      await Promise.all([load, ...started].map((process) => process.stop()))
    }
  }
}

/** What requests cost a mock that has answered many, and keeps a journal of them. */
export const journal: Table = {
  name: "journal",
  title: "How cost grows with requests the mock has answered before",
  columns: [
    { key: "cpu", label: "server's CPU us a request", digits: 0, compared: true },
    { key: "perSecond", label: "requests/s", digits: 0, compared: true },
    { key: "p99", label: "p99 ms", digits: 1 },
    { key: "rss", label: "peak MiB", digits: 0 }
  ],
  compare: { as: "growth" },
  measure: async (bench) => {
    const load = start(script("processes/load.ts"))
    const mocks = await Promise.all(
      [1_000, 10_000, 100_000].map(async (before) => ({ before, mock: await startMock() }))
    )
    try {
      const contestants = []
      for (const { before, mock } of mocks) {
        bench.say(`asking for ${before.toLocaleString("en")} answers`)
        const url = mock.url + "/v2/post/publish/creator_info/query/"
        const headers = await logIn(mock.url)
        const request = { url, headers, method: "POST", body: "", connections: 16, seconds: 0 }
        const requests = bench.isQuick ? before / 10 : before
        // Every mock is warm, or the first would pay for being the first.
        await load.ask({ ...request, requests: Math.max(1_000, requests) })
        contestants.push({
          name: `${before.toLocaleString("en")} (${before / 1_000} x)`,
          run: () => loadOn(load, mock.process, { ...request, requests: bench.isQuick ? 100 : 1_000 })
        })
      }
      return await interleave(bench, contestants)
    } finally {
      await Promise.all([load, ...mocks.map(({ mock }) => mock.process)].map((process) => process.stop()))
    }
  }
}
