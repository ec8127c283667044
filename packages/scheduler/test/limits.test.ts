import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { after, inWorld, published, pulled } from "./support/world.ts"

describe("the limits of a creator", () => {
  it.effect("spread posts of one time over minutes and days, as the results say", () =>
    inWorld(function*(fixture, { get, schedule }) {
      const at = yield* after("1 hour")
      const posts = yield* Effect.forEach(
        Array.from({ length: 17 }, (_, index) => `post ${index}`),
        (title) => schedule(fixture.creator, pulled(title), { key: title, at })
      )
      const minutes = posts.map(({ startsAt }) =>
        Math.floor((startsAt.epochMilliseconds - at.epochMilliseconds) / 60_000)
      )
      assert.deepStrictEqual(minutes, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1440, 1440])
      assert.deepStrictEqual(
        posts.map(({ moved }) => moved).filter((_, index) => index === 0 || index === 6 || index > 13),
        [
          undefined,
          "PerMinute",
          "PerMinute",
          "PerDay",
          "PerDay"
        ]
      )
      assert.isTrue(posts.every(({ dueAt }) => DateTime.Equivalence(dueAt, at)))
      yield* Effect.sleep("23 hours")
      assert.strictEqual(published(fixture).length, 15)
      yield* Effect.sleep("3 hours")
      assert.deepStrictEqual(published(fixture), posts.map(({ key }) => key))
      const states = yield* Effect.forEach(posts, ({ id }) => Effect.map(get(id), ({ state }) => state))
      assert.deepStrictEqual([...new Set(states)], ["Published"])
    }))

  it.effect("hold for overdue posts too", () =>
    inWorld(function*(fixture, { page, schedule }) {
      fixture.mock.faults.add({ effect: { kind: "status", status: 500 }, until: 10 * 3_600_000 })
      for (let index = 0; index < 9; index++) {
        yield* schedule(fixture.creator, pulled(`${index}`), {
          key: `${index}`,
          at: yield* after(`${index + 1} hours`)
        })
      }
      yield* Effect.sleep("15 hours")
      const begun = (yield* page({ creator: fixture.creator })).posts.map(({ startedAt }) =>
        startedAt?.epochMilliseconds ?? 0
      )
      assert.deepStrictEqual(published(fixture), ["0", "1", "2", "3", "4", "5", "6", "7", "8"])
      begun.forEach((time, index) => assert.isAbove(time - (begun[index - 6] ?? -Infinity), 60_000))
    }))

  it.effect("of the app pause every creator", () =>
    inWorld(function*(fixture, { get, health, schedule }) {
      fixture.mock.faults.add({
        match: { operation: "video.init" },
        effect: { kind: "code", code: "reached_active_user_cap" },
        times: 1
      })
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      yield* Effect.sleep("61 minutes")
      const { state, waits } = yield* get(id)
      assert.deepStrictEqual([state, waits?.for], ["Scheduled", "App"])
      const { isHealthy, paused } = yield* health
      assert.isFalse(isHealthy)
      assert.include(paused?.because ?? "", "reached_active_user_cap")
      yield* Effect.sleep("2 days")
      assert.deepStrictEqual(published(fixture), ["a"])
      assert.isTrue((yield* health).isHealthy)
    }))
})
