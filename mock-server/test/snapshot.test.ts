import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock, type MockOptions } from "../src/index.ts"
import { chunkHeaders, dataOf, DAY, inMemory, mp4, paths, pulled, sha256, singleChunk, T0, text } from "./support.ts"

/** Everything a client sees in a whole story: log in, initialise, upload, ask, refresh, be refused. */
const story = (options: MockOptions) =>
  Effect.promise(async () => {
    const mock = createMock({ clock: { now: () => T0 }, ...options })
    const seen: Array<string> = []
    const send = async (url: string, init: RequestInit = {}) => {
      const response = await mock.fetch(url, init)
      const text = await response.text()
      seen.push(JSON.stringify([response.status, [...response.headers], text]))
      return text
    }
    const callback = await mock.control.consent(
      "https://www.tiktok.com/v2/auth/authorize/?client_key=mock-client-key&scope=video.publish&response_type=code"
        + "&redirect_uri=https%3A%2F%2Fyourdomain.com%2Fcallback"
    )
    seen.push(callback)
    const { accessToken } = mock.control.issueToken()
    const api = "https://open.tiktokapis.com"
    const headers = { authorization: `Bearer ${accessToken}` }
    const init = JSON.parse(
      await send(api + paths.video, { method: "POST", headers, body: JSON.stringify(singleChunk(100)) })
    )
    await send(init.data.upload_url, { method: "PUT", headers: chunkHeaders(0, 99, 100), body: mp4(100) })
    mock.clock.advance(5_000)
    await send(api + paths.status, {
      method: "POST",
      headers,
      body: JSON.stringify({ publish_id: init.data.publish_id })
    })
    await send(api + paths.video, { method: "POST", headers, body: "{}" })
    await send(`${api}/nowhere`)
    seen.push(JSON.stringify(mock.journal.entries()))
    return seen
  })

describe("determinism", () => {
  it.effect("gives the same bytes for the same seed, clock and calls", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* story({ seed: "a" }), yield* story({ seed: "a" }))
    }))

  it.effect("gives other ids for another seed", () =>
    Effect.gen(function*() {
      assert.notDeepEqual(yield* story({ seed: "a" }), yield* story({ seed: "b" }))
    }))
})

describe("snapshot", () => {
  it.effect("is plain JSON, and brings back posts, tokens, limits, faults and time", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, pulled))
      for (let index = 0; index < 5; index++) yield* world.post(paths.video, pulled)
      world.mock.faults.add({ match: { operation: "creator", nth: 2 }, effect: { kind: "html" } })
      yield* world.get(paths.creator)
      const stored = JSON.stringify(world.mock.snapshot())

      world.mock.clock.advance(2 * DAY)
      world.mock.control.failPost(text(data, "publish_id"), "spam")
      world.mock.faults.clear()
      world.mock.restore(JSON.parse(stored))

      assert.strictEqual(world.mock.clock.now(), T0)
      assert.strictEqual(world.mock.control.post(text(data, "publish_id"))?.stage, "fetching")
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 429)
      assert.strictEqual((yield* world.get(paths.creator)).status, 502)
      assert.strictEqual((yield* world.get(paths.creator)).status, 200)
    }))

  it.effect("goes on in another mock with the same next bytes", () =>
    Effect.gen(function*() {
      const first = yield* inMemory({ seed: "a" })
      yield* first.post(paths.video, pulled)
      const snapshot = first.mock.snapshot()
      const second = yield* inMemory({ seed: "a" })
      second.mock.restore(snapshot)
      const next = yield* first.post(paths.video, pulled)
      const same = yield* second.post(paths.video, pulled, { authorization: `Bearer ${first.token}` })
      assert.strictEqual(same.text, next.text)
    }))

  it.effect("is a copy: what happens later does not reach it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const before = world.mock.snapshot()
      const text = JSON.stringify(before)
      yield* world.post(paths.video, pulled)
      world.mock.restore(before)
      yield* world.post(paths.video, pulled)
      assert.strictEqual(JSON.stringify(before), text)
    }))

  it.effect("carries an upload on from the confirmed byte, without a hash it could not have", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "immediate" } })
      const size = 10_000_000
      const plan = { source: "FILE_UPLOAD", video_size: size, chunk_size: size / 2, total_chunk_count: 2 }
      const data = dataOf(yield* world.post(paths.video, { ...pulled, source_info: plan }))
      const send = (first: number, last: number) =>
        world.put(text(data, "upload_url"), mp4(size).slice(first, last + 1), chunkHeaders(first, last, size))
      yield* send(0, size / 2 - 1)
      const snapshot = world.mock.snapshot()
      yield* send(size / 2, size - 1)
      assert.strictEqual(world.mock.control.posts()[0]?.sha256, sha256(mp4(size)))
      world.mock.restore(snapshot)
      assert.strictEqual((yield* send(size / 2, size - 1)).status, 200)
      assert.deepInclude(world.mock.control.posts()[0], { stage: "published", sha256: undefined })
    }))

  it.effect("is refused when its version is unknown", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const snapshot = JSON.parse(JSON.stringify({ ...world.mock.snapshot(), version: 2 }))
      assert.throws(() => world.mock.restore(snapshot), /version 2/)
    }))
})

describe("reset", () => {
  it.effect("begins anew: state, ids, clock, faults and journal", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.post(paths.video, pulled)
      world.mock.clock.advance(DAY)
      world.mock.faults.add({ effect: { kind: "reset" } })
      world.mock.control.updateApp({ audited: false })
      world.mock.reset()
      assert.isEmpty(world.mock.control.posts())
      assert.isEmpty(world.mock.faults.list())
      assert.isEmpty(world.mock.journal.entries())
      assert.strictEqual(world.mock.clock.now(), T0)
      assert.isTrue(world.mock.control.apps()[0]?.audited)
      assert.strictEqual((yield* world.get(paths.creator)).status, 401)
      assert.strictEqual(world.mock.control.issueToken().accessToken, world.token)
    }))

  it.effect("lets go of an upload that is under way", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const body = new ReadableStream<Uint8Array>({
        pull: (stream) => {
          world.mock.reset()
          stream.enqueue(mp4(100))
          stream.close()
        }
      })
      const answer = yield* Effect.promise(() =>
        world.send(text(data, "upload_url"), { method: "PUT", headers: chunkHeaders(0, 99, 100), body, duplex: "half" })
      )
      assert.strictEqual(answer.status, 404)
      assert.isEmpty(world.mock.control.posts())
    }))
})
