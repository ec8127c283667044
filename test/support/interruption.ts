import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Schedule, Stream } from "effect"
import {
  Checkpoint,
  type Outcome,
  type Post,
  Publisher,
  Quota,
  TikTok,
  TokenLock,
  TokenStore,
  Uploader
} from "effect-tiktok"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { existsSync, readdirSync, readlinkSync } from "node:fs"
import { ServerResponse } from "node:http"
import { join, makeFixture, type Setting } from "./fixture.ts"
import { sha256, smallestChunk, videoFile } from "./media.ts"
import { withClaims } from "./withClaims.ts"

/** A kind of publish, and its outcome. */
export interface Kind {
  /** The bytes of the uploaded file. Empty where TikTok pulls the media. */
  readonly bytes: Uint8Array
  readonly post: (path: string) => Post.Post
  readonly ends: Outcome.Outcome["_tag"]
}

/** A publish under a key whose checkpoints outlive each run of the library, as they outlive a process. */
export const makeJourney = Effect.fnUntraced(function*(setting: Setting, kind: Kind) {
  const fixture = yield* makeFixture(setting, { mock: { lifecycle: { mode: "polls", count: 1 } } })
  const requests = yield* openRequests
  const store = yield* Checkpoint.makeMemory
  const path = yield* videoFile(kind.bytes)
  return { kind, path, requests, setting, store, fixture }
}, Effect.provide(NodeServices.layer))

export type Journey = Effect.Success<ReturnType<typeof makeJourney>>

/** The library of one run, with an effect before and after each request and each checkpoint. */
const libraryOf = ({ setting, store, fixture: { http, options } }: Journey, step: Effect.Effect<void>) => {
  const stepping = <A, E, R>(effect: Effect.Effect<A, E, R>) => step.pipe(Effect.andThen(effect), Effect.tap(step))
  return TikTok.layer(options).pipe(
    Layer.provide([
      TokenStore.layerMemory(options.tokens),
      TokenLock.layerMemory,
      Quota.layerMemory(),
      Layer.succeed(
        Checkpoint.CheckpointStore,
        withClaims(store, ({ write }) => ({ write: (checkpoint) => stepping(write(checkpoint)) }))
      ),
      Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, HttpClient.transform(stepping)))
    ]),
    Layer.provide([http, NodeServices.layer]),
    Layer.orDie,
    Layer.merge(Layer.succeed(Uploader.Transfer, setting.transport === "socket" ? "Streamed" : "Buffered"))
  )
}

/** One run: it resumes or starts the publish. The library stays alive afterwards, so the run must close everything itself. */
const start = Effect.fnUntraced(function*(journey: Journey, step: Effect.Effect<void>) {
  const { kind, path, store, fixture } = journey
  const library = yield* Layer.build(libraryOf(journey, step))
  const publish = Effect.gen(function*() {
    const publisher = yield* Publisher.Publisher
    const found = yield* store.get("key")
    const isOpen = found !== undefined && found.outcome === undefined
    assert.deepStrictEqual((yield* publisher.pending).map(({ key }) => key), isOpen ? ["key"] : [])
    const schedule = Schedule.spaced("1 second")
    if (found !== undefined) return yield* publisher.resume("key", { schedule })
    const options = { key: "key", chunkSize: smallestChunk, schedule }
    const last = yield* publisher.publishStream(fixture.creator, kind.post(path), options).pipe(
      Stream.tap(() => step),
      Stream.runLast
    )
    return Option.isSome(last) && last.value._tag === "Finished" ? last.value.outcome : assert.fail("no outcome")
  })
  return yield* Effect.forkChild(Effect.provide(publish, library))
})

/**
 * Runs until the outcome, or until a step: before or after a request, before or after a checkpoint is stored, or at an
 * event. Returns the outcome, if there is one, and the number of steps.
 */
export const runUntil = Effect.fnUntraced(function*(journey: Journey, last: number) {
  const running: { fiber?: Fiber.Fiber<Outcome.Outcome, unknown> } = {}
  let steps = 0
  const step = Effect.suspend(() => {
    if (++steps === last) running.fiber?.interruptUnsafe()
    return Effect.yieldNow
  })
  const fiber = yield* start(journey, step)
  running.fiber = fiber
  const exit = yield* Effect.exit(join(journey.fixture, fiber))
  yield* assertQuiet(journey)
  return { steps, outcome: steps < last ? yield* exit : undefined }
}, Effect.scoped)

/** Runs to the end. */
export const finish = (journey: Journey) =>
  Effect.flatMap(
    runUntil(journey, Infinity),
    ({ outcome, steps }) =>
      outcome === undefined ? Effect.die(new Error("no outcome")) : Effect.succeed({ outcome, steps })
  )

/** Interrupts a run while its n-th request waits for a response. */
export const runUntilHanging = Effect.fnUntraced(function*(journey: Journey, nth: number) {
  const { mock } = journey.fixture
  const fault = mock.faults.add({ match: { nth }, effect: { kind: "hang" } })
  const fiber = yield* start(journey, Effect.void)
  const joining = yield* Effect.forkChild(Effect.exit(join(journey.fixture, fiber)))
  yield* eventually("the request arrives", () => mock.faults.list()[0]?.hits === 1)
  yield* turn
  fiber.interruptUnsafe()
  // The init of a post that publishes by itself ends only with its time limit.
  yield* eventually("the run ends", () => fiber.pollUnsafe() !== undefined, TestClock.adjust("1 second"))
  yield* Fiber.join(joining)
  yield* assertQuiet(journey)
  yield* eventually("the mock sees the client leave", () => mock.journal.find({ fault }).length === 1)
  mock.faults.clear()
}, Effect.scoped)

/** Asserts that a run leaves nothing running. */
const assertQuiet = Effect.fnUntraced(function*({ path, requests, fixture }: Journey) {
  assert.strictEqual(fixture.inFlight(), 0)
  yield* eventually("the mock sees every connection end", () => requests() === 0)
  yield* eventually("the file is closed", () => openFiles(path) === 0)
})

/** Asserts that the mock has the whole post once. */
export const assertPostedWhole = ({ kind, fixture }: Journey) => {
  const posts = fixture.mock.control.posts()
  const [post, ...others] = posts.filter(({ stage }) => stage === "published" || stage === "in-inbox")
  assert(post !== undefined)
  assert.deepStrictEqual(others, [])
  // Uploads that never ended are no posts.
  if (kind.bytes.length === 0) assert.strictEqual(posts.length, 1)
  else assert.strictEqual(post.sha256, sha256(kind.bytes))
  return post
}

const turn = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))

/** Waits for an event in real time, such as the end of a connection. */
const eventually = Effect.fnUntraced(function*(
  what: string,
  holds: () => boolean,
  meanwhile: Effect.Effect<void> = Effect.void
) {
  // On a busy machine, an event may take seconds.
  const until = performance.now() + 60_000
  while (!holds() && performance.now() < until) yield* Effect.andThen(turn, meanwhile)
  assert.isTrue(holds(), what)
})

const channel = "http.server.request.start"

/** How many requests the servers of this process have neither answered nor seen disconnect. */
const openRequests = Effect.acquireRelease(
  Effect.sync(() => {
    const open = new Set<ServerResponse>()
    const onStart = (message: unknown): void => {
      const response = typeof message === "object" && message !== null && "response" in message && message.response
      if (!(response instanceof ServerResponse)) return
      open.add(response)
      response.once("close", () => open.delete(response))
    }
    subscribe(channel, onStart)
    return { open, onStart }
  }),
  ({ onStart }) => Effect.sync(() => unsubscribe(channel, onStart))
).pipe(Effect.map(({ open }) => () => open.size))

/** How many descriptors of a file this process has open, or 0 without /proc. */
const openFiles = (path: string): number =>
  existsSync(descriptors) ? readdirSync(descriptors).filter((descriptor) => targetOf(descriptor) === path).length : 0

const descriptors = "/proc/self/fd"

// The descriptor that lists the folder is closed before it is read.
const targetOf = (descriptor: string): string | undefined => {
  try {
    return readlinkSync(`${descriptors}/${descriptor}`)
  } catch {
    return undefined
  }
}
