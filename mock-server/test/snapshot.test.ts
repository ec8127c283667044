import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock, type Mock, type MockOptions, type ResetPart } from "../src/index.ts"
import { chunkHeaders, dataOf, DAY, inMemory, mp4, paths, pulled, sha256, singleChunk, T0, text } from "./support.ts"

/** Everything a client sees in a whole story: log in, initialize, upload, ask, refresh, be refused. */
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
      world.mock.faults.add({ match: { operation: "creator.info", nth: 2 }, effect: { kind: "html" } })
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

describe("a snapshot and its scenario", () => {
  it.effect("brings the rules of its scenario back, its own ones and those that come with the mock", () =>
    Effect.gen(function*() {
      const mine = { name: "mine", description: "One post a minute.", limits: { initsPerMinute: 1 } }
      const { mock } = yield* inMemory({ scenario: mine })
      const snapshot = mock.snapshot()
      mock.switchScenario("slow-moderation")
      assert.strictEqual(mock.settings().rules.limits.initsPerMinute, 6)
      const slow = mock.snapshot()
      mock.restore(snapshot)
      assert.strictEqual(mock.settings().rules.limits.initsPerMinute, 1)
      mock.restore(slow)
      assert.deepStrictEqual(mock.settings().rules.lifecycle, { mode: "after", millis: 900_000 })
      const other = yield* inMemory()
      assert.throws(() => other.mock.restore(snapshot), /no scenario "mine"/)
      assert.strictEqual(other.mock.settings().scenario.name, "happy")
    }))
})

describe("switchScenario", () => {
  it.effect("begins another world, with its rules and creators", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.post(paths.video, pulled)
      world.mock.switchScenario("private-account")
      assert.isEmpty(world.mock.control.posts())
      assert.lengthOf(world.mock.control.creators(), 1)
      world.mock.switchScenario("slow-moderation")
      const authorization = `Bearer ${world.mock.control.issueToken().accessToken}`
      yield* world.post(paths.video, pulled, { authorization })
      world.mock.clock.advance(60_000)
      assert.notStrictEqual(world.mock.control.posts()[0]?.stage, "published")
      world.mock.reset()
      assert.strictEqual(world.mock.settings().scenario.name, "slow-moderation")
    }))

  it.effect("keeps what the owner of the mock has said about rules", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory({ lifecycle: { mode: "manual" }, audited: false })
      mock.switchScenario("slow-moderation")
      assert.deepStrictEqual(mock.settings().rules.lifecycle, { mode: "manual" })
      assert.isFalse(mock.control.apps()[0]?.audited)
    }))

  it("knows the names of its scenarios only", () => {
    // What a caller without types can do.
    const scenario = JSON.parse("\"nowhere\"")
    assert.throws(() => createMock({ scenario }), /must be one of happy/)
  })
})

describe("onChange", () => {
  it.effect("tells once for what changes together, and nothing of what is only looked at", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { control, faults, mock } = { ...world.mock, mock: world.mock }
      let told = 0
      const leave = mock.onChange(() => told++)
      const afterwards = Effect.promise(() => Promise.resolve())
      const changes: ReadonlyArray<readonly [name: string, change: () => unknown]> = [
        ["token", () => control.issueToken()],
        ["app", () => control.updateApp({ audited: false })],
        ["fault", () => faults.add({ effect: { kind: "html" } })],
        ["faults", () => faults.clear()],
        ["clock", () => mock.clock.advance(1)],
        ["freeze", () => mock.clock.freeze()],
        ["reset", () => mock.reset()],
        ["webhooks", () => mock.webhooks.hold()]
      ]
      for (const [name, change] of changes) {
        told = 0
        change()
        yield* afterwards
        assert.strictEqual(told, 1, name)
      }
      told = 0
      control.posts()
      control.tokens()
      mock.journal.entries()
      mock.snapshot()
      yield* afterwards
      assert.strictEqual(told, 0)
      yield* world.get("/nowhere")
      assert.isAtLeast(told, 1)
      leave()
      told = 0
      yield* world.get("/nowhere")
      assert.strictEqual(told, 0)
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

  it.effect("asks a function for another seed", () =>
    Effect.gen(function*() {
      let count = 0
      const { mock } = yield* inMemory({ seed: () => String(count++) })
      const issue = () => mock.control.issueToken().accessToken
      const snapshot = mock.snapshot()
      const tokens = [issue()]
      mock.reset()
      tokens.push(issue())
      mock.restore(snapshot)
      tokens.push(issue())
      mock.reset(["tokens"])
      tokens.push(issue())
      assert.strictEqual(new Set(tokens).size, 4)
      assert.strictEqual(mock.settings().seed, "2")
    }))

  const parts: ReadonlyArray<readonly [part: ResetPart, isReset: (mock: Mock) => boolean]> = [
    ["posts", ({ control }) => control.posts().length === 0],
    ["tokens", ({ control }) => control.tokens().length === 0],
    ["creators", ({ control }) => control.creators().length === 2],
    ["apps", ({ control }) => control.apps()[0]?.audited === true],
    ["limits", ({ snapshot }) => snapshot().tables.windows.every(([, moments]) => moments.length === 0)],
    [
      "webhooks",
      ({ webhooks }) =>
        webhooks.deliveries().every(({ attempts }) => attempts.length === 0) && !webhooks.settings().isHeld
    ],
    ["faults", ({ faults }) => faults.list().length === 0],
    ["journal", ({ journal }) => journal.entries().length === 0],
    ["clock", ({ clock }) => clock.now() === T0],
    ["rules", ({ settings }) => !settings().rules.switches.strict]
  ]
  for (const [only] of parts) {
    it.effect(`begins ${only} anew, and nothing else`, () =>
      Effect.gen(function*() {
        const world = yield* inMemory({
          webhook: { url: "http://localhost/hooks", send: async () => ({ status: 200 }) }
        })
        const { mock } = world
        yield* world.post(paths.video, pulled)
        mock.control.createCreator({ username: "new" })
        mock.control.updateApp({ audited: false })
        mock.clock.advance(DAY / 2)
        yield* Effect.promise(() => mock.webhooks.deliver())
        mock.webhooks.hold()
        mock.changeRules({ switches: { strict: true } })
        mock.faults.add({ effect: { kind: "reset" } })
        assert.deepStrictEqual(parts.filter(([, isReset]) => isReset(mock)).map(([part]) => part), [])
        mock.reset([only])
        assert.deepStrictEqual(parts.filter(([, isReset]) => isReset(mock)).map(([part]) => part), [only])
      }))
  }

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
      const response = yield* Effect.promise(() =>
        world.send(text(data, "upload_url"), { method: "PUT", headers: chunkHeaders(0, 99, 100), body, duplex: "half" })
      )
      assert.strictEqual(response.status, 404)
      assert.isEmpty(world.mock.control.posts())
    }))
})
