import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { childEnvironment } from "./childEnvironment.ts"
import { freePort } from "./freePort.ts"
import { programFile } from "./programs.ts"

/** What a runner of a scheduler's cluster needs. */
export interface RunnerSetup {
  readonly database: string
  /** The URL of the mock. */
  readonly mock: string
  readonly clientKey: string
  readonly clientSecret: string
  readonly port: number
  /** Milliseconds. */
  readonly takeOver: number
  /** How long a claim of a runner that was killed holds a post back, in milliseconds. */
  readonly lease?: number
}

/** A runner in a process of its own. */
interface RunnerProcess {
  /** Sends it a signal. */
  readonly signal: (name: NodeJS.Signals) => Effect.Effect<void>
  /** Waits for its end. */
  readonly ended: Effect.Effect<void>
  /** What it has written. */
  readonly output: () => string
}

/** Starts a runner, which ends with the scope. */
export const startRunner = Effect.fnUntraced(function*(setup: Omit<RunnerSetup, "port">) {
  const port = yield* Effect.promise(freePort)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [programFile("schedulerWorker"), JSON.stringify({ ...setup, port })], {
        env: childEnvironment,
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  let output = ""
  const closed = once(child, "close")
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text
        if (output.includes("ready\n")) resolve()
      })
    }
    void closed.then(() => reject(new Error(`the runner ended: ${output}`)))
  })
  yield* Effect.promise(() => ready)
  return {
    signal: (name) => Effect.sync(() => void child.kill(name)),
    ended: Effect.promise(() => closed.then(() => undefined)),
    output: () => output
  } satisfies RunnerProcess
})
