import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { childEnvironment } from "./childEnvironment.ts"
import { programFile } from "./programs.ts"

const main = programFile("refreshWorker")

/** A worker process. */
export interface Worker {
  /** The next line of its output. */
  readonly line: () => Promise<string>
  /** Sends it a line, and returns the line of its response. */
  readonly ask: (command: "tokens" | "hold") => Promise<string>
  /** Kills it at once. */
  readonly kill: () => Promise<void>
}

/** Starts a worker with only the path of this environment. */
export const startWorker = (environment: Readonly<Record<string, string>>): Worker => {
  const child = spawn(process.execPath, [main], {
    env: { ...childEnvironment, ...environment },
    stdio: ["pipe", "pipe", "pipe"]
  })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const line = async () => {
    const next = await lines.next()
    if (next.done === true) throw new Error(`the worker ended: ${stderr}`)
    return next.value
  }
  return {
    line,
    ask: (command) => {
      child.stdin.write(`${command}\n`)
      return line()
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, "close")
      child.kill("SIGKILL")
      await closed
    }
  }
}
