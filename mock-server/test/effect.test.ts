import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { get } from "node:https"
import { layer, layerServer, MockServer, MockTikTok } from "../src/effect.ts"

const askForCreator = (origin: string, token: string) =>
  HttpClientRequest.get(`${origin}/v2/creator_info/query/`).pipe(
    HttpClientRequest.bearerToken(token),
    HttpClient.execute,
    Effect.map(({ status }) => status)
  )

describe("layer", () => {
  it.effect("answers an HttpClient in memory, under TikTok's own address", () =>
    Effect.gen(function*() {
      const mock = yield* MockTikTok
      const { accessToken } = mock.control.issueToken()
      assert.strictEqual(yield* askForCreator("https://open.tiktokapis.com", accessToken), 200)
      assert.lengthOf(mock.journal.find({ operation: "creator.info" }), 1)
    }).pipe(Effect.provide(layer())))

  it.effect("takes its time from the caller's clock: a day expires a token", () =>
    Effect.gen(function*() {
      const mock = yield* MockTikTok
      const { accessToken, expiresAt } = mock.control.issueToken()
      assert.strictEqual(expiresAt, 86_400_000)
      yield* TestClock.adjust("24 hours")
      assert.strictEqual(yield* askForCreator("https://open.tiktokapis.com", accessToken), 401)
    }).pipe(Effect.provide(layer())))

  it.effect("gives each use a mock of its own, with its options", () =>
    Effect.gen(function*() {
      const mock = yield* MockTikTok
      assert.strictEqual(mock.control.apps()[0]?.audited, false)
    }).pipe(Effect.provide(layer({ scenario: "unaudited-app" }))))
})

describe("layerServer", () => {
  it.effect("listens on a free port of this machine until the scope closes", () =>
    Effect.gen(function*() {
      const url = yield* Effect.gen(function*() {
        const { mock, url } = yield* MockServer
        const { accessToken } = mock.control.issueToken()
        assert.strictEqual(yield* askForCreator(url, accessToken), 200)
        yield* TestClock.adjust("24 hours")
        assert.strictEqual(yield* askForCreator(url, accessToken), 401)
        return url
      }).pipe(Effect.provide(layerServer()))
      assert.strictEqual((yield* Effect.exit(askForCreator(url, "x")))._tag, "Failure")
    }).pipe(Effect.provide(FetchHttpClient.layer)))

  it.effect("listens over https when that is wanted", () =>
    Effect.gen(function*() {
      const { certificate, url } = yield* MockServer
      assert.match(url, /^https:/)
      const status = yield* Effect.promise(() => {
        const { promise, reject, resolve } = Promise.withResolvers<number | undefined>()
        get(`${url}/_mock/clock`, { ca: certificate?.pem }, (answer) => resolve(answer.resume().statusCode))
          .on("error", reject)
        return promise
      })
      assert.strictEqual(status, 200)
    }).pipe(Effect.provide(layerServer({}, { https: true }))))
})
