import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Post } from "effect-tiktok"
import { after, inWorld, published, pulled } from "./support/world.ts"

describe("a scheduled post", () => {
  it.effect("is one post for one key", () =>
    inWorld(function*(fixture, { reschedule, schedule }) {
      const at = yield* after("1 hour")
      const first = yield* schedule(fixture.creator, pulled("a"), { key: "a", at })
      assert.deepStrictEqual(yield* schedule(fixture.creator, pulled("a"), { key: "a", at }), first)
      const moved = yield* reschedule(first.id, yield* after("2 hours"))
      assert.deepStrictEqual(yield* schedule(fixture.creator, pulled("a"), { key: "a", at }), moved)
      yield* Effect.sleep("3 hours")
      // A job that repeats late gets the outcome.
      const { state } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at })
      assert.strictEqual(state, "Published")
      assert.deepStrictEqual(published(fixture), ["a"])
    }))

  it.effect("is one post, although many calls with its key arrive at once", () =>
    inWorld(function*(fixture, { schedule }) {
      const at = yield* after("1 hour")
      const posts = yield* Effect.forEach(
        Array.from({ length: 10 }),
        () => schedule(fixture.creator, pulled("a"), { key: "a", at }),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(posts.map(({ id }) => id)).size, 1)
    }))

  it.effect("moves", () =>
    inWorld(function*(fixture, { get, reschedule, schedule }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      yield* reschedule(id, yield* after("5 hours"))
      yield* Effect.sleep("4 hours")
      assert.deepStrictEqual(published(fixture), [])
      yield* reschedule(id, yield* after("10 minutes"))
      yield* Effect.sleep("30 minutes")
      assert.strictEqual((yield* get(id)).state, "Published")
    }))

  it.effect("stays canceled", () =>
    inWorld(function*(fixture, { cancel, reschedule, retry, schedule }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      assert.strictEqual((yield* cancel(id)).state, "Canceled")
      assert.strictEqual((yield* cancel(id)).state, "Canceled")
      yield* Effect.sleep("2 hours")
      assert.deepStrictEqual(published(fixture), [])
      for (const effect of [reschedule(id, yield* after("1 hour")), retry(id)]) {
        assert.strictEqual((yield* Effect.flip(effect)).reason._tag, "WrongState")
      }
    }))

  it.effect("can no longer be changed while it is published", () =>
    inWorld(function*(fixture, { cancel, get, reschedule, retry, schedule }) {
      fixture.mock.faults.add({
        match: { operation: "status" },
        effect: { kind: "status", status: 500 },
        until: 2 * 3_600_000
      })
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      yield* Effect.sleep("61 minutes")
      assert.strictEqual((yield* get(id)).state, "Publishing")
      for (const effect of [cancel(id), reschedule(id, yield* after("1 hour")), retry(id)]) {
        const { reason } = yield* Effect.flip(effect)
        assert.deepInclude(reason, { _tag: "AlreadyPublishing", field: "state", id })
      }
      yield* Effect.sleep("3 hours")
      assert.strictEqual((yield* get(id)).state, "Published")
      assert.deepStrictEqual(published(fixture), ["a"])
    }))

  it.effect("is tried again with other settings after TikTok gave up on it", () =>
    inWorld(function*(fixture, { get, retry, schedule }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      yield* Effect.sleep("2 hours")
      const failed = yield* get(id)
      assert.deepStrictEqual([failed.state, failed.problem?.rule], ["Failed", "internal"])
      fixture.mock.changeRules({ lifecycle: { mode: "polls", count: 1 } })
      yield* retry(id, { post: pulled("b") })
      yield* Effect.sleep("10 minutes")
      assert.strictEqual((yield* get(id)).state, "Published")
      assert.deepStrictEqual(published(fixture), ["b"])
    }, { mock: { lifecycle: { mode: "polls", count: 1, failReason: "internal" } } }))

  it.effect("of one creator waits for no other creator", () =>
    inWorld(function*(fixture, { page, schedule }) {
      const at = yield* after("1 hour")
      yield* schedule(Post.CreatorId.make("nobody"), pulled("a"), { key: "a", at })
      yield* schedule(fixture.creator, pulled("b"), { key: "b", at })
      yield* Effect.sleep("2 hours")
      assert.deepStrictEqual((yield* page()).posts.map(({ key, state }) => [key, state]), [["a", "AwaitingLogin"], [
        "b",
        "Published"
      ]])
    }))
})
