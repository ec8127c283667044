import type { CallTask } from "../harness/calls.ts"
import { type Resident, script, start } from "../harness/child.ts"
import { peerScript } from "../harness/peers.ts"
import { interleave } from "../harness/rounds.ts"
import type { Sample, Table } from "../harness/Table.ts"

const scripts: ReadonlyArray<readonly [name: string, path: string]> = [
  ["ours, complete and typed", script("ours/call.ts")],
  ["undici", peerScript("call/undici.ts")],
  ["fetch", peerScript("call/fetch.ts")],
  ["axios", peerScript("call/axios.ts")],
  ["got", peerScript("call/got.ts")],
  ["ky", peerScript("call/ky.ts")]
]

/** The cost of one call. Only ours retries, keeps limits, has a time limit and decodes the response. */
export const call: Table = {
  name: "call",
  title: "One call: JSON of 60 bytes up, 160 bytes down",
  columns: [
    { key: "wall", label: "alone, us", digits: 0, compared: true },
    { key: "cpu", label: "alone, CPU us", digits: 0, compared: true },
    { key: "perSecond", label: "64 at once, per s", digits: 0 },
    { key: "cpuTogether", label: "64 at once, CPU us", digits: 0, compared: true }
  ],
  compare: { as: "ours", row: "ours, complete and typed" },
  measure: async (bench) => {
    const server = start(script("processes/tiktok.ts"))
    const url = String(await server.ask("url"))
    const clients = scripts.map(([name, path]) => ({ name, client: start(path) }))
    const make = (client: Resident, task: Omit<CallTask, "url" | "atOnce">): Promise<Sample> =>
      client.ask({ url, atOnce: 64, ...task } satisfies CallTask)
    try {
      for (const { client, name } of clients) {
        bench.say(`warming up: ${name}`)
        // A client that fails here fails again below, where the failure is reported.
        await make(
          client,
          bench.isQuick ? { sequential: 100, concurrent: 0 } : { sequential: 2_000, concurrent: 10_000 }
        ).catch(() => undefined)
      }
      return await interleave(
        bench,
        clients.map(({ client, name }) => ({
          name,
          run: () => make(client, { sequential: 300, concurrent: bench.isQuick ? 200 : 2_000 })
        }))
      )
    } finally {
      await Promise.all([server, ...clients.map(({ client }) => client)].map((process) => process.stop()))
    }
  }
}
