import { Effect } from "effect"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "../support/childEnvironment.ts"
import { freePort } from "../support/freePort.ts"
import type { RunnerSetup } from "../support/schedulerProcess.ts"

const program = fileURLToPath(new URL("../support/schedulerWorker.ts", import.meta.url))

/** Starts a runner in a process of its own, which ends with the scope. */
export const startRunner = Effect.fnUntraced(function*(setup: Omit<RunnerSetup, "port">) {
  const port = yield* Effect.promise(freePort)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program, JSON.stringify({ ...setup, port })], {
        env: childEnvironment,
        stdio: ["ignore", "pipe", "ignore"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  yield* Effect.callback<void>((resume) => {
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      if (output.includes("ready\n")) resume(Effect.void)
    })
    child.once("close", () => resume(Effect.die(new Error(`a runner ended: ${output}`))))
  })
  return { pid: child.pid ?? 0, kill: Effect.sync(() => void child.kill("SIGKILL")) }
})
