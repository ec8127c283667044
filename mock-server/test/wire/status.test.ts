import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, DAY, inMemory, mp4, paths, pulled, singleChunk, text, type World } from "../support.ts"

const begin = (world: World, path: string = paths.video, body: object = pulled) =>
  Effect.map(world.post(path, body), (response) => text(dataOf(response), "publish_id"))

const ask = (world: World, publish_id: string) => Effect.map(world.post(paths.status, { publish_id }), dataOf)

describe("status", () => {
  it.effect("gives post ids of 19 digits that no number can hold", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "immediate" } })
      const postId = text(yield* ask(world, yield* begin(world)), "publiclyAvailablePostId")
      assert.match(postId, /^\d{19}$/)
      assert.isAbove(Number(postId), Number.MAX_SAFE_INTEGER)
    }))

  it.effect("stays PROCESSING while bytes are missing", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "polls", count: 0 } })
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const publishId = text(data, "publish_id")
      world.mock.clock.advance(DAY / 2)
      assert.deepStrictEqual(yield* ask(world, publishId), { status: "PROCESSING" })
    }))

  it.effect("counts polls, and only those that are asked for", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "polls", count: 2 } })
      const publishId = yield* begin(world)
      const statuses: Array<unknown> = []
      for (let poll = 0; poll < 4; poll++) {
        world.mock.control.posts()
        statuses.push((yield* ask(world, publishId))["status"])
      }
      assert.deepStrictEqual(statuses, ["PROCESSING", "POSTING", "POSTED", "POSTED"])
    }))

  it.effect("waits for a person when posts are settled by hand", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "manual" } })
      const [good, bad] = [yield* begin(world), yield* begin(world)]
      world.mock.clock.advance(DAY / 2)
      assert.strictEqual((yield* ask(world, good))["status"], "PROCESSING")
      world.mock.control.completePost(good)
      world.mock.control.failPost(bad, "file_format_check_failed")
      assert.strictEqual((yield* ask(world, good))["status"], "POSTED")
      assert.deepStrictEqual(yield* ask(world, bad), { status: "FAILED", fail_reason: "file_format_check_failed" })
      assert.throws(() => world.mock.control.completePost("stranger"), /no post stranger/)
    }))

  it.effect("makes every post fail when the life cycle says so", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "immediate", failReason: "spam_risk" } })
      assert.deepStrictEqual(yield* ask(world, yield* begin(world)), { status: "FAILED", fail_reason: "spam_risk" })
    }))

  it.effect("publishes a file that was really uploaded", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, singleChunk(1_000)))
      yield* world.put(text(data, "upload_url"), mp4(1_000), chunkHeaders(0, 999, 1_000))
      world.mock.clock.advance(3_000)
      assert.strictEqual((yield* ask(world, text(data, "publish_id")))["status"], "POSTED")
    }))
})
