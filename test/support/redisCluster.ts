/** A Redis cluster of one node. It has every hash slot and refuses a script whose keys are in two of them. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Effect, Layer, Schedule } from "effect"
import { ownRedis, volatile } from "./ownRedis.ts"

/** A client of the cluster. */
export const redisCluster = Effect.gen(function*() {
  const { send, url } = yield* ownRedis([...volatile, "--cluster-enabled", "yes", "--bind", "127.0.0.1"])
  yield* send("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
  yield* Effect.repeat(send("CLUSTER", "INFO"), {
    schedule: Schedule.spaced("20 millis"),
    until: (info) => info.includes("cluster_state:ok")
  })
  return Layer.orDie(NodeRedis.layer({ url }))
})
