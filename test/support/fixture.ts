import * as NodeServices from "@effect/platform-node/NodeServices"
import { Clock, Duration, Effect, Fiber, Layer, Redacted, type Scope, Stream } from "effect"
import { type Checkpoint, Contract, Post, type Quota, TikTok, type TokenStore } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { createMock, type Mock, type MockOptions, type Operation } from "tiktok-mock-server"
import { tokensOf } from "./tokensOf.ts"

/** How client and mock are connected. In memory there is no socket, no `Content-Length` and no broken connection. */
export const transports = ["memory", "socket"] as const
export type Transport = typeof transports[number]

/** The contract of client and mock. */
export type ContractName = Contract.Contract["name"]

/** A combination of contract and transport. */
export interface Setting {
  readonly contract: ContractName
  readonly transport: Transport
}

export const contractNames = ["catalog", "live"] as const satisfies ReadonlyArray<ContractName>

/** Every combination. Suites that hold for both contracts run in each. */
export const settings: ReadonlyArray<Setting> = contractNames.flatMap((contract) =>
  transports.map((transport) => ({ contract, transport }))
)

const contracts = { catalog: Contract.catalog, live: Contract.live }

/** The names and fields that each contract uses for the same facts. */
export const terms = {
  catalog: {
    serverFault: "internal_server_error",
    overloaded: "service_unavailable",
    loginOverloaded: "service_unavailable",
    rateLimited: "too_many_requests",
    tokenRejected: "unauthorized",
    requestRejected: "invalid_request",
    notAVideo: "Unsupported video codec",
    namesPrivatePosts: true,
    profile: "creator.info",
    profilePath: "/v2/creator_info/query/",
    /** Operations whose responses have no envelope. */
    bareResponses: new Set<Operation>(),
    unknownPublish: "RequestRejected",
    published: "POSTED",
    postIds: "publiclyAvailablePostId",
    redirectMismatch: "GrantRejected",
    challengeQuery: (_verifier: string): object => ({})
  },
  live: {
    serverFault: "internal_error",
    overloaded: "internal_error",
    loginOverloaded: "server_error",
    rateLimited: "rate_limit_exceeded",
    tokenRejected: "access_token_invalid",
    requestRejected: "invalid_params",
    notAVideo: "file_format_check_failed",
    namesPrivatePosts: false,
    profile: "user.info",
    profilePath: "/v2/user/info/",
    bareResponses: new Set<Operation>(["token.exchange", "token.refresh"]),
    unknownPublish: "PublishIdRejected",
    published: "PUBLISH_COMPLETE",
    postIds: "publicaly_available_post_id",
    redirectMismatch: "RequestRejected",
    // Lower-case hex, where RFC 7636 has base64url (tiktok-live, section 1).
    challengeQuery: (verifier: string): object => ({
      code_challenge: createHash("sha256").update(verifier).digest("hex"),
      code_challenge_method: "S256"
    })
  }
} as const satisfies { readonly [Name in ContractName]: unknown }

/** One mock with a client, for one test. */
export interface Fixture {
  readonly mock: Mock
  /** The URL of the mock. In memory, TikTok's own host. */
  readonly url: string
  /** The creator that most tests publish for, already logged in. */
  readonly creator: Post.CreatorId
  /** How many requests wait for a response. */
  readonly inFlight: () => number
  /** When the next sleep on the test's clock ends, in milliseconds. */
  readonly nextWake: () => number
  /** The options of the library and the HTTP client of the mock, for tests that compose the library themselves. */
  readonly options: TikTok.MemoryOptions
  readonly http: Layer.Layer<HttpClient.HttpClient>
  /** The whole library, connected to the mock. */
  readonly layer: Layer.Layer<
    TikTok.Services | TokenStore.TokenStore | Checkpoint.CheckpointStore | Quota.Quota | NodeServices.NodeServices
  >
}

/** The posts that are on the profile or in the inbox. */
export const delivered = ({ mock }: Pick<Fixture, "mock">) =>
  mock.control.posts().filter(({ stage }) => stage === "published" || stage === "in-inbox")

/** Creates a fixture on the test's clock. */
export const makeFixture = Effect.fnUntraced(function*(
  setting: Transport | Setting,
  options: {
    readonly mock?: MockOptions | undefined
    readonly client?: Partial<TikTok.MemoryOptions> | undefined
    readonly scopes?: Parameters<Mock["control"]["issueToken"]>[0]
  } = {}
) {
  const { contract, transport } = typeof setting === "string"
    ? { contract: "catalog", transport: setting } as const
    : setting
  const clock = yield* Clock.Clock
  const nextWake = watchSleeps(clock)
  const mock = createMock({
    lifecycle: { mode: "polls", count: 2 },
    clock: { now: () => clock.currentTimeMillisUnsafe() },
    ...options.mock
  })
  const url = transport === "memory"
    ? "https://open.tiktokapis.com"
    : yield* Effect.map(
      Effect.acquireRelease(Effect.promise(() => mock.listen()), (server) => Effect.promise(() => server.close())),
      (server) => server.url
    )
  const token = mock.control.issueToken({ contract, ...options.scopes })
  const creator = Post.CreatorId.make(token.openId)
  const [app] = mock.control.apps()
  let inFlight = 0
  // A range response is read once, as a stream.
  const counted = (response: HttpClientResponse.HttpClientResponse) => {
    const stream = Stream.ensuring(
      Stream.onStart(response.stream, Effect.sync(() => inFlight++)),
      Effect.sync(() => inFlight--)
    )
    return Object.defineProperty(response, "stream", { value: stream })
  }
  const http = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.transform((reply) =>
        Effect.suspend(() => {
          inFlight++
          return Effect.ensuring(
            Effect.flatMap(reply, (response) =>
              "range" in response.request.headers ? Effect.succeed(counted(response)) : arrived(response)),
            Effect.sync(() =>
              inFlight--
            )
          )
        })
      )
    )
  ).pipe(Layer.provide(
    transport === "memory"
      ? FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, mock.fetch)))
      : NodeTransport.layer
  ))
  const memory: TikTok.MemoryOptions = {
    contract: contracts[contract],
    baseUrl: transport === "memory" ? undefined : url,
    clientKey: app?.clientKeys[0] ?? "",
    clientSecret: Redacted.make(app?.clientSecret ?? ""),
    tokens: [
      tokensOf(creator, token)
    ],
    ...options.client
  }
  const layer = TikTok.layerMemory(memory).pipe(
    Layer.provideMerge(NodeServices.layer),
    Layer.provide(http),
    Layer.orDie
  )
  return { mock, url, creator, inFlight: () => inFlight, nextWake, options: memory, http, layer } satisfies Fixture
})

/** The same response with its whole body read. A body that breaks off stays broken. */
const arrived = (response: HttpClientResponse.HttpClientResponse) =>
  Effect.orElseSucceed(
    Effect.map(response.arrayBuffer, (body) =>
      HttpClientResponse.fromWeb(
        response.request,
        new Response(body.byteLength === 0 ? null : body, { status: response.status, headers: response.headers })
      )),
    () => response
  )

/**
 * Joins a fiber that waits on the test's clock. Whenever nothing else happens, the clock jumps to the end of the next sleep.
 * Otherwise requests would time out that are merely slow on this machine.
 */
export const join = Effect.fnUntraced(
  function*<A, E>({ inFlight, nextWake }: Pick<Fixture, "inFlight" | "nextWake">, fiber: Fiber.Fiber<A, E>) {
    let quiet = 0
    while (fiber.pollUnsafe() === undefined) {
      yield* turn
      quiet = inFlight() === 0 && computing === 0 && !isReading() ? quiet + 1 : 0
      // Sums of fractions can miss the end of a sleep, whole milliseconds do not.
      const wait = Math.ceil(nextWake() - (yield* Clock.currentTimeMillis))
      if (quiet < (wait <= SHORT_MILLIS ? 30 : 300)) continue
      quiet = 0
      // Without a sleep, the fiber can wait for the mock, which reads the same clock.
      yield* TestClock.adjust(wait === Infinity ? "1 second" : Math.max(1, wait))
    }
    return yield* Fiber.join(fiber)
  }
)

// A fiber that is not waiting needs some turns of the event loop for its next step.
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

// A longer sleep can be the time limit of something that is in progress, such as a call to a store.
const SHORT_MILLIS = 5_000

/** Makes the test's clock tell when the next sleep on it ends, in milliseconds. */
export const watchSleeps = (clock: Clock.Clock): () => number => {
  const wakes = new Set<{ readonly at: number }>()
  const sleep = clock.sleep.bind(clock)
  // A live test has the clock of all tests.
  if (!("adjust" in clock)) return () => Infinity
  Object.assign(clock, {
    sleep: (duration: Duration.Duration) =>
      Effect.suspend(() => {
        const wake = { at: clock.currentTimeMillisUnsafe() + Duration.toMillis(duration) }
        wakes.add(wake)
        return Effect.ensuring(sleep(duration), Effect.sync(() => wakes.delete(wake)))
      })
  })
  return () => Math.min(...[...wakes].map(({ at }) => at))
}

/** Whether this process reads or writes a file. */
const isReading = () => process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"))

// WebCrypto works in another thread.
let computing = 0
const { subtle } = globalThis.crypto
for (const name of ["decrypt", "digest", "encrypt", "importKey", "sign", "verify"] as const) {
  const compute: (...args: Array<any>) => Promise<unknown> = subtle[name].bind(subtle)
  Object.assign(subtle, {
    [name]: (...args: ReadonlyArray<unknown>) => {
      computing++
      return compute(...args).finally(() => computing--)
    }
  })
}

/** Runs an effect on the fixture, and lets the test's clock jump while it waits. */
export const run = <A, E>(
  fixture: Fixture,
  effect: Effect.Effect<A, E, Layer.Success<Fixture["layer"]>>
): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.forkChild(Effect.provide(effect, fixture.layer)), (fiber) => join(fixture, fiber))

/** What a program on a fixture may use. */
type Services = Layer.Success<Fixture["layer"]> | Scope.Scope

/** Makes a fixture, and runs a program on it in a scope. */
export const inFixture = <F extends Fixture, E, R, A>(
  made: Effect.Effect<F, E, R>,
  program: (fixture: F) => Generator<Effect.Effect<unknown, object, Services>, A, never>
): Effect.Effect<A, E | object, R> =>
  Effect.flatMap(made, (fixture) => run(fixture, Effect.scoped(Effect.gen(() => program(fixture)))))
