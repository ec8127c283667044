/** A complete typed call: token, quota, URL, bearer, time limit, retries, spans, and both schemas. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { DateTime, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { Contract, Post, StatusPoller, TikTok, TokenStore } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { answerCalls } from "../harness/calls.ts"
import { statusCall } from "../harness/statusCall.ts"

// TikTok allows 30 of these calls a minute for one creator, and the library keeps that limit.
const creators = Array.from({ length: 2_000 }, (_, index) => Post.CreatorId.make(`creator-${index}`))
const publishId = Post.PublishId.make(statusCall.payload.publish_id)

const tokens = creators.map((creator) =>
  new TokenStore.Tokens({
    creator,
    accessToken: Redacted.make(`act.${"0".repeat(64)}`),
    refreshToken: Redacted.make("rft"),
    expiresAt: DateTime.makeUnsafe("2100-01-01T00:00:00Z"),
    scopes: []
  })
)

const layer = (baseUrl: string) =>
  TikTok.layerMemory({
    contract: Contract.live,
    baseUrl,
    clientKey: "key",
    clientSecret: Redacted.make("secret"),
    tokens
  }).pipe(Layer.provide([NodeTransport.layer, NodeFileSystem.layer]))

let next = 0
const call = Effect.gen(function*() {
  const poller = yield* StatusPoller.StatusPoller
  const { status } = yield* poller.get(creators[next++ % creators.length]!, publishId)
  if (status !== "PROCESSING_UPLOAD") return yield* Effect.die(new Error(`a call gave ${status}`))
})

let runtime: ManagedRuntime.ManagedRuntime<TikTok.Services, unknown> | undefined

answerCalls((url, count, atOnce) => {
  runtime ??= ManagedRuntime.make(layer(url))
  let left = count
  const worker = Effect.whileLoop({ while: () => left-- > 0, body: () => call, step: () => undefined })
  const workers = Array.from({ length: atOnce }, () => worker)
  return runtime.runPromise(Effect.all(workers, { concurrency: "unbounded", discard: true }))
})
