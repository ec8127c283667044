/** Node's `fetch` gets a chunk as a stream of views with its exact length, because it copies bytes several times. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Media, Uploader } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { createHash } from "node:crypto"
import { libraryAt, makeStores } from "../support/httpClients.ts"
import { video } from "../support/media.ts"
import { stubServer } from "../support/stubServer.ts"

const content = video(12_000_001)
const media = Media.bytes(content)

const upload = (url: string, http: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.gen(function*() {
    const { plan, upload } = yield* Uploader.Uploader
    const planned = yield* plan(media, 6_000_000)
    yield* Stream.runDrain(upload({ media, plan: planned, uploadUrl: Redacted.make(`${url}/upload`) }))
  }).pipe(Effect.provide(Layer.unwrap(Effect.map(makeStores, (stores) => libraryAt(url, http, stores)))))

describe("an upload through Node's fetch", () => {
  it.effect("arrives whole, unchunked, with the length of each chunk", () =>
    Effect.gen(function*() {
      const server = yield* stubServer(({ headers }, response) =>
        response.writeHead(headers["content-range"]?.includes("-12000000/") === true ? 201 : 206).end()
      )
      yield* upload(
        server.url,
        Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, NodeTransport.fetch))
      )
      const { arrived } = server
      assert.deepStrictEqual(arrived.map(({ headers }) => headers["content-length"]), ["6000000", "6000001"])
      assert.isTrue(arrived.every(({ headers }) => headers["transfer-encoding"] === undefined))
      const hash = createHash("sha256")
      for (const { body } of arrived) hash.update(Buffer.from(body, "latin1"))
      assert.strictEqual(hash.digest("hex"), createHash("sha256").update(content).digest("hex"))
    }))
})
