import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { after, inWorld, published, pulled } from "./support/world.ts"

describe("Scheduler", () => {
  it.effect("publishes a post at its time, and not before", () =>
    inWorld(function*(fixture, { get, schedule, watch }) {
      const { id, state } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("3 hours") })
      assert.strictEqual(state, "Scheduled")
      yield* Effect.sleep("179 minutes")
      assert.deepStrictEqual(published(fixture), [])
      yield* Effect.sleep("2 minutes")
      assert.deepStrictEqual(published(fixture), ["a"])
      const post = yield* get(id)
      assert.strictEqual(post.state, "Published")
      assert.strictEqual(post.outcome?._tag, "Published")
      const events = yield* Stream.runCollect(watch(id))
      assert.deepStrictEqual(
        events.map((event) => event._tag === "StateChanged" ? event.state : event._tag),
        ["Scheduled", "Publishing", "Initialized", "StatusReceived", "StatusReceived", "Finished", "Published"]
      )
    }))
})
