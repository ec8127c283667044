/**
 * The mock as Effect layers. Its time is the caller's `Clock`, so `TestClock.adjust("24 hours")` expires a token in the
 * client and in the mock.
 */
import { Clock, Context, Data, Duration, Effect, Layer, Option } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
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
    Layer.provide(
      Layer.effect(FetchHttpClient.Fetch, Clock.clockWith((clock) => Effect.map(MockTikTok, fetchOf(clock))))
    ),
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
      watch(clock)
      return yield* Effect.acquireRelease(
        Effect.sync(() => createMock({ ...options, clock: { now: () => clock.currentTimeMillisUnsafe() } })),
        (mock) => Effect.promise(() => mock.dispose())
      )
    })
  )

// -----------------------------------------------------------------------------
// time
// -----------------------------------------------------------------------------

/** What `advanceUntil` waited for did not happen. */
export class NotReached extends Data.TaggedError("NotReached")<{
  /** What it waited for. */
  readonly what: string
  readonly because: string
}> {
  override get message(): string {
    return `waited for ${this.what}, but ${this.because}`
  }
}

/**
 * Advances the test's clock until a condition holds: from the end of one sleep to the end of the next, with time between
 * them for requests and other work of the event loop. For tests with a worker in the background. `what` is for the error,
 * such as "every post is published". Fails when the condition does not hold within a time on the test's clock.
 */
export const advanceUntil = <E = never, R = never>(
  what: string,
  condition: (() => boolean) | Effect.Effect<boolean, E, R>,
  options: {
    /** How long to wait, on the test's clock. @default "1 hour" */
    readonly within?: Duration.Input | undefined
  } = {}
): Effect.Effect<void, NotReached | E, R> =>
  Effect.gen(function*() {
    const clock = yield* Clock.Clock
    const within = Option.getOrUndefined(Duration.fromInput(options.within ?? "1 hour"))
    if (within === undefined) return yield* new NotReached({ what, because: "`within` must be a duration" })
    if (!("adjust" in clock)) return yield* new NotReached({ what, because: "the current clock is no TestClock" })
    const activity = watch(clock)
    const holds = Effect.isEffect(condition) ? condition : Effect.sync(condition)
    const end = clock.currentTimeMillisUnsafe() + Duration.toMillis(within)
    while (true) {
      for (let turns = 0; turns < turnsBefore(activity, clock); turns++) {
        if (yield* holds) return
        yield* turn
      }
      const now = clock.currentTimeMillisUnsafe()
      if (now >= end) {
        return yield* new NotReached({ what, because: `that did not happen within ${Duration.format(within)}` })
      }
      // Without a sleep, the program can wait for the mock, which reads the same clock.
      const next = Math.min(nextWake(activity) ?? now + 1000, end)
      // Sums of fractions can miss the end of a sleep, whole milliseconds do not.
      yield* TestClock.adjust(Math.max(1, Math.ceil(next - now)))
    }
  })

/** What happens on a clock. */
interface Activity {
  /** When each sleep ends. */
  readonly wakes: Set<{ readonly at: number }>
  /** Requests without a response. */
  inFlight: number
}

const activities = new WeakMap<Clock.Clock, Activity>()

/** Makes the clock of a test tell when its sleeps end, from now on. */
const watch = (clock: Clock.Clock): Activity => {
  const known = activities.get(clock)
  if (known !== undefined) return known
  const activity: Activity = { wakes: new Set(), inFlight: 0 }
  activities.set(clock, activity)
  if (!("adjust" in clock)) return activity
  const sleep = clock.sleep.bind(clock)
  Object.assign(clock, {
    sleep: (duration: Duration.Duration) =>
      Effect.suspend(() => {
        const wake = { at: clock.currentTimeMillisUnsafe() + Duration.toMillis(duration) }
        activity.wakes.add(wake)
        return Effect.ensuring(sleep(duration), Effect.sync(() => activity.wakes.delete(wake)))
      })
  })
  return activity
}

const fetchOf = (clock: Clock.Clock) => (mock: Mock): typeof fetch => {
  const activity = watch(clock)
  return (input, init) => {
    activity.inFlight++
    return mock.fetch(input, init).finally(() => activity.inFlight--)
  }
}

const nextWake = ({ wakes }: Activity): number | undefined =>
  wakes.size === 0 ? undefined : Math.min(...[...wakes].map(({ at }) => at))

/**
 * For how many turns the program must do nothing before the clock moves. A long sleep can be the time limit of work that
 * another thread does, and a request can wait for the clock itself.
 */
const turnsBefore = (activity: Activity, clock: Clock.Clock): number => {
  if (activity.inFlight > 0) return 100
  return (nextWake(activity) ?? 0) - clock.currentTimeMillisUnsafe() > 5000 ? 25 : 5
}

const turn = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 0)))
