import { mkdirSync, writeFileSync } from "node:fs"
import { open, readFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseReport, run, runMeasured } from "./child.ts"
import { hasCommand, peerScript } from "./peers.ts"
import type { Sink } from "./sink.ts"
import type { Sample } from "./Table.ts"
import { chunksOf, type UploadTask } from "./uploadTask.ts"

/** A program that uploads files. */
export interface Client {
  readonly name: string
  readonly upload: (task: UploadTask, sink: Sink) => Promise<Sample>
  /** Why it cannot run here. */
  readonly skipped?: string | undefined
  /** Whether it takes at least twice as long as the fastest. */
  readonly isFar?: boolean
}

const node = (name: string, script: string): Client => ({
  name,
  upload: (task, { env }) => runMeasured(script, task, { env })
})

const ours = (name: string, script: string) => node(name, fileURLToPath(new URL(`../ours/${script}`, import.meta.url)))
const peer = (name: string, script: string) => node(name, peerScript(`upload/${script}`))
const far = (client: Client): Client => ({ ...client, isFar: true })

const python: Client = {
  name: "python http.client",
  upload: async (task) => {
    const args = [peerScript("upload/http_client.py"), JSON.stringify(task)]
    return parseReport((await run("python3", args, { env: { PYTHONDONTWRITEBYTECODE: "1" } })).stdout)
  },
  skipped: hasCommand("python3", "--version") ? undefined : "python3 is not installed"
}

/**
 * Sends a file's chunks with one curl. It can send only whole files, so each chunk is a file. Curl counts its own
 * seconds. Its start is subtracted from its processor time, because Node's clients do not count theirs either.
 */
const curl: Client = {
  name: "curl",
  upload: async (task, sink) => {
    const parts = await partsOf(task)
    const args = ["--cacert", sink.certificate, "--header", "Expect:", "--header", "Content-Type: video/mp4"]
    const sent = await timed([
      "--write-out",
      "%{time_total}\\n",
      ...args,
      "--upload-file",
      `{${parts.join(",")}}`,
      task.url
    ])
    const idle = await timed([...args, "--upload-file", emptyFile(task), new URL("/discard/idle", task.url).href])
    const wall = sent.stdout.trim().split("\n").reduce((sum, seconds) => sum + Number(seconds), 0)
    return { wall, cpu: sent.cpu - idle.cpu, rss: sent.rss }
  },
  skipped: hasCommand("curl", "--version") && hasCommand("bash", "--version") ? undefined : "curl is not installed"
}

const emptyFile = ({ file }: UploadTask): string => {
  const path = `${file}.empty`
  writeFileSync(path, "")
  return path
}

const timed = async (args: ReadonlyArray<string>) => {
  let rss = NaN
  const watch = (pid: number | undefined) =>
    setInterval(() => void peakOfChild(pid).then((mebibytes) => rss = mebibytes ?? rss), 10)
  let watching: NodeJS.Timeout | undefined
  try {
    const { stderr, stdout } = await run("bash", [
      "-c",
      `TIMEFORMAT="%U %S"; time curl -sS --fail "$@"`,
      "curl",
      ...args
    ], {
      onStart: ({ pid }) => watching = watch(pid)
    })
    const [user = NaN, system = NaN] = stderr.trim().split(" ").map(Number)
    return { stdout, cpu: user + system, rss }
  } finally {
    clearInterval(watching)
  }
}

/** Peak memory of a shell's child so far, in MiB, where the system reports it in /proc. */
const peakOfChild = async (shell: number | undefined): Promise<number | undefined> => {
  try {
    const [child] = (await readFile(`/proc/${shell}/task/${shell}/children`, "utf8")).split(" ")
    const [, kibibytes] = /VmHWM:\s*(\d+)/.exec(await readFile(`/proc/${child}/status`, "utf8")) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
  } catch {
    return undefined
  }
}

const split = new Map<string, ReadonlyArray<string>>()

/** Writes each chunk to a file. */
const partsOf = async (task: UploadTask): Promise<ReadonlyArray<string>> => {
  const known = split.get(task.file)
  if (known !== undefined) return known
  const folder = `${task.file}.parts`
  mkdirSync(folder)
  const source = await open(task.file)
  const parts = []
  for (const { end, start } of chunksOf(task)) {
    const path = join(folder, `${basename(task.file)}.${start}`)
    const part = await open(path, "w")
    const buffer = Buffer.alloc(1024 * 1024)
    for (let offset = start; offset < end;) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, end - offset), offset)
      await part.write(buffer, 0, bytesRead)
      offset += bytesRead
    }
    await part.close()
    parts.push(path)
  }
  await source.close()
  split.set(task.file, parts)
  return parts
}

/** Clients that are also compared over TLS, where every upload takes longer. */
export const mainClients: ReadonlyArray<Client> = [
  ours("ours", "uploadNode.ts"),
  peer("undici, the same generator", "undiciRing.ts"),
  peer("node:http, the same generator", "nodeHttpRing.ts"),
  curl,
  python,
  far(peer("undici, createReadStream", "undiciStream.ts")),
  far(peer("axios", "axios.ts")),
  far(peer("got", "got.ts"))
]

/** Every client, uploading the same file in the same chunks. */
export const allClients: ReadonlyArray<Client> = [
  ...mainClients,
  ours("ours, any platform", "uploadAnywhere.ts"),
  far(ours("ours, fetch", "uploadFetch.ts")),
  far(peer("fetch, stream", "fetchStream.ts"))
]
