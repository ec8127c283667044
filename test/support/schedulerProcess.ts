import { NodeHttpClient, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Redacted } from "effect"
import { Contract, TikTok, TokenStore } from "effect-tiktok"
import type { SqlClient, SqlError } from "effect/sql"
import { spawn } from "node:child_process"
import { once } from "node:events"
import type { Mock } from "tiktok-mock-server"
import { childEnvironment } from "./childEnvironment.ts"
import { freePort } from "./freePort.ts"
import { tokensOf } from "./tokensOf.ts"

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

interface RunnerProcess {
  readonly pid: number
  /** Sends it a signal. */
  readonly signal: (name: NodeJS.Signals) => Effect.Effect<void>
  /** Waits for its end. */
  readonly ended: Effect.Effect<void>
  /** What it has written. */
  readonly output: () => string
}

/** Starts the program `schedulerWorker` as a runner in a process of its own, which ends with the scope. */
export const startRunner = Effect.fnUntraced(function*(program: string, setup: Omit<RunnerSetup, "port">) {
  const port = yield* Effect.promise(freePort)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program, JSON.stringify({ ...setup, port })], {
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
    pid: child.pid ?? 0,
    signal: (name) => Effect.sync(() => void child.kill(name)),
    ended: Effect.promise(() => closed.then(() => undefined)),
    output: () => output
  } satisfies RunnerProcess
})

/** Makes creators of a mock, keeps their tokens in a database, and returns the app's credentials. */
export const logIn = Effect.fnUntraced(function*(
  mock: Mock,
  client: Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>,
  creators: ReadonlyArray<string>
) {
  const [app] = mock.control.apps()
  const [clientKey = "", clientSecret = ""] = [app?.clientKeys[0], app?.clientSecret]
  const tokens = TikTok.layerSql({
    contract: Contract.live,
    clientKey,
    clientSecret: Redacted.make(clientSecret),
    encryptionKeys: [Redacted.make(new Uint8Array(32))]
  }).pipe(Layer.provide([client, NodeHttpClient.layerUndici, NodeServices.layer]))
  yield* Effect.gen(function*() {
    const { set } = yield* TokenStore.TokenStore
    for (const openId of creators) {
      mock.control.createCreator({ openId, username: openId })
      yield* set(tokensOf(openId, mock.control.issueToken({ contract: "live", openId })))
    }
  }).pipe(Effect.provide(tokens))
  return { clientKey, clientSecret }
})
