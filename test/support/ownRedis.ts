/** A Redis server for one test, which can be killed, emptied and restarted. */
import { Effect } from "effect"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "./freePort.ts"

export const hasOwnRedis = spawnSync("redis-server", ["--version"]).status === 0
if (!hasOwnRedis) console.warn("SKIPPED: the tests that start a Redis of their own. Install redis-server.")

/** Keeps every confirmed write, as the guide recommends. */
export const durable = ["--appendonly", "yes", "--appendfsync", "always"]

/** Loses everything at a restart. */
export const volatile = ["--appendonly", "no"]

/** Starts a server that stops when the scope closes. */
export const ownRedis = (args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-redis-"))
      const port = await freePort()
      let child: ChildProcess | undefined
      const start = async (...more: ReadonlyArray<string>) => {
        child = spawn("redis-server", ["--port", String(port), "--dir", folder, "--save", "", ...args, ...more], {
          stdio: "ignore"
        })
        while (!(await ask(port, "PING").catch(() => "")).includes("PONG")) {
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      const kill = async () => {
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
        const closed = once(child, "close")
        child.kill("SIGKILL")
        await closed
      }
      await start()
      return {
        port,
        url: `redis://127.0.0.1:${port}`,
        send: (...command: ReadonlyArray<string>) => Effect.promise(() => ask(port, ...command)),
        kill: Effect.promise(kill),
        start: (...more: ReadonlyArray<string>) => Effect.promise(() => start(...more)),
        folder
      }
    }),
    ({ folder, kill }) => Effect.andThen(kill, Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
  )

/** Sends one command on a new connection, and returns the raw response. */
export const ask = (port: number, ...command: ReadonlyArray<string | Buffer>): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1").once("error", reject)
    socket.once("data", (data) => {
      socket.destroy()
      resolve(data.toString())
    })
    socket.write(`*${command.length}\r\n`)
    for (const part of command) {
      socket.write(`$${Buffer.byteLength(part)}\r\n`)
      socket.write(part)
      socket.write("\r\n")
    }
  })
