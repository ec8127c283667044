/**
 * A process of its own that shares a quota with others: it waits until all of them are there, takes as many slots as it
 * is told, as many at once as there are, and prints how many it has got.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Result, Schedule } from "effect"
import { Quota } from "effect-tiktok"
import { Redis } from "effect/persistence"
import { sharedLimits } from "./quotaLimits.ts"
import { layerRedis } from "./servers.ts"

const program = Effect.gen(function*() {
  const redis = yield* Redis.Redis
  const prefix = yield* Config.String("PREFIX")
  const takes = yield* Config.Int("TAKES")
  const workers = yield* Config.Int("WORKERS")
  const quota = yield* Quota.makeRedis({ prefix, margin: 0, maxWait: "1 minute" })

  yield* redis.send("INCR", `${prefix}there`)
  yield* Effect.repeat(redis.send<string>("GET", `${prefix}there`), {
    schedule: Schedule.spaced("5 millis"),
    until: (there) => Number(there) === workers
  })
  const results = yield* Effect.all(Array.from({ length: takes }, () => Effect.result(quota.take(sharedLimits))), {
    concurrency: "unbounded"
  })
  yield* Console.log(results.filter(Result.isSuccess).length)
})

program.pipe(Effect.provide(layerRedis), NodeRuntime.runMain)
