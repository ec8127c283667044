import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type JournalOptions, makeJournal } from "../src/engine/Journal.ts"
import type { JournalMessage } from "../src/engine/JournalEntry.ts"
import type { Describe } from "../src/engine/requestLog.ts"
import { chunkHeaders, dataOf, inMemory, mp4, paths, pulled, singleChunk, T0, text } from "./support.ts"

const describeMessage: Describe<JournalMessage> = (request, { request: body }) => ({
  ...entry,
  request: { ...request, body, isCut: body !== request.body }
})

const journalOf = (options: Partial<JournalOptions<JournalMessage>> = {}) => {
  const journal = makeJournal({ describe: describeMessage, ...options })
  const see = (body?: string) => journal.record(messageOf(body), { request: body })
  return { ...journal, see }
}

const messageOf = (body?: string): JournalMessage => ({ headers: {}, body, bytes: body?.length ?? 0, isCut: false })

/** Texts of all lengths, some of them longer than half a page. */
const bodyOf = (index: number) => `${index} ö 🎬 ${"x".repeat(index % 7 === 0 ? 40_000 : index % 501)}`

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
  it.effect("tells what was asked, for which creator, and the result", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const response = yield* world.post(paths.video, pulled, { "user-agent": "walker/1" })
      assert.deepStrictEqual(world.mock.journal.entries(), [{
        id: "req_1",
        at: T0,
        method: "POST",
        path: paths.video,
        operation: "video.init",
        status: 200,
        logId: response.body.error.log_id ?? "",
        creator: world.mock.control.creators()[0]?.openId,
        publishId: text(dataOf(response), "publish_id"),
        code: "ok",
        fault: undefined,
        hint: undefined,
        notes: [],
        duration: 0,
        contentType: "application/json",
        userAgent: "walker/1",
        request: {
          headers: {
            authorization: "Bearer ***",
            "content-type": "application/json; charset=UTF-8",
            "user-agent": "walker/1"
          },
          body: JSON.stringify(pulled),
          bytes: JSON.stringify(pulled).length,
          isCut: false
        },
        response: {
          headers: { "content-type": "application/json; charset=UTF-8" },
          body: response.text.replace(/upload_token=[^"]*/, "upload_token=***"),
          bytes: response.text.length,
          isCut: false
        }
      }])
    }))

  it.effect("tells why a request was refused, in the words of the hint", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const response = yield* world.post(paths.video, {})
      const [refused] = world.mock.journal.find({ code: "invalid_request" })
      assert.strictEqual(refused?.hint, response.headers.get("x-mock-hint"))
      assert.strictEqual(refused?.hint, "post_info: is missing")
    }))

  it.effect("finds by fields or by a question", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.post(paths.video, pulled)
      yield* world.get(paths.creator)
      yield* world.get("/nowhere")
      assert.lengthOf(world.mock.journal.find({ operation: "creator.info", status: 200 }), 1)
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
    const journal = journalOf({ capacity: 2 })
    for (let index = 0; index < 3; index++) journal.see()
    assert.deepStrictEqual(journal.entries().map(({ id }) => id), ["req_2", "req_3"])
  })

  it("lets go of the oldest bodies first, and keeps their entries", () => {
    const journal = journalOf({ bodyCapacity: 10 })
    for (let index = 0; index < 3; index++) journal.see("1234567")
    assert.deepStrictEqual(journal.entries().map(({ request }) => request.body), [undefined, undefined, "1234567"])
    assert.deepStrictEqual(journal.entries().map(({ request }) => request.isCut), [true, true, false])
  })

  it("lets go of bodies that were read before, too", () => {
    const journal = journalOf({ bodyCapacity: 10 })
    journal.see("1234567")
    assert.deepStrictEqual(journal.entries()[0]?.request, messageOf("1234567"))
    journal.see("1234567")
    assert.deepStrictEqual(journal.entries()[0]?.request, { headers: {}, bytes: 7, isCut: true })
  })

  it.each([1, 3, 1_000])("keeps the right bodies when it has gone round with %i of them", (capacity) => {
    const journal = journalOf({ capacity, bodyCapacity: 300_000 })
    for (let index = 0; index < 2_500; index++) {
      journal.see(index % 5 === 0 ? undefined : bodyOf(index))
      if (index % 800 === 0) journal.entries()
    }
    const entries = journal.entries()
    const firstWithBody = entries.findIndex(({ request }) => request.body !== undefined)
    assert.lengthOf(entries, capacity)
    for (const { id, request } of entries.slice(Math.max(0, firstWithBody))) {
      const index = Number(id.slice("req_".length)) - 1
      assert.strictEqual(request.body, index % 5 === 0 ? undefined : bodyOf(index))
    }
    journal.clear()
    journal.see("after")
    assert.deepStrictEqual(journal.entries().map(({ request }) => request.body), ["after"])
  })

  it("describes only what is read, and that once", () => {
    let described = 0
    const journal = journalOf({
      describe: (seen, bodies) => {
        described++
        return describeMessage(seen, bodies)
      }
    })
    journal.see()
    journal.see()
    assert.strictEqual(described, 0)
    journal.entries()
    journal.entries()
    assert.strictEqual(described, 2)
  })

  it.effect("keeps the beginning of a long body, and counts what it does not keep", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const long = JSON.stringify({ post_info: { title: "x".repeat(5_000) } })
      yield* world.post(paths.video, long)
      const request = world.mock.journal.entries()[0]?.request
      assert.strictEqual(request?.body, long.slice(0, 4_096))
      assert.deepInclude(request, { bytes: long.length, isCut: true })
    }))

  it.effect("counts the bytes of an upload, which it does not keep", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const uploadUrl = text(dataOf(yield* world.post(paths.video, singleChunk(100))), "upload_url")
      yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))
      const [upload] = world.mock.journal.find({ operation: "upload" })
      assert.deepInclude(upload?.request, { body: undefined, bytes: 100 })
      assert.strictEqual(upload?.response?.headers["content-range"], "bytes 0-99/100")
    }))

  it.effect("tells what was asked even when a fault answers, and what the fault answered", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      world.mock.faults.add({ effect: { kind: "html" }, times: 1 })
      world.mock.faults.add({ effect: { kind: "reset" }, times: 1 })
      yield* world.post(paths.video, pulled)
      yield* Effect.promise(() => world.send(world.origin + paths.video, { method: "POST", body: "{}" }).catch(() => 0))
      const [html, reset] = world.mock.journal.entries()
      assert.strictEqual(html?.request.body, JSON.stringify(pulled))
      assert.include(html?.response?.body, "502 Bad Gateway")
      assert.strictEqual(reset?.request.body, "{}")
      assert.isUndefined(reset?.response)
    }))

  it.effect("lists what no route took", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.get(paths.creator)
      yield* world.get("/v2/creator/info/")
      yield* world.get(paths.video)
      yield* world.post("/v2/publish/", { caption: "sea" })
      assert.deepStrictEqual(world.mock.journal.unmatched().map(({ method, path }) => `${method} ${path}`), [
        "GET /v2/creator/info/",
        `GET ${paths.video}`,
        "POST /v2/publish/"
      ])
      assert.strictEqual(world.mock.journal.unmatched().at(-1)?.request.body, "{\"caption\":\"sea\"}")
    }))

  it("calls listeners with what is to come, until they leave, even when they throw", () => {
    const defects: Array<unknown> = []
    const journal = journalOf({ onDefect: (error) => defects.push(error) })
    const heard: Array<string> = []
    journal.on(() => {
      throw new Error("tired")
    })
    const leave = journal.on(({ id }) => heard.push(id))
    journal.see()
    leave()
    journal.see()
    assert.deepStrictEqual(heard, ["req_1"])
    assert.lengthOf(defects, 2)
  })
})

describe("journal.waitFor", () => {
  it.effect("resolves at once with what is there, and otherwise when it comes", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.get(paths.creator)
      const { journal } = world.mock
      assert.lengthOf(yield* Effect.promise(() => journal.waitFor({ operation: "creator.info" })), 1)
      const both = journal.waitFor({ operation: "creator.info" }, { count: 2 })
      yield* world.post(paths.video, pulled)
      yield* world.get(paths.creator)
      assert.lengthOf(yield* Effect.promise(() => both), 2)
    }))

  it.effect("rejects when time is up, with the nearest requests and what is wrong with them", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.get(paths.creator)
      yield* world.post(paths.video, {})
      const waiting = world.mock.journal.waitFor({ operation: "video.init", status: 200 }, { timeout: 1 })
      const message = yield* Effect.promise(() => waiting.catch((error: unknown) => String(error)))
      assert.strictEqual(
        message,
        "Error: waited for 1 of operation video.init, status 200, but the journal has 0\n"
          + `  req_2 POST ${paths.video} -> 400 invalid_request (video.init); status is 400, not 200\n`
          + `  req_1 GET ${paths.creator} -> 200 ok (creator.info); operation is creator.info, not video.init`
      )
    }))

  it.effect("rejects when the mock is disposed, or the caller aborts", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory()
      const enough = new AbortController()
      const aborted = mock.journal.waitFor({}, { signal: enough.signal }).catch(String)
      const disposed = mock.journal.waitFor({}).catch(String)
      enough.abort()
      assert.include(yield* Effect.promise(() => aborted), "there was no request at all")
      yield* Effect.promise(() => mock.dispose())
      assert.include(yield* Effect.promise(() => disposed), "disposed")
    }))
})

describe("journal.expect", () => {
  it.effect("gives what was expected, or lists the nearest requests", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { journal } = world.mock
      yield* world.get(paths.creator)
      yield* world.get(paths.creator)
      assert.lengthOf(journal.expect({ operation: "creator.info" }).times(2), 2)
      assert.lengthOf(journal.expect({ operation: "creator.info" }).atLeast(1), 2)
      journal.expect({ operation: "video.init" }).never()
      assert.throws(
        () => journal.expect({ operation: "creator.info" }).times(1),
        /expected 1 of operation creator\.info.* has 2/
      )
      assert.throws(() => journal.expect({ operation: "creator.info" }).never(), /expected none/)
      assert.throws(() => journal.expect(({ status }) => status === 500).atLeast(1), /req_2 GET .* -> 200 ok/)
    }))

  it.effect("claims what it has found, so that the rest can be looked at", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { journal } = world.mock
      yield* world.get(paths.creator)
      yield* world.post(paths.video, pulled)
      journal.expect({ operation: "creator.info" }).times(1)
      assert.deepStrictEqual(journal.unclaimed().map(({ operation }) => operation), ["video.init"])
      journal.clear()
      assert.isEmpty(journal.unclaimed())
    }))
})
