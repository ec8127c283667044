import { join } from "node:path"
import { allClients, type Client, mainClients } from "../harness/clients.ts"
import { interleave } from "../harness/rounds.ts"
import { type Sink, startSink } from "../harness/sink.ts"
import type { Table } from "../harness/Table.ts"
import { hashFile, makeFile } from "../harness/videoFile.ts"

const MiB = 1024 * 1024
const chunkSize = 64_000_000
// The smallest that TikTok takes, so that the code for each chunk is compiled as well.
const warmUpChunkSize = 5 * MiB

interface Subject {
  readonly name: string
  readonly title: string
  readonly scheme: keyof Sink["urls"]
  readonly mebibytes: number
  readonly clients: ReadonlyArray<Client>
}

const table = ({ clients, mebibytes, name, scheme, title }: Subject): Table => ({
  name,
  title: `${title}: a file of ${mebibytes} MiB in chunks of 64 MB, one after another`,
  columns: [
    { key: "wall", label: "s per GiB", compared: true },
    { key: "cpu", label: "CPU s per GiB", compared: true },
    { key: "rss", label: "peak MiB", digits: 0 },
    { key: "markCompacts", label: "mark-compacts per GiB", digits: 1 }
  ],
  compare: { as: "ours", row: "ours" },
  measure: async (bench) => {
    const size = bench.isQuick ? 16 * MiB : mebibytes * MiB
    const perGiB = 1024 * MiB / size
    const file = join(bench.folder, `${name}.mp4`)
    await makeFile(file, size)
    const warmUpSize = bench.isQuick ? MiB : chunkSize
    const warmUpFile = join(bench.folder, `${name}-first.mp4`)
    await makeFile(warmUpFile, warmUpSize)
    const sha256 = await hashFile(file)
    const sink = await startSink(bench.folder)
    let uploads = 0

    const upload = async (client: Client, mode: "discard" | "hash") => {
      const url = `${sink.urls[scheme]}/${mode}/${++uploads}`
      const warmUp = {
        url: `${sink.urls[scheme]}/discard/first`,
        file: warmUpFile,
        size: warmUpSize,
        chunkSize: warmUpChunkSize
      }
      const task = { url, file, size, chunkSize, certificate: sink.certificate, warmUp }
      const sample = await client.upload(task, sink)
      const received = await sink.take(url)
      if (received.bytes !== size) throw new Error(`the sink has ${received.bytes} of ${size} bytes`)
      if (mode === "hash" && received.sha256 !== sha256) throw new Error("the sink has other bytes than the file")
      return sample
    }

    // Checks the bytes first, and so warms the page cache.
    const verified = new Map<string, string | undefined>()
    for (const client of clients) {
      bench.say(`verifying: ${client.name}`)
      verified.set(
        client.name,
        client.skipped ??
          await upload(client, "hash").then(() => undefined, (error: Error) => `failed: ${error.message}`)
      )
    }
    try {
      return await interleave(
        bench,
        clients.map((client) => ({
          name: client.name,
          isFar: client.isFar,
          skipped: verified.get(client.name),
          run: async () => {
            const { cpu = NaN, markCompacts = NaN, rss = NaN, wall = NaN } = await upload(client, "discard")
            return { wall: wall * perGiB, cpu: cpu * perGiB, rss, markCompacts: markCompacts * perGiB }
          }
        }))
      )
    } finally {
      await sink.stop()
    }
  }
})

/** The cost of an upload over plain HTTP. */
export const upload = table({
  name: "upload",
  title: "Upload over HTTP",
  scheme: "http",
  mebibytes: 256,
  clients: allClients
})

/** The cost of an upload over TLS. */
export const uploadTls = table({
  name: "upload-tls",
  title: "Upload over TLS",
  scheme: "https",
  mebibytes: 128,
  clients: mainClients
})
