import { assert, describe, it } from "@effect/vitest"
import { Clock, type Duration, Effect } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { get } from "node:https"
import { advanceUntil, layer, layerServer, MockServer, MockTikTok, NotReached } from "../src/effect.ts"

const askForCreator = (origin: string, token: string) =>
  HttpClientRequest.get(`${origin}/v2/creator_info/query/`).pipe(
    HttpClientRequest.bearerToken(token),
    HttpClient.execute,
    Effect.map(({ status }) => status)
  )

/** A worker that does one piece of work a minute, each with a request. */
const worker = (done: Array<number>) =>
  Effect.gen(function*() {
    const mock = yield* MockTikTok
    const { accessToken } = mock.control.issueToken()
    while (true) {
      yield* Effect.sleep("1 minute")
      yield* askForCreator("https://open.tiktokapis.com", accessToken)
      done.push(yield* Clock.currentTimeMillis)
    }
  })

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

describe("advanceUntil", () => {
  it.effect("advances the clock sleep by sleep until a condition holds, and no further", () =>
    Effect.gen(function*() {
      const done: Array<number> = []
      yield* Effect.forkChild(worker(done))
      yield* advanceUntil("three pieces of work", () => done.length === 3)
      assert.deepStrictEqual(done, [60_000, 120_000, 180_000])
      assert.strictEqual(yield* Clock.currentTimeMillis, 180_000)
      yield* advanceUntil("another", Effect.sync(() => done.length === 4))
      assert.strictEqual(yield* Clock.currentTimeMillis, 240_000)
      yield* advanceUntil("what holds already", Effect.succeed(true))
      assert.strictEqual(yield* Clock.currentTimeMillis, 240_000)
    }).pipe(Effect.provide(layer())))

  it.effect("advances for a program that waits for the mock", () =>
    Effect.gen(function*() {
      const { control, faults } = yield* MockTikTok
      const { accessToken } = control.issueToken()
      faults.add({ match: {}, effect: { kind: "delay", millis: 10_000 } })
      const fiber = yield* Effect.forkChild(askForCreator("https://open.tiktokapis.com", accessToken))
      yield* advanceUntil("the response", () => fiber.pollUnsafe() !== undefined)
      // On a busy machine the response arrives some steps of a second after its time.
      assert.isAtLeast(yield* Clock.currentTimeMillis, 10_000)
      assert.isAtMost(yield* Clock.currentTimeMillis, 60_000)
    }).pipe(Effect.provide(layer())))

  it.effect("says what did not happen, and in which time", () =>
    Effect.gen(function*() {
      const done: Array<number> = []
      yield* Effect.forkChild(worker(done))
      const error = yield* Effect.flip(
        advanceUntil("a thousand pieces of work", () => done.length === 1000, { within: "90 seconds" })
      )
      assert.instanceOf(error, NotReached)
      assert.strictEqual(
        error.message,
        "waited for a thousand pieces of work, but that did not happen within 1m 30s"
      )
      assert.strictEqual(yield* Clock.currentTimeMillis, 90_000)
      // A program in JavaScript may pass anything.
      const within: Duration.Input = JSON.parse("\"soon\"")
      const unusable = yield* Effect.flip(advanceUntil("it", () => false, { within }))
      assert.include(unusable.message, "`within` must be a duration")
    }).pipe(Effect.provide(layer())))

  it.effect("fails with the failure of the condition", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Effect.flip(advanceUntil("it", Effect.fail("broken"))), "broken")
    }).pipe(Effect.provide(layer())))

  it.live("needs the clock of a test", () =>
    Effect.gen(function*() {
      const { message } = yield* Effect.flip(advanceUntil("it", () => false))
      assert.strictEqual(message, "waited for it, but the current clock is no TestClock")
    }))
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
        get(`${url}/_mock/clock`, { ca: certificate?.pem }, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
        return promise
      })
      assert.strictEqual(status, 200)
    }).pipe(Effect.provide(layerServer({}, { https: true }))))
})
