import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { type Effect, Layer, Redacted } from "effect"
import { Checkpoint, Contract, Post, Quota, RetryPolicy, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { noRetries } from "./noRetries.ts"
import { tokensOf } from "./tokensOf.ts"

/** Node's HTTP clients. */
export const httpClients = {
  own: NodeTransport.layer,
  undici: NodeHttpClient.layerUndici,
  node: NodeHttpClient.layerNodeHttp,
  fetch: FetchHttpClient.layer
}

export type ClientName = keyof typeof httpClients

export const clientNames = ["own", "undici", "node", "fetch"] as const satisfies ReadonlyArray<ClientName>

export const creator = Post.CreatorId.make("creator")

/** Photos, whose init publishes by itself. */
export const photos = Post.photos({ images: ["https://media.example/a.jpg"], privacyLevel: "SELF_ONLY" })

/** Layers that several libraries share, like several runs of one program. */
export const makeStores = Layer.build(Layer.mergeAll(
  Checkpoint.layerMemory,
  TokenLock.layerMemory,
  Quota.layerMemory(),
  TokenStore.layerMemory([
    tokensOf(creator)
  ])
))

/** The library over a test server, without retries. */
export const libraryAt = (
  baseUrl: string,
  http: Layer.Layer<HttpClient.HttpClient>,
  stores: Effect.Success<typeof makeStores>,
  options: Partial<TikTok.MemoryOptions> = {}
) =>
  TikTok.layer({
    contract: Contract.live,
    clientKey: "key",
    clientSecret: Redacted.make("secret"),
    baseUrl,
    ...options
  }).pipe(
    Layer.provide([
      Layer.fresh(http),
      NodeServices.layer,
      Layer.succeedContext(stores),
      Layer.succeed(RetryPolicy.RetryPolicy, noRetries)
    ]),
    Layer.orDie
  )
