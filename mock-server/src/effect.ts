/**
 * The mock as Effect layers. Its time is the caller's `Clock`, so `TestClock.adjust("24 hours")` expires a token in the
 * client and in the mock.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { createMock } from "./createMock.ts"
import type { Mock, MockOptions } from "./Mock.ts"
import type { Listening, ListenOptions } from "./server/listen.ts"

/** The mock behind the current `HttpClient`, or behind the current server. */
export class MockTikTok extends Context.Service<MockTikTok, Mock>()("tiktok-mock-server/effect/MockTikTok") {}

/** A mock that listens on a port of this machine. */
export class MockServer extends Context.Service<MockServer, {
  /** Origin of the server, without a trailing slash. */
  readonly url: string
  readonly mock: Mock
  /** The certificate of an https server. */
  readonly certificate: Listening["certificate"]
}>()("tiktok-mock-server/effect/MockServer") {}

/** Options of the mock, without a clock. */
export type LayerOptions = Omit<MockOptions, "clock">

/** Provides a new mock, and an `HttpClient` that calls it in memory under TikTok's URLs. */
export const layer = (options: LayerOptions = {}): Layer.Layer<HttpClient.HttpClient | MockTikTok> =>
  FetchHttpClient.layer.pipe(
    Layer.provide(Layer.effect(FetchHttpClient.Fetch, Effect.map(MockTikTok, (mock) => mock.fetch))),
    Layer.provideMerge(layerMock(options))
  )

/** Provides a new mock that listens until the scope closes, on a free port by default. */
export const layerServer = (
  options: LayerOptions = {},
  listenOptions?: ListenOptions
): Layer.Layer<MockServer | MockTikTok> =>
  Layer.effect(
    MockServer,
    Effect.gen(function*() {
      const mock = yield* MockTikTok
      const { certificate, url } = yield* Effect.acquireRelease(
        Effect.promise(() => mock.listen(listenOptions)),
        (server) => Effect.promise(() => server.close())
      )
      return { url, mock, certificate }
    })
  ).pipe(Layer.provideMerge(layerMock(options)))

const layerMock = (options: LayerOptions): Layer.Layer<MockTikTok> =>
  Layer.effect(
    MockTikTok,
    Effect.gen(function*() {
      const clock = yield* Clock.Clock
      return yield* Effect.acquireRelease(
        Effect.sync(() => createMock({ ...options, clock: { now: () => clock.currentTimeMillisUnsafe() } })),
        (mock) => Effect.promise(() => mock.dispose())
      )
    })
  )
