import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "./childEnvironment.ts"

const main = fileURLToPath(new URL("./refreshWorker.ts", import.meta.url))

/** A process that does what it is told. */
export interface Worker {
  /** The next line that it says. */
  readonly line: () => Promise<string>
  /** Tells it what to do, and gives the line that it answers with. */
  readonly ask: (command: "tokens" | "hold") => Promise<string>
  /** Ends it at once, in the middle of whatever it does. */
  readonly kill: () => Promise<void>
}

/** Starts a worker with nothing of this environment but the path. */
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
