import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "../support/childEnvironment.ts"
import type { Report } from "./protocol.ts"

const main = fileURLToPath(new URL("./worker.ts", import.meta.url))

/** Processes that publish, each started again when it is killed, until it has nothing left to do. */
export interface Processes {
  /** Ends one in the middle of whatever it does, another when it is not there; false when none is. */
  readonly kill: (index: number) => boolean
  /** Lets one stand still for a while, another when it is not there; false when none is. */
  readonly freeze: (index: number, millis: number) => boolean
  /** Resolves when none has anything left to do, rejects when one breaks down. */
  readonly done: Promise<unknown>
  /** Ends all of them for good. */
  readonly stop: () => Promise<void>
}

/** What the processes are started with. */
export interface ProcessOptions {
  readonly count: number
  /** Writes down what is left to do for one of them, and gives the file; undefined when nothing is. */
  readonly assign: (index: number) => string | undefined
  readonly onReport: (report: Report, index: number) => void
}

/** Starts them. */
export const startProcesses = ({ assign, count, onReport }: ProcessOptions): Processes => {
  const running = new Map<number, ChildProcess>()
  const stopping = new AbortController()

  const runOnce = async (index: number, file: string): Promise<void> => {
    const child = spawn(process.execPath, [main, file], {
      env: childEnvironment,
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    running.set(index, child)
    let stderr = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => stderr += text)
    child.on("message", (report: Report) => onReport(report, index))
    const [code, signal] = await once(child, "close")
    running.delete(index)
    if (code !== 0 && signal !== "SIGKILL") throw new Error(`a process broke down with ${code ?? signal}: ${stderr}`)
  }

  const run = async (index: number): Promise<void> => {
    for (let file = assign(index); file !== undefined && !stopping.signal.aborted; file = assign(index)) {
      await runOnce(index, file)
    }
  }

  const one = (index: number) => running.get(index) ?? running.values().next().value

  return {
    kill: (index) => one(index)?.kill("SIGKILL") ?? false,
    freeze: (index, millis) => {
      const child = one(index)
      if (child === undefined || !child.kill("SIGSTOP")) return false
      setTimeout(() => child.kill("SIGCONT"), millis)
      return true
    },
    done: Promise.all(Array.from({ length: count }, (_, index) => run(index))),
    stop: async () => {
      stopping.abort()
      await Promise.all(Array.from(running.values(), async (child) => {
        const closed = once(child, "close")
        child.kill("SIGKILL")
        await closed
      }))
    }
  }
}
