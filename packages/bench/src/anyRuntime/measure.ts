/** Measures a client on Node, Bun or Deno. */
import process from "node:process"
import type { Chunk } from "../harness/uploadTask.ts"
import { usage } from "../harness/usage.ts"

/** What a client does in a process of its own. */
export interface RuntimeTask {
  /** Which of the clients of a script. */
  readonly client: string
  readonly chunks: ReadonlyArray<Chunk>
  /** The chunks of another file, which are sent before the clock starts. */
  readonly warmUp: ReadonlyArray<Chunk>
  /** Origin of a server that answers calls. */
  readonly api: string
}

/** A client that sends chunks of a file and makes calls. */
export interface RuntimeClient {
  readonly upload: (chunks: ReadonlyArray<Chunk>) => Promise<void>
  readonly call: () => Promise<unknown>
}

const CALLS = 400
const WARM_UP_CALLS = 1_000

/** Prints what the task of this process has cost. */
export const measureClient = async (make: (task: RuntimeTask) => Promise<RuntimeClient>): Promise<void> => {
  const task: RuntimeTask = JSON.parse(process.argv[2] ?? "")
  const { call, upload } = await make(task)
  const calls = async (count: number) => {
    for (let left = count; left > 0; left--) {
      const status = await call()
      if (status !== "PROCESSING_UPLOAD") throw new Error(`a call gave ${String(status)}`)
    }
  }
  const idle = usage()
  await upload(task.warmUp)
  const sent = await timed(() => upload(task.chunks))
  const above = usage().rss - idle.rss
  await calls(WARM_UP_CALLS)
  const called = await timed(() => calls(CALLS))
  const sample = {
    wall: sent.wall,
    cpu: sent.cpu,
    above,
    call: called.wall * 1e6 / CALLS,
    callCpu: called.cpu * 1e6 / CALLS
  }
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(sample)}\n`, resolve))
  process.exit()
}

const timed = async (work: () => Promise<void>) => {
  const before = usage()
  const startedAt = performance.now()
  await work()
  return { wall: (performance.now() - startedAt) / 1000, cpu: usage().cpu - before.cpu }
}
