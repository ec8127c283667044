import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Redacted } from "effect"
import { Auth, Contract, Publisher, TikTok } from "effect-tiktok"
import { once } from "node:events"
import { createServer, request as forward } from "node:http"
import { createMock } from "tiktok-mock-server"
import * as Mock from "tiktok-mock-server/effect"
import { over, throughProxy } from "./clients.ts"
import * as Fixture from "./mock.ts"

/** A proxy for plain requests, which it counts. */
const proxying = Effect.acquireRelease(
  Effect.promise(async () => {
    const asked: Array<string> = []
    const server = createServer((incoming, response) => {
      asked.push(incoming.url ?? "")
      // The test's mock has a name that only the proxy knows.
      const url = new URL(incoming.url ?? "")
      const { headers, method = "GET" } = incoming
      const outgoing = forward({ port: url.port, method, path: url.pathname + url.search, headers }, (proxied) => {
        response.writeHead(proxied.statusCode ?? 502, proxied.headers)
        proxied.pipe(response)
      })
      incoming.pipe(outgoing)
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the proxy has no port")
    return { asked, server, url: `http://127.0.0.1:${address.port}` }
  }),
  ({ server }) =>
    Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
)

describe("HTTP clients", () => {
  it.live("go through a proxy", () =>
    Effect.gen(function*() {
      const { url } = yield* Mock.MockServer
      const { asked, url: proxy } = yield* proxying
      const options = {
        contract: Contract.live,
        clientKey: "mock-client-key",
        clientSecret: Redacted.make("mock-client-secret"),
        baseUrl: url.replace("127.0.0.1", "mock.test")
      }
      yield* Effect.gen(function*() {
        const creator = yield* Fixture.creator
        const publisher = yield* Publisher.Publisher
        const outcome = yield* publisher.publish(creator, {
          _tag: "Video",
          media: Fixture.mp4,
          privacyLevel: "SELF_ONLY"
        })
        assert.strictEqual(outcome._tag, "Published")
      }).pipe(Effect.provide(throughProxy(options, proxy)))
      assert.isTrue(asked.some((path) => path.startsWith("http://mock.test:") && path.endsWith("/video/init/")))
    }).pipe(
      Effect.scoped,
      Effect.provide(Mock.layerServer({ lifecycle: { mode: "immediate" }, allowHosts: ["mock.test"] }))
    ))

  it.effect("take another fetch", () =>
    Effect.gen(function*() {
      const mock = createMock()
      const seen: Array<string> = []
      const fetch: typeof globalThis.fetch = (input, init) => {
        seen.push(new Request(input).url)
        return mock.fetch(input, init)
      }
      const services = TikTok.layerMemory({
        contract: Contract.live,
        clientKey: "mock-client-key",
        clientSecret: Redacted.make("mock-client-secret")
      })
      yield* Auth.Auth.use(({ clientToken }) => clientToken).pipe(
        Effect.provide(Layer.provide(services, [over(fetch), FileSystem.layerNoop({})]))
      )
      assert.deepStrictEqual(seen, ["https://open.tiktokapis.com/v2/oauth/token/"])
    }))
})
