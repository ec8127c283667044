import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { RuntimeTask } from "../anyRuntime/measure.ts"
import { bundle } from "../harness/bundle.ts"
import { parseReport, run, script, start } from "../harness/child.ts"
import { interleave } from "../harness/rounds.ts"
import { startSink } from "../harness/sink.ts"
import type { Table } from "../harness/Table.ts"
import { chunksOf } from "../harness/uploadTask.ts"
import { makeFile } from "../harness/videoFile.ts"

/** What the bench uses of the tests of runtimes. */
interface Tools {
  readonly installTools: () => void
  readonly tool: (name: string) => string
  readonly denoProgram: () => string
}

const toolsModule = join(import.meta.dirname, "../../../../test/runtimes/tools.ts")

const MiB = 1024 * 1024

const chunkSize = 64_000_000

/** A row: a program, and the one of its clients that it runs. */
type Row = readonly [runtime: "Node" | "Bun" | "Deno", program: "ours" | "raw", client: string]

const rows: ReadonlyArray<Row> = [
  ["Node", "ours", ""],
  ["Node", "raw", "node:http"],
  ["Node", "ours", "fetch"],
  ["Node", "raw", "fetch of Node"],
  ["Bun", "ours", ""],
  ["Bun", "raw", "fetch of Bun"],
  ["Deno", "ours", ""],
  ["Deno", "raw", "fetch of Deno"]
]

const nameOf = ([runtime, program, client]: Row): string =>
  program === "raw"
    ? `${runtime}, raw ${client.split(" ")[0]}`
    : `${runtime}, ours${client === "" ? "" : " over fetch"}`

/** An upload and calls on each runtime that is a process, beside the shortest code for the same there. */
export const runtimes: Table = {
  name: "runtimes",
  title: "Runtimes: 1 GiB in chunks of 64 MB, and one call",
  columns: [
    { key: "wall", label: "s per GiB" },
    { key: "cpu", label: "CPU s per GiB" },
    { key: "above", label: "MiB above idle", digits: 0 },
    { key: "call", label: "a call, us", digits: 0 },
    { key: "callCpu", label: "a call, CPU us", digits: 0 }
  ],
  compare: { as: "growth" },
  measure: async (bench) => {
    const tools: Tools = await import(pathToFileURL(toolsModule).href)
    tools.installTools()
    const commands = { Node: [process.execPath], Bun: [tools.tool("bun")], Deno: denoOf(tools) } as const
    const programs = {
      ours: await bundled(bench.folder, "ours"),
      raw: await bundled(bench.folder, "raw")
    }
    const size = bench.isQuick ? 16 * MiB : 1024 * MiB
    const file = join(bench.folder, "runtimes.mp4")
    // Holes are read as zeros, from no disk.
    await makeFile(file, size, MiB)
    const first = join(bench.folder, "runtimes-first.mp4")
    await makeFile(first, chunkSize, MiB)
    const sink = await startSink(bench.folder)
    const server = start(script("processes/tiktok.ts"))
    const api = String(await server.ask("url"))
    let uploads = 0
    const runOnce = async ([runtime, program, client]: Row) => {
      const url = `${sink.urls.http}/discard/${++uploads}`
      const part = { url, certificate: sink.certificate }
      const chunks = chunksOf({ ...part, file, size, chunkSize })
      // In the smallest chunks that TikTok takes, so that the code for each chunk is compiled as well.
      const small = { file: first, size: chunkSize, chunkSize: 5 * MiB }
      const warmUp = chunksOf({ ...part, ...small, url: `${sink.urls.http}/discard/first` })
      const [command, ...flags] = commands[runtime]
      const task: RuntimeTask = { client, chunks, warmUp, api }
      const { stdout } = await run(command, [...flags, programs[program], JSON.stringify(task)])
      const received = await sink.take(url)
      if (received.bytes !== size) throw new Error(`the sink has ${received.bytes} of ${size} bytes`)
      const { above = NaN, call = NaN, callCpu = NaN, cpu = NaN, wall = NaN } = parseReport(stdout)
      const perGiB = 1024 * MiB / size
      return { wall: wall * perGiB, cpu: cpu * perGiB, above, call, callCpu }
    }
    try {
      return await interleave(
        // Each round takes some twenty seconds.
        { ...bench, rounds: Math.min(3, bench.rounds) },
        rows.map((row) => ({ name: nameOf(row), run: () => runOnce(row) }))
      )
    } finally {
      await Promise.all([sink.stop(), server.stop()])
    }
  }
}

const denoOf = ({ denoProgram }: Tools) => [denoProgram(), "run", "--allow-all", "--quiet"] as const

const bundled = async (folder: string, name: string): Promise<string> =>
  (await bundle(folder, script(`anyRuntime/${name}.ts`), { bundler: "esbuild", platform: "node" })).path
