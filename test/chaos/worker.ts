/** A process that does its jobs. It shares a store with others and may be killed or frozen at any time. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Duration, Effect, Layer, Logger, Redacted, Schedule } from "effect"
import { Contract, RetryPolicy } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { readFileSync } from "node:fs"
import { smallestChunk } from "../support/media.ts"
import { leaseMillis } from "./plan.ts"
import { type Assignment, sealed } from "./protocol.ts"
import { layerIn } from "./stores.ts"
import { work } from "./work.ts"

const assignment: Assignment = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))
const { baseUrl, clientKey, clientSecret, jobs } = assignment
const timeout = Duration.seconds(assignment.timeoutSeconds)
const longestPause = Duration.times(timeout, 2 / 3)

const policy = RetryPolicy.standard.pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, longestPause)))
)

const services = layerIn(assignment.place, {
  contract: assignment.contract === "live" ? Contract.live : Contract.catalog,
  baseUrl,
  clientKey,
  clientSecret: Redacted.make(clientSecret),
  timeout: "3 seconds",
  ...sealed(assignment),
  lease: Duration.millis(leaseMillis),
  quota: { maxWait: longestPause }
}).pipe(
  Layer.provide([NodeTransport.layer, NodeServices.layer]),
  Layer.provide(Layer.succeed(RetryPolicy.RetryPolicy, { reads: policy, inits: policy, chunks: policy }))
)

const program = work({
  timeout,
  longestPause,
  publish: { schedule: Schedule.spaced("2 seconds"), deadline: "1 minute", chunkSize: smallestChunk },
  send: (report) => Effect.sync(() => process.send?.(report))
}, jobs)

await Effect.runPromise(Effect.provide(program, [services, Logger.layer([])]))
process.disconnect?.()
