import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { Contract, TikTok, TikTokError, Uploader } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient, HttpClient, HttpClientError } from "effect/http"
import { failureOf } from "../support/failureOf.ts"
import { httpClients } from "../support/httpClients.ts"

const build = (http: Layer.Layer<HttpClient.HttpClient>, reader: Layer.Layer<never>) =>
  Effect.scoped(Layer.build(
    TikTok.layerMemory({ contract: Contract.live, clientKey: "key", clientSecret: Redacted.make("secret") }).pipe(
      Layer.provide([Layer.fresh(http), NodeServices.layer, reader])
    )
  ))

const streamed = Layer.succeed(Uploader.Transfer, "Streamed")

const calls: Array<unknown> = []

const application = FetchHttpClient.layer.pipe(
  Layer.provide(Layer.succeed(FetchHttpClient.Fetch, (...call) => {
    calls.push(call)
    return Promise.resolve(new Response())
  }))
)

const nativeFetch = Layer.provide(
  Layer.fresh(FetchHttpClient.layer),
  Layer.succeed(FetchHttpClient.Fetch, NodeTransport.fetch)
)

const { fetch, node, own, undici } = httpClients

const iterable = "HttpClient must send an async iterable with a known length"
const stream = "HttpClient must send a stream with a known length"

describe("a layer", () => {
  it.effect.each(
    [
      ["the Node reader and fetch", fetch, NodeFileReader.layer, iterable],
      ["the Node reader and node:http", node, NodeFileReader.layer, iterable],
      ["the Node reader and an application as fetch", application, NodeFileReader.layer, iterable],
      ["streams and fetch", fetch, streamed, stream],
      ["streams and fetch without copies", nativeFetch, streamed, stream]
    ] as const
  )("of %s is not built", ([, http, reader, rule]) =>
    Effect.gen(function*() {
      const error = yield* failureOf(build(http, reader))
      assert(TikTokError.isTikTokError(error) && error.reason._tag === "InvalidInput")
      assert.include(error.reason.message, rule)
      assert.isFalse(error.retryable)
    }))

  it.effect.each(
    [
      ["Node's transport", own, Layer.empty],
      ["the Node reader and Node's transport", own, NodeFileReader.layer],
      ["the Node reader and undici", undici, NodeFileReader.layer],
      ["streams and undici", undici, streamed],
      ["streams and node:http", node, streamed],
      ["streams and an application as fetch", application, streamed],
      ["fetch", fetch, Layer.empty],
      ["node:http", node, Layer.empty]
    ] as const
  )("of %s is built", ([, http, reader]) => build(http, reader))

  it.effect("does not call the caller's fetch when it is built", () =>
    Effect.gen(function*() {
      yield* build(application, streamed)
      assert.deepStrictEqual(calls, [])
    }))

  it.effect("of undici's client is not built on Bun, which has no undici", () =>
    Effect.gen(function*() {
      // What Bun's replacement for undici does with every request.
      const cause = new TypeError("dispatcher.request is not a function")
      const http = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) =>
          Effect.fail(
            new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
          )
        )
      )
      yield* build(http, Layer.empty)
      yield* Effect.acquireRelease(
        Effect.sync(() => Reflect.set(globalThis, "Bun", {})),
        () => Effect.sync(() => Reflect.deleteProperty(globalThis, "Bun"))
      )
      const { message } = yield* failureOf(build(http, Layer.empty))
      assert.include(message, "HttpClient must be one that this runtime has")
    }))
})
