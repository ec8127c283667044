/** A Redis cluster of one node, which has every hash slot and refuses a script whose keys lie in two of them. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Effect, Layer, Schedule } from "effect"
import { Redis } from "effect/persistence"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "./freePort.ts"

export const hasRedisServer = spawnSync("redis-server", ["--version"]).status === 0

const send = (...command: readonly [string, ...ReadonlyArray<string>]) =>
  Redis.Redis.use((redis) => redis.send<string>(...command))

/** A client of it. */
export const redisCluster = Effect.gen(function*() {
  const port = yield* Effect.promise(() => freePort())
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-redis-"))
      const settings = { port, dir: folder, save: "", appendonly: "no", "cluster-enabled": "yes", bind: "127.0.0.1" }
      const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
      return { folder, child: spawn("redis-server", flags, { stdio: "ignore" }) }
    }),
    ({ child, folder }) =>
      Effect.promise(async () => {
        const closed = once(child, "close")
        child.kill("SIGKILL")
        await closed
        rmSync(folder, { recursive: true, force: true })
      })
  )
  const layer = Layer.orDie(NodeRedis.layer({ url: `redis://127.0.0.1:${port}` }))
  yield* send("CLUSTER", "ADDSLOTSRANGE", "0", "16383").pipe(
    Effect.andThen(Effect.repeat(send("CLUSTER", "INFO"), {
      schedule: Schedule.spaced("20 millis"),
      until: (info) => info.includes("cluster_state:ok")
    })),
    Effect.provide(layer),
    Effect.orDie
  )
  return layer
})
