import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Auth, Media, Post, Publisher, StatusPoller, type TikTok, type TikTokError, Uploader } from "effect-tiktok"
import { FetchHttpClient } from "effect/http"
import { failureOf } from "../support/failureOf.ts"
import { clientNames, creator, httpClients, libraryAt, makeStores } from "../support/httpClients.ts"
import { stubServer } from "../support/stubServer.ts"

const media = Media.bytes(new Uint8Array(1000))
const post = Post.video({ media, privacyLevel: "SELF_ONLY" })

type Call = (url: string) => Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services>

const status: Call = () => StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p")))

const calls: ReadonlyArray<readonly [string, Call]> = [
  ["a status call", status],
  ["a refresh", () => Auth.Auth.use((auth) => auth.refresh(creator))],
  // For a pull, some may mean an accepted post: see initResponses.test.ts.
  ["an init", () => Publisher.Publisher.use((publisher) => publisher.publish(creator, post, { key: "post" }))],
  ["a chunk", (url: string) =>
    Uploader.Uploader.use((uploader) =>
      Stream.runDrain(uploader.upload({
        media,
        plan: { size: 1000, chunkSize: 1000, chunkCount: 1 },
        uploadUrl: Redacted.make(`${url}/upload?token=secret`)
      }))
    )]
]

const statuses = [301, 302, 303, 307, 308]

const table = clientNames.flatMap((client) =>
  calls.flatMap(([name, call]) => statuses.map((status) => ({ client, name, call, status })))
)

describe("a redirect", () => {
  it.effect.each(table)(
    "with $status of $name through $client is not followed, and the error names its target",
    ({ call, client, status }) =>
      Effect.gen(function*() {
        const other = yield* stubServer((_request, response) => response.writeHead(200).end())
        const server = yield* stubServer((_request, response) =>
          response.writeHead(status, { location: `http://user:pass@${other.host}/elsewhere?token=secret#part` }).end()
        )
        const library = libraryAt(server.url, httpClients[client], yield* makeStores)
        const error = yield* failureOf(Effect.provide(call(server.url), library))
        assert(error.reason._tag === "Redirected", error.message)
        assert.strictEqual(error.reason.status, status)
        assert.strictEqual(error.reason.location, `${other.host}/elsewhere`)
        assert.isFalse(error.retryable)
        assert.strictEqual(other.arrived.length, 0)
        assert.strictEqual(server.arrived.length, 1)
      })
  )

  it.effect("without a target, or to a target that is no web address, names none", () =>
    Effect.gen(function*() {
      for (const location of [undefined, "javascript:token", "http://[", "data:,secret"]) {
        const server = yield* stubServer((_request, response) =>
          response.writeHead(302, location === undefined ? {} : { location }).end()
        )
        const library = libraryAt(server.url, httpClients.undici, yield* makeStores)
        const { reason } = yield* failureOf(Effect.provide(status(""), library))
        assert(reason._tag === "Redirected")
        assert.isUndefined(reason.location)
      }
    }))

  it.effect("hidden by a browser is still a redirect", () =>
    Effect.gen(function*() {
      const hidden = Layer.succeed(FetchHttpClient.Fetch, () => Promise.resolve(Response.error()))
      const library = libraryAt(
        "http://127.0.0.1",
        Layer.provide(Layer.fresh(FetchHttpClient.layer), hidden),
        yield* makeStores
      )
      const { message, reason } = yield* failureOf(Effect.provide(status(""), library))
      assert(reason._tag === "Redirected", message)
      assert.isUndefined(reason.status)
    }))
})

describe("the options of fetch", () => {
  it.effect.each(["layer", "call"] as const)(
    "for a %s are kept, except for redirects",
    (place) =>
      Effect.gen(function*() {
        const seen: Array<RequestInit | undefined> = []
        const fetch = Layer.succeed(FetchHttpClient.Fetch, (_input, init) => {
          seen.push(init)
          return Promise.resolve(new Response(null, { status: 500 }))
        })
        const settings = FetchHttpClient.RequestInit.of({ credentials: "omit", redirect: "follow" })
        const layerSettings = Layer.succeed(FetchHttpClient.RequestInit, settings)
        const http = Layer.provide(
          Layer.fresh(FetchHttpClient.layer),
          place === "layer" ? Layer.merge(fetch, layerSettings) : fetch
        )
        const library = libraryAt("http://127.0.0.1", http, yield* makeStores)
        const call = status("")
        yield* failureOf(Effect.provide(
          place === "call" ? Effect.provideService(call, FetchHttpClient.RequestInit, settings) : call,
          library
        ))
        assert.deepInclude(seen[0], { credentials: "omit", redirect: "manual" })
      })
  )
})
