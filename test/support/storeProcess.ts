import { Effect } from "effect"
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { childEnvironment } from "./childEnvironment.ts"
import { programFile } from "./programs.ts"
import type { End, Line, Order, Setup } from "./storeProtocol.ts"

const main = programFile("storeWorker")

/** The result of an order: the process ends it, or pauses. */
export type Next = Exclude<Line, { readonly _tag: "Ready" }> | { readonly _tag: "Gone" }

/** A process that publishes over a store. */
export interface StoreProcess {
  /** Sends it an order, and waits for the end. Several at once work. */
  readonly publish: (order: Order) => Effect.Effect<End>
  /** Sends it an order, and waits until it ends or pauses. */
  readonly begin: (order: Order) => Effect.Effect<Next>
  /** Continues a paused process. */
  readonly wake: Effect.Effect<void>
  /** The end of an order that was started. */
  readonly ended: (key: string) => Effect.Effect<End>
  /** Kills it. */
  readonly kill: Effect.Effect<void>
}

/** Starts a process that ends with the scope. */
export const startStoreProcess = Effect.fnUntraced(function*(setup: Setup) {
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [main, JSON.stringify(setup)], {
        env: childEnvironment,
        stdio: ["pipe", "pipe", "pipe"]
      })
    ),
    (child) => Effect.promise(() => kill(child))
  )
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  const waiting = new Map<string, Array<(next: Next) => void>>()
  const ends = new Map<string, End>()
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on("line", (text) => {
      const line: Line = JSON.parse(text)
      if (line._tag === "Ready") return resolve()
      if (line._tag === "Stopping") return tell(line, [...waiting.values()].flat())
      ends.set(line.key, line.end)
      const resolves = waiting.get(line.key) ?? []
      waiting.delete(line.key)
      tell(line, resolves)
    })
    child.once("close", () => {
      reject(new Error(`the process ended: ${stderr}`))
      tell({ _tag: "Gone" }, [...waiting.values()].flat())
    })
  })
  yield* Effect.promise(() => ready)

  const next = (key: string) => new Promise<Next>((resolve) => waiting.set(key, [...waiting.get(key) ?? [], resolve]))
  const ended = (key: string): Effect.Effect<End> =>
    Effect.promise(async () => {
      for (;;) {
        const end = ends.get(key)
        if (end !== undefined) return end
        if ((await next(key))._tag === "Gone") throw new Error(`the process ended: ${stderr}`)
      }
    })
  const begin = (order: Order) =>
    Effect.promise(async () => {
      ends.delete(order.key)
      const answer = next(order.key)
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const line = await answer
      // It reports just before it stops, so a signal to continue must wait for the stop.
      if (line._tag === "Stopping") {
        while (!isStopped(child.pid)) await new Promise((resolve) => setTimeout(resolve, 2))
      }
      return line
    })
  return {
    begin,
    ended,
    publish: (order) => Effect.andThen(begin(order), ended(order.key)),
    wake: Effect.sync(() => void child.kill("SIGCONT")),
    kill: Effect.promise(() => kill(child))
  } satisfies StoreProcess
})

const isStopped = (pid: number | undefined): boolean =>
  execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("T")

const tell = (next: Next, resolves: Iterable<(next: Next) => void>): void => {
  for (const resolve of resolves) resolve(next)
}

const kill = async (child: ReturnType<typeof spawn>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, "close")
  child.kill("SIGKILL")
  await closed
}
