import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeJournal } from "../src/engine/Journal.ts"
import { chunkHeaders, dataOf, inMemory, mp4, paths, pulled, singleChunk, T0, text } from "./support.ts"

const entry = {
  at: 0,
  method: "GET",
  path: "/",
  operation: "unknown",
  status: 200,
  logId: "1",
  notes: [],
  duration: 0
}

describe("journal", () => {
  it.effect("tells what was asked, for whom, and what became of it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const answer = yield* world.post(paths.video, pulled)
      assert.deepStrictEqual(world.mock.journal.entries(), [{
        id: "req_1",
        at: T0,
        method: "POST",
        path: paths.video,
        operation: "video.init",
        status: 200,
        logId: answer.body.error.log_id ?? "",
        creator: world.mock.control.creators()[0]?.openId,
        publishId: text(dataOf(answer), "publish_id"),
        code: "ok",
        fault: undefined,
        hint: undefined,
        notes: [],
        duration: 0
      }])
    }))

  it.effect("tells why a request was refused, in the words of the hint", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const answer = yield* world.post(paths.video, {})
      const [refused] = world.mock.journal.find({ code: "invalid_request" })
      assert.strictEqual(refused?.hint, answer.headers.get("x-mock-hint"))
      assert.strictEqual(refused?.hint, "post_info: Missing key")
    }))

  it.effect("finds by fields or by a question", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.post(paths.video, pulled)
      yield* world.get(paths.creator)
      yield* world.get("/nowhere")
      assert.lengthOf(world.mock.journal.find({ operation: "creator", status: 200 }), 1)
      assert.lengthOf(world.mock.journal.find({ operation: "unknown" }), 1)
      assert.lengthOf(world.mock.journal.find(({ method }) => method === "GET"), 2)
      world.mock.journal.clear()
      assert.isEmpty(world.mock.journal.entries())
    }))

  it.effect("holds no token, secret, code or upload token", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const secrets = [world.token, "mock-client-secret"]
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const uploadUrl = text(data, "upload_url")
      secrets.push(new URL(uploadUrl).searchParams.get("upload_token") ?? "")
      yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))
      yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))
      const { refreshToken } = world.mock.control.issueToken()
      secrets.push(refreshToken)
      const body = { client_key: "mock-client-key", client_secret: "mock-client-secret", grant_type: "refresh_token" }
      yield* world.post(paths.token, { ...body, refresh_token: refreshToken })
      yield* world.post(paths.token, { ...body, refresh_token: refreshToken })
      yield* world.get(`/callback?code=secret-code&state=x`)
      secrets.push("secret-code")
      const journal = JSON.stringify(world.mock.journal.entries())
      for (const secret of secrets) {
        assert.isNotEmpty(secret)
        assert.notInclude(journal, secret)
      }
    }))

  it("forgets the oldest requests first", () => {
    const journal = makeJournal(2)
    for (let index = 0; index < 3; index++) journal.record(entry)
    assert.deepStrictEqual(journal.entries().map(({ id }) => id), ["req_2", "req_3"])
  })
})
