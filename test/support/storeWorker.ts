/**
 * A process that publishes its orders over a store that it shares with others. On request it pauses itself (SIGSTOP)
 * before a step: before a call to the store or TikTok, before the result arrives, and in the middle of a body.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Context, DateTime, Duration, Effect, Exit, Layer, Logger, Redacted, Schedule, Stream } from "effect"
import {
  Checkpoint,
  Contract,
  Media,
  Post,
  Publisher,
  Quota,
  RecordStore,
  TikTok,
  TikTokError,
  TokenLock,
  TokenStore,
  Uploader
} from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import { writeSync } from "node:fs"
import { flushCompileCache } from "node:module"
import { createInterface } from "node:readline"
import { layerRecords } from "./layerRecords.ts"
import { smallestChunk } from "./media.ts"
import type { End, Line, Order, Setup } from "./storeProtocol.ts"

const setup: Setup = JSON.parse(process.argv[2] ?? "")
const creator = Post.CreatorId.make(setup.creator)

// Written at once, because the process may pause next.
const say = (line: Line): void => void writeSync(1, `${JSON.stringify(line)}\n`)

let steps = 0
let stopAt: number | undefined
let asks = 0
const step = (name: string) =>
  Effect.sync(() => {
    if (++steps !== stopAt) return
    say({ _tag: "Stopping", step: name })
    process.kill(process.pid, "SIGSTOP")
  })

const between = <A, E, R>(name: string, self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  step(`${name} leaves`).pipe(Effect.andThen(self), Effect.tap(step(`${name} is answered`)))

const stepping = (store: RecordStore.RecordStore["Service"]): RecordStore.RecordStore["Service"] => ({
  get: (name) => between("a read", store.get(name)),
  put: (name, expected, entry) => between("a write", store.put(name, expected, entry)),
  remove: (name, expected) => between("a removal", store.remove(name, expected)),
  list: store.list
})

const records = Layer.effect(
  RecordStore.RecordStore,
  Layer.build(layerRecords(setup.place)).pipe(
    // On a busy machine, a start may take longer than the store's timeout.
    Effect.retry({ times: 5 }),
    Effect.map((context) => stepping(Context.get(context, RecordStore.RecordStore)))
  )
)

/** Pauses after part of a body has left, and before the last piece leaves. */
const inPieces = (request: HttpClientRequest.HttpClientRequest): HttpClientRequest.HttpClientRequest => {
  const { body } = request
  if (body._tag !== "Stream") return request
  let left = body.contentLength ?? 0
  let count = 0
  const pieces = Stream.tap(body.stream, ({ length }) => {
    left -= length
    if (left <= 0) return step("the last piece leaves")
    return ++count === 2 ? step("a piece leaves") : Effect.void
  })
  return HttpClientRequest.setBody(request, HttpBody.stream(pieces, body.contentType, body.contentLength))
}

const http = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) =>
    client.pipe(
      HttpClient.mapRequest(inPieces),
      HttpClient.transform((reply, request) => {
        const whole = Effect.tap(reply, (response) => Effect.ignore(response.text))
        const { pathname } = new URL(request.url)
        // The number of status calls depends on the machine. The first stands for all.
        return pathname.includes("/status/") && asks++ > 0 ? whole : between(`${request.method} ${pathname}`, whole)
      })
    ))
).pipe(Layer.provide(NodeTransport.layer))

// Limits do not concern the store, and would delay so many posts of one creator.
const unlimited = Quota.Quota.of({
  take: () => Effect.succeed({ giveBack: Effect.void }),
  usage: () => Effect.succeed([]),
  nextSlot: () => Effect.succeed(Duration.zero),
  pause: () => Effect.void,
  reset: () => Effect.void
})

const services = TikTok.layer({
  contract: setup.contract === "live" ? Contract.live : Contract.catalog,
  baseUrl: setup.baseUrl,
  clientKey: "unused",
  clientSecret: Redacted.make("unused"),
  timeout: "10 seconds"
}).pipe(
  Layer.provide([
    TokenStore.layerMemory([
      new TokenStore.Tokens({
        creator,
        accessToken: Redacted.make(setup.accessToken),
        expiresAt: DateTime.makeUnsafe(Date.now() + 86_400_000),
        scopes: []
      })
    ]),
    TokenLock.layerMemory,
    Layer.succeed(Quota.Quota, unlimited),
    Checkpoint.layer({
      encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))],
      lease: Duration.millis(setup.lease)
    }).pipe(Layer.provide(records)),
    http
  ]),
  Layer.provide([NodeServices.layer, Logger.layer([]), Layer.succeed(Uploader.Transfer, "Streamed")])
)

const postOf = ({ key, kind }: Order): Post.Post => {
  const shown = { title: key, privacyLevel: "SELF_ONLY" } as const
  switch (kind) {
    case "upload":
      return Post.video({ media: Media.file(setup.file), ...shown })
    case "pull":
      return Post.video({ media: Media.url("https://verified-domain.com/a.mp4"), ...shown })
  }
}

const failureOf = (error: TikTokError.TikTokError): End => ({
  _tag: "Failure",
  reason: error.reason._tag,
  message: error.message,
  publishId: error.publishId,
  record: error.reason._tag === "StoreFailed" ? error.reason.record : undefined
})

const endOf = <A extends End>(exit: Exit.Exit<A, TikTokError.TikTokError>): End => {
  if (Exit.isSuccess(exit)) return exit.value
  const error = Cause.squash(exit.cause)
  return error instanceof TikTokError.TikTokError
    ? failureOf(error)
    : { _tag: "Defect", message: Cause.pretty(exit.cause) }
}

const publish = (order: Order) =>
  Publisher.Publisher.use(({ publish }) =>
    publish(creator, postOf(order), {
      key: order.key,
      chunkSize: smallestChunk,
      schedule: Schedule.spaced("50 millis"),
      deadline: "20 seconds"
    })
  ).pipe(
    Effect.map((outcome): End => ({ _tag: "Outcome", outcome })),
    Effect.exit,
    Effect.map((exit) => say({ _tag: "Ended", key: order.key, end: endOf(exit), steps }))
  )

const orders = Stream.fromAsyncIterable(createInterface(process.stdin), String).pipe(
  Stream.map((line): Order => JSON.parse(line))
)

await Effect.gen(function*() {
  // Who is killed keeps nothing of it for the next.
  flushCompileCache()
  yield* Effect.sync(() => say({ _tag: "Ready" }))
  yield* Stream.runForEach(orders, (order) => {
    steps = 0
    asks = 0
    stopAt = order.stopAt
    return Effect.forkChild(publish(order))
  })
}).pipe(Effect.provide(services), Effect.runPromise)
process.exit()
