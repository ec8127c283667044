import { join } from "node:path"
import { runMeasured, script } from "../harness/child.ts"
import { interleave } from "../harness/rounds.ts"
import { type Sink, startSink } from "../harness/sink.ts"
import type { Bench, Sample, Table } from "../harness/Table.ts"
import { hashFile, makeFile } from "../harness/videoFile.ts"

const MiB = 1024 * 1024
const chunkSize = 64_000_000
// Memory is the same in every round, and the largest file takes long.
const ROUNDS = 3
// Pages at intervals encode their position. Between them the file is sparse.
const STEP = 64 * 1024

const columns = [
  { key: "rss", label: "peak MiB", digits: 0, compared: true },
  { key: "wall", label: "s per GiB", compared: true },
  { key: "cpu", label: "CPU s per GiB", compared: true },
  { key: "markCompacts", label: "mark-compacts per GiB", digits: 1 }
]

/** Uploads one file under `count` URLs at once, and checks what arrived. */
const upload = async (sink: Sink, mode: string, file: string, size: number, count: number): Promise<Sample> => {
  const urls = Array.from({ length: count }, (_, index) => `${sink.urls.http}/${mode}/${file}/${index}`)
  const task = { url: urls[0], urls, file, size, chunkSize, certificate: sink.certificate }
  const { cpu = NaN, markCompacts = NaN, rss = NaN, wall = NaN } = await runMeasured(
    script("ours/uploadNode.ts"),
    task,
    { env: sink.env }
  )
  const sha256 = mode === "hash" ? await hashFile(file) : undefined
  for (const url of urls) {
    const received = await sink.take(url)
    if (received.bytes !== size) throw new Error(`the sink has ${received.bytes} of ${size} bytes`)
    if (received.sha256 !== sha256) throw new Error("the sink has other bytes than the file")
  }
  const perGiB = 1024 * MiB / (size * count)
  return { rss, wall: wall * perGiB, cpu: cpu * perGiB, markCompacts: markCompacts * perGiB }
}

interface Case {
  readonly name: string
  readonly mebibytes: number
  readonly count: number
}

const measure = async (bench: Bench, cases: ReadonlyArray<Case>) => {
  const sink = await startSink(bench.folder)
  try {
    const candidates = []
    for (const { count, mebibytes, name } of cases) {
      const size = bench.isQuick ? Math.ceil(mebibytes / 10) * MiB : mebibytes * MiB
      const file = join(bench.folder, `${mebibytes}.mp4`)
      await makeFile(file, size, STEP)
      bench.say(`verifying: ${name}`)
      const wrong = await upload(sink, "hash", file, size, count).then(() => undefined, (error: Error) => error.message)
      const skipped = wrong === undefined ? undefined : `failed: ${wrong}`
      candidates.push({ name, skipped, run: () => upload(sink, "discard", file, size, count) })
    }
    return await interleave({ ...bench, rounds: Math.min(ROUNDS, bench.rounds) }, candidates)
  } finally {
    await sink.stop()
  }
}

/** Peak memory and time by the size of the file. */
export const fileSize: Table = {
  name: "file-size",
  title: "How cost grows with the size of the file",
  columns,
  compare: { as: "growth" },
  measure: (bench) =>
    measure(bench, [
      { name: "41 MiB (1 x)", mebibytes: 41, count: 1 },
      { name: "256 MiB", mebibytes: 256, count: 1 },
      { name: "410 MiB (10 x)", mebibytes: 410, count: 1 },
      { name: "4096 MiB (100 x)", mebibytes: 4096, count: 1 }
    ])
}

/** Peak memory and time by the number of uploads at once. */
export const uploadsAtOnce: Table = {
  name: "uploads-at-once",
  title: "How cost grows with uploads of 32 MiB at once",
  columns,
  compare: { as: "growth" },
  measure: (bench) =>
    measure(bench, [
      { name: "1", mebibytes: 32, count: 1 },
      { name: "10", mebibytes: 32, count: 10 },
      { name: "100", mebibytes: 32, count: 100 }
    ])
}
