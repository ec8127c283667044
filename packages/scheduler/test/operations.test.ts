import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Metric, Stream } from "effect"
import { Scheduler } from "effect-tiktok-scheduler"
import { after, inWorld, pulled } from "./support/world.ts"

const keys = (posts: ReadonlyArray<{ readonly key: string }>) => posts.map(({ key }) => Number(key))

describe("operations", () => {
  it.effect("lists pages by creator, state and time, each post once and in order", () =>
    inWorld(function*(fixture, { cancel, list, page, schedule }) {
      for (let index = 0; index < 25; index++) {
        const post = yield* schedule(fixture.creator, pulled(`${index}`), {
          key: `${index}`,
          at: yield* after(`${index + 1} days`)
        })
        if (index % 5 === 0) yield* cancel(post.id)
      }
      const all = Array.from({ length: 25 }, (_, index) => index)
      assert.deepStrictEqual(keys(yield* Stream.runCollect(list())), all)
      const first = yield* page({}, { limit: 10 })
      const second = yield* page({}, { limit: 10, cursor: first.cursor })
      const third = yield* page({}, { limit: 10, cursor: second.cursor })
      assert.deepStrictEqual([first, second, third].flatMap(({ posts }) => keys(posts)), all)
      assert.isUndefined(third.cursor)
      const { posts } = yield* page({ creator: fixture.creator, states: ["Canceled"], from: yield* after("3 days") })
      assert.deepStrictEqual(keys(posts), [5, 10, 15, 20])
      assert.deepStrictEqual(keys((yield* page({ to: yield* after("3 days") })).posts), [0, 1])
    }))

  it.effect("tells whether posts are late, and why the app is paused", () =>
    inWorld(function*(fixture, { health, schedule }) {
      assert.deepInclude(yield* health, { isHealthy: true, due: 0, late: 0 })
      fixture.mock.faults.add({
        match: { operation: "creator.info" },
        effect: { kind: "status", status: 500 },
        until: 20_000_000
      })
      for (const key of ["a", "b"]) {
        yield* schedule(fixture.creator, pulled(key), { key, at: yield* after("1 hour") })
      }
      yield* Effect.sleep("75 minutes")
      const { due, isHealthy, late } = yield* health
      assert.isFalse(isHealthy)
      assert.include([1, 2], due)
      assert.strictEqual(late, due)
      yield* Effect.sleep("6 hours")
      assert.deepInclude(yield* health, { isHealthy: true, due: 0, late: 0 })
    }))

  it.effect("counts what has begun and ended, and how late", () =>
    inWorld(function*(fixture, { schedule }) {
      const counts = Effect.map(Metric.snapshot, (all) => {
        const of = (id: string, state?: string) =>
          all.find((metric) => metric.id === id && metric.attributes?.["state"] === state)
        const begun = of("tiktok_scheduler_begun_total")?.state
        const published = of("tiktok_scheduler_ended_total", "Published")?.state
        const lateness = of("tiktok_scheduler_lateness_seconds")?.state
        return [
          begun !== undefined && "count" in begun ? Number(begun.count) : 0,
          published !== undefined && "count" in published ? Number(published.count) : 0,
          lateness !== undefined && "count" in lateness ? Number(lateness.count) : 0
        ]
      })
      const before = yield* counts
      for (const key of ["a", "b"]) {
        yield* schedule(fixture.creator, pulled(key), { key, at: yield* after("1 hour") })
      }
      yield* Effect.sleep("2 hours")
      assert.deepStrictEqual((yield* counts).map((count, index) => count - (before[index] ?? 0)), [2, 2, 2])
    }))

  it.effect("removes what ended before the retention, and its key is free", () =>
    inWorld(function*(fixture, { find, get, schedule }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      yield* schedule(fixture.creator, pulled("b"), { key: "b", at: yield* after("30 days") })
      yield* Effect.sleep("6 days")
      assert.strictEqual((yield* get(id)).state, "Published")
      yield* Effect.sleep("2 days")
      assert.strictEqual((yield* Effect.flip(get(id))).reason._tag, "NotFound")
      assert.isUndefined(yield* find("a"))
      assert.strictEqual((yield* find("b"))?.state, "Scheduled")
      const again = yield* schedule(fixture.creator, pulled("other"), { key: "a", at: yield* after("1 hour") })
      assert.notStrictEqual(again.id, id)
    }, { layer: Scheduler.layerMemory({ retention: "7 days" }) }))

  it.effect("watches a post from its first event on, until only a person can continue it", () =>
    inWorld(function*(fixture, { cancel, schedule, watch }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      const watching = yield* Effect.forkChild(Stream.runCollect(watch(id)))
      yield* Effect.sleep("10 minutes")
      yield* cancel(id)
      const events = yield* Fiber.join(watching)
      assert.deepStrictEqual(events.map((event) => event._tag === "StateChanged" ? event.state : event._tag), [
        "Scheduled",
        "Canceled"
      ])
    }))
})
