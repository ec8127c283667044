/**
 * A process that shares a quota with others: it prints that it is ready, waits for a line, takes the requested number of
 * slots all at once, and prints how many it got.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Result, Schema } from "effect"
import { Quota } from "effect-tiktok"
import { once } from "node:events"
import { CountingPlace } from "./layerRecords.ts"
import { layerQuota, sharedLimits } from "./sharedQuota.ts"

const program = Effect.gen(function*() {
  const takes = yield* Config.Int("TAKES")
  const quota = yield* Quota.Quota
  yield* Console.log("ready")
  yield* Effect.promise(() => once(process.stdin, "data"))
  process.stdin.destroy()
  const results = yield* Effect.all(Array.from({ length: takes }, () => Effect.result(quota.take(sharedLimits))), {
    concurrency: "unbounded"
  })
  yield* Console.log(results.filter(Result.isSuccess).length)
})

const place = Schema.decodeSync(Schema.fromJsonString(CountingPlace))(process.env["PLACE"] ?? "")

program.pipe(Effect.provide(layerQuota(place)), NodeRuntime.runMain)
