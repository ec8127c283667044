import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Media, Publisher, TokenStore, Uploader } from "effect-tiktok"
import { acceptingServer } from "../support/acceptingServer.ts"
import { failureOf } from "../support/failureOf.ts"
import { clientNames, creator, httpClients, libraryAt, makeStores, photos } from "../support/httpClients.ts"
import { tokensOf } from "../support/tokensOf.ts"

const withToken = (accessToken: string) =>
  TokenStore.TokenStore.use((store) =>
    store.set(
      tokensOf(creator, { accessToken })
    )
  )

const publish = Publisher.Publisher.use((publisher) => publisher.publish(creator, photos, { key: "post" }))

const illegal = [
  "act.one\n",
  "\nact.one",
  "act.one–two",
  "act\0one",
  "act\rone",
  "act\r\nx: y",
  " act.one",
  "act.one ",
  "act.é",
  "act.\x7f"
]

describe.each(clientNames)("through %s", (client) => {
  it.effect.each(illegal)(
    "the access token %j is refused before anything is sent, and the key is free",
    (accessToken) =>
      Effect.gen(function*() {
        const stores = yield* makeStores
        const server = yield* acceptingServer
        const library = libraryAt(server.url, httpClients[client], stores)
        yield* Effect.provide(withToken(accessToken), Layer.succeedContext(stores))
        const { message, reason } = yield* failureOf(Effect.provide(publish, library))
        assert(reason._tag === "InvalidInput", message)
        assert.strictEqual(reason.message, "accessToken must be a valid HTTP header value")
        assert.strictEqual(server.inits(), 0)
        yield* Effect.provide(withToken("act.one!4567.va"), Layer.succeedContext(stores))
        const outcome = yield* Effect.provide(publish, library)
        assert.strictEqual(outcome._tag, "Published")
      })
  )

  it.effect("with an invalid upload URL is refused", () =>
    Effect.gen(function*() {
      const library = libraryAt("http://127.0.0.1:1", httpClients[client], yield* makeStores)
      const upload = Uploader.Uploader.use((uploader) =>
        Stream.runDrain(uploader.upload({
          media: Media.bytes(new Uint8Array(10)),
          plan: { size: 10, chunkSize: 10, chunkCount: 1 },
          uploadUrl: Redacted.make("not a URL")
        }))
      )
      const { message } = yield* failureOf(Effect.provide(upload, library))
      assert.include(message, "must be a URL")
    }))
})

describe("a port that fetch refuses", () => {
  it.effect("is refused in a base URL", () =>
    Effect.gen(function*() {
      const library = libraryAt("http://127.0.0.1:6000", httpClients.fetch, yield* makeStores)
      const { reason } = yield* failureOf(Effect.provide(publish, library))
      assert.strictEqual(reason.message, "baseUrl must be a URL with a port that the HTTP client goes to")
    }))
})
