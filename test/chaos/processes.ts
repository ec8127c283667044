import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "../support/childEnvironment.ts"
import type { Report } from "./protocol.ts"

const main = fileURLToPath(new URL("./worker.ts", import.meta.url))

/** Processes that publish. Each starts again when it is killed, until its work is done. */
export interface Processes {
  /** Kills a running process, the given one if it runs. Returns false when none runs. */
  readonly kill: (index: number) => boolean
  /** Freezes a running process for a while, the given one if it runs. Returns false when none runs. */
  readonly freeze: (index: number, millis: number) => boolean
  /** Resolves when all work is done. Rejects when a process fails. */
  readonly done: Promise<unknown>
  /** Ends all of them. */
  readonly stop: () => Promise<void>
}

/** How to start the processes. */
export interface ProcessOptions {
  readonly count: number
  /** Writes the remaining work of a process to a file and returns its path, or undefined when its work is done. */
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
