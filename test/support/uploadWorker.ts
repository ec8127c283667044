/**
 * A process that uploads a file to a sink, and reports the effect on its memory: bytes left after a collection, and
 * the number of full collections.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Contract, Media, TikTokApi, Uploader } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { HttpClient } from "effect/http"
import { constants, PerformanceObserver } from "node:perf_hooks"

const setting = (name: string): string => process.env[name] ?? ""

const services = Uploader.layer.pipe(
  Layer.provide([
    TikTokApi.layer({
      contract: Contract.live,
      clientKey: "key",
      clientSecret: Redacted.make("secret"),
      uploadHosts: [new URL(setting("SINK")).origin]
    }),
    setting("READER") === "node" ? NodeFileReader.layer : Layer.succeed(Uploader.Transfer, "Streamed")
  ]),
  Layer.provide([Layer.effect(HttpClient.HttpClient, NodeTransport.make()), NodeServices.layer])
)

const upload = Effect.fnUntraced(function*(path: string) {
  const uploader = yield* Uploader.Uploader
  const media = Media.file(path)
  const plan = yield* uploader.plan(media)
  yield* uploader.upload({ media, plan, uploadUrl: Redacted.make(setting("SINK")) }).pipe(Stream.runDrain)
})

let marks = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind } = JSON.parse(JSON.stringify(entry)).detail
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) marks++
  }
}).observe({ entryTypes: ["gc"] })

const collected = Effect.promise(async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
})

await Effect.runPromise(
  Effect.gen(function*() {
    yield* upload(setting("WARM_UP"))
    const before = yield* collected
    const marksBefore = marks
    yield* upload(setting("FILE"))
    const marksDuring = marks - marksBefore
    const after = yield* collected
    process.stdout.write(JSON.stringify({ growth: after - before, marks: marksDuring }))
  }).pipe(Effect.provide(services))
)
