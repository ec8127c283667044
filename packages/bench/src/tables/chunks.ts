import { type Resident, script, start } from "../harness/child.ts"
import { type Candidate, interleave } from "../harness/rounds.ts"
import { initUpload, logIn, type Server, startBundled, startBundledMock } from "../harness/servers.ts"
import type { Sample, Table } from "../harness/Table.ts"
import { chunksOf } from "../harness/uploadTask.ts"
import type { ChunkLoad } from "../processes/load.ts"

const MiB = 1024 * 1024
const chunkSize = 64_000_000

/** Sends a video in chunks, and returns its cost for the server. */
const sendTo = async (load: Resident, server: Resident, url: string, size: number): Promise<Sample> => {
  const task = { url, size, chunkSize, file: "", certificate: "" }
  const puts = chunksOf(task).map(({ headers, length }) => ({
    url,
    length,
    headers: { "Content-Type": headers["content-type"], "Content-Range": headers["content-range"] }
  }))
  const before = await server.usage()
  const { wall = NaN }: Sample = await load.ask({ puts } satisfies ChunkLoad)
  const after = await server.usage()
  const perGiB = 1024 * MiB / size
  return { wall: wall * perGiB, cpu: (after.cpu - before.cpu) * perGiB, rss: after.rss }
}

/** The cost of receiving a video. */
export const chunks: Table = {
  name: "mock-chunks",
  title: "Mock servers: a video received in chunks of 64 MB",
  columns: [
    { key: "cpu", label: "server's CPU s per GiB", compared: true },
    { key: "wall", label: "s per GiB", compared: true },
    { key: "rss", label: "peak MiB", digits: 0 }
  ],
  compare: { as: "ours", row: "the mock, not hashing" },
  measure: async (bench) => {
    const size = (bench.isQuick ? 16 : 512) * MiB
    const load = start(script("processes/load.ts"))
    const started: Array<Resident> = []
    const server = async (starting: Promise<Server>) => {
      const ready = await starting
      started.push(ready.process)
      return ready
    }
    const plain = (name: string, { process, url }: Server, path: string): Candidate => ({
      name,
      run: () => sendTo(load, process, url + path, size)
    })
    const mock = async (name: string, { process, url }: Server): Promise<Candidate> => {
      const headers = await logIn(url)
      const [first] = chunksOf({ url, size, chunkSize, file: "", certificate: "" })
      const source = {
        video_size: size,
        chunk_size: first?.length ?? size,
        total_chunk_count: Math.max(1, Math.floor(size / chunkSize))
      }
      return {
        name,
        run: async () => sendTo(load, process, (await initUpload(url, headers, source)).upload_url, size)
      }
    }
    try {
      const node = await server(startBundled(bench.folder, "nodeHttp"))
      return await interleave(bench, [
        await mock("the mock, not hashing", await server(startBundled(bench.folder, "mockWithoutHash"))),
        plain("node:http, counting", node, "/discard"),
        plain("Hono, counting", await server(startBundled(bench.folder, "hono")), "/discard"),
        await mock("the mock, hashing", await server(startBundledMock(bench.folder))),
        plain("node:http, hashing", node, "/hash")
      ])
    } finally {
      await Promise.all([load, ...started].map((process) => process.stop()))
    }
  }
}
