import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Schedule } from "effect"
import { Media, Post } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import * as Mock from "tiktok-mock-server/effect"
import { programFile } from "../support/programs.ts"
import { logIn, type RunnerSetup, startRunner } from "../support/schedulerProcess.ts"
import { layerPostgres, postgresDatabase, postgresServer } from "../support/servers.ts"

const creators = ["mara", "noor", "otto", "pia", "quin", "rosa"].map((name) => Post.CreatorId.make(name))

/** A database and a mock with creators who have logged in, and what a runner needs to know. */
const place = Effect.gen(function*() {
  const { mock, url } = yield* Mock.MockServer
  const database = yield* postgresDatabase
  const credentials = yield* logIn(mock, layerPostgres(database), creators)
  return { mock, setup: { database, mock: url, ...credentials, takeOver: 12_000 } }
})

const startTwo = (setup: Omit<RunnerSetup, "port">) => {
  const runner = startRunner(programFile("schedulerWorker"), setup)
  return Effect.all([runner, runner], { concurrency: "unbounded" })
}

const layerMock = Mock.layerServer({ lifecycle: { mode: "polls", count: 1 } })

/** Schedules three posts for each creator, and waits until a condition holds for all posts. */
const scheduleAll = Effect.gen(function*() {
  const { schedule } = yield* Scheduler.Scheduler
  const start = yield* DateTime.now
  for (let index = 0; index < 3; index++) {
    const at = DateTime.add(start, { seconds: 3 + 2 * index })
    for (const creator of creators) {
      const title = `${creator} ${index}`
      const media = Media.url("https://verified-domain.com/a.mp4")
      yield* schedule(creator, { _tag: "Video", media, privacyLevel: "SELF_ONLY", title }, { key: title, at })
    }
  }
})

const until = (holds: (states: ReadonlyArray<string>) => boolean) =>
  Scheduler.Scheduler.use(({ page }) => page({}, { limit: 100 })).pipe(
    Effect.map(({ posts }) => posts.map(({ state }) => state)),
    Effect.repeat({ until: holds, schedule: Schedule.spaced("200 millis") })
  )

// A kill while an init is under way leaves an outcome that nobody knows.
const isOver = (states: ReadonlyArray<string>) => states.every((state) => state === "Published" || state === "Unknown")
const isUnderWay = (states: ReadonlyArray<string>) =>
  states.includes("Publishing") && states.filter((state) => state === "Published").length >= 2

/** Does what a person does: looks for each post with an unknown outcome, and lets those be published that are not there. */
const settleUnknown = (mock: Mock.MockServer["Service"]["mock"]) =>
  Effect.gen(function*() {
    const { page, retry, settle } = yield* Scheduler.Scheduler
    const { posts } = yield* page({ states: ["Unknown"] }, { limit: 100 })
    for (const { id, key } of posts) {
      const isThere = mock.control.posts().some(({ caption }) => caption === key)
      yield* settle(id, isThere ? "Published" : "NotPublished")
      if (!isThere) yield* retry(id)
    }
    yield* until((states) => states.every((state) => state === "Published"))
    return posts.map(({ creator }) => creator)
  })

/** Each post once, and those of a creator in order, unless a person had to decide. */
const assertOrder = (mock: Mock.MockServer["Service"]["mock"], settled: ReadonlyArray<Post.CreatorId> = []) => {
  const captions = mock.control.posts().map(({ caption }) => caption)
  assert.sameMembers(captions, creators.flatMap((creator) => [0, 1, 2].map((index) => `${creator} ${index}`)))
  for (const creator of creators.filter((creator) => !settled.includes(creator))) {
    const own = captions.filter((caption) => caption.startsWith(creator))
    assert.deepStrictEqual(own, own.toSorted())
  }
}

describe.skipIf(!postgresServer.isThere)("two runners of a scheduler", () => {
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    it.live(`publish every post once and in order when one of them gets ${signal}`, () =>
      Effect.gen(function*() {
        const { mock, setup } = yield* place
        const runners = yield* startTwo(setup)
        const settled = yield* Effect.gen(function*() {
          yield* scheduleAll
          yield* until(isUnderWay)
          yield* runners[0].signal(signal)
          yield* runners[0].ended
          yield* until(isOver)
          return yield* settleUnknown(mock)
        }).pipe(Effect.provide(Scheduler.layerClusterClient().pipe(Layer.provide(layerPostgres(setup.database)))))
        assertOrder(mock, settled)
      }).pipe(Effect.provide(layerMock)))
  }

  it.live("publish nothing twice when one of them is paused beyond its lease", () =>
    Effect.gen(function*() {
      const { mock, setup } = yield* place
      const runners = yield* startTwo(setup)
      yield* Effect.gen(function*() {
        yield* scheduleAll
        yield* until(isUnderWay)
        yield* runners[0].signal("SIGSTOP")
        yield* Effect.sleep("20 seconds")
        yield* runners[0].signal("SIGCONT")
        yield* until(isOver)
      }).pipe(Effect.provide(Scheduler.layerClusterClient().pipe(Layer.provide(layerPostgres(setup.database)))))
      assertOrder(mock)
    }).pipe(Effect.provide(layerMock)))
})
