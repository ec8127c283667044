import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { FaultEffect, Operation } from "../../src/index.ts"
import {
  type Body,
  chunkHeaders,
  dataOf,
  inMemory,
  mp4,
  paths,
  pulled,
  sha256,
  singleChunk,
  text,
  transports,
  type World
} from "../support.ts"

/** Sends a direct post and tells what came of it: a response, or the error of a dead connection. */
const publish = (world: World, init: RequestInit = {}) =>
  Effect.promise(() =>
    world.send(world.origin + paths.video, {
      method: "POST",
      headers: { authorization: `Bearer ${world.token}`, "content-type": "application/json" },
      body: JSON.stringify(pulled),
      ...init
    }).then(
      async (response) => ({
        response,
        status: response.status,
        text: await response.text().catch((error: unknown) => {
          if (!(error instanceof TypeError)) throw error
          return "broken"
        }),
        error: undefined
      }),
      (error: unknown) => ({ response: undefined, status: 0, text: "", error })
    )
  )

/** Waits until a fault has hit a request. */
const untilStruck = (world: World) =>
  Effect.promise(async () => {
    while (!world.mock.faults.list().some(({ hits }) => hits > 0)) await nextTurn()
  })

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

const causeOf = (error: unknown) => error instanceof Error ? error.cause : undefined

const posts = ({ mock }: World) => mock.control.posts().length

for (const [transport, connect] of transports) {
  describe(`faults ${transport}`, () => {
    const worldWith = Effect.fnUntraced(function*(effect: FaultEffect) {
      const world = yield* connect()
      const id = world.mock.faults.add({ match: { operation: "video.init" }, effect, times: 1 })
      return { world, id }
    })

    it.effect("code: answers in the envelope and does nothing", () =>
      Effect.gen(function*() {
        const { id, world } = yield* worldWith({ kind: "code", code: "bad_gateway" })
        const { status, text } = yield* publish(world)
        const { data, error }: Body = JSON.parse(text)
        assert.deepStrictEqual([status, error.code, data], [502, "bad_gateway", null])
        assert.strictEqual(posts(world), 0)
        assert.deepInclude(world.mock.journal.entries()[0], { fault: id, code: "bad_gateway", status: 502 })
      }))

    const sameErrors = [
      ["rate_limit_exceeded", 429, "too_many_requests", 429],
      ["spam_risk_too_many_posts", 403, "too_many_requests", 429],
      ["access_token_invalid", 401, "unauthorized", 401],
      ["internal_error", 500, "internal_server_error", 500]
    ] as const
    it.effect.each(sameErrors)(
      "code: %s is an error of both contracts, marked as a fault",
      (one) =>
        Effect.gen(function*() {
          const [code, status, catalogCode, catalogStatus] = one
          const { id, world } = yield* worldWith({ kind: "code", code })
          const catalog = yield* publish(world)
          const { error }: Body = JSON.parse(catalog.text)
          assert.deepStrictEqual([catalog.status, error.code], [catalogStatus, catalogCode])
          assert.strictEqual(catalog.response?.headers.get("x-mock-fault"), id)

          world.mock.faults.add({ effect: { kind: "code", code: catalogCode } })
          const { accessToken } = world.mock.control.issueToken({ contract: "live" })
          const live = yield* publish(world, {
            headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
          })
          const { error: liveError }: Body = JSON.parse(live.text)
          // Several codes of live are one code of the catalog.
          const expected = catalogCode === "too_many_requests" ? ["rate_limit_exceeded", 429] : [code, status]
          assert.deepStrictEqual([liveError.code, live.status], expected)
        })
    )

    const liveFaults = [
      ["bad_gateway", 502],
      ["service_unavailable", 503],
      ["brand_new_code", 400]
    ] as const
    it.effect.each(liveFaults)(
      "code: %s keeps its status in live, which has no such error",
      ([code, status]) =>
        Effect.gen(function*() {
          const { world } = yield* worldWith({ kind: "code", code })
          const { accessToken } = world.mock.control.issueToken({ contract: "live" })
          const live = yield* publish(world, {
            headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
          })
          const { error }: Body = JSON.parse(live.text)
          assert.deepStrictEqual([live.status, error.code], [status, code])
        })
    )

    const oauthWords = [
      ["internal_server_error", "server_error"],
      ["internal_error", "server_error"],
      ["invalid_params", "invalid_request"],
      ["invalid_grant", "invalid_grant"],
      ["access_denied", "access_denied"],
      ["too_many_requests", "rate_limit_exceeded"]
    ] as const
    it.effect.each(oauthWords)("code: %s is %s where live speaks OAuth", ([code, word]) =>
      Effect.gen(function*() {
        const world = yield* connect()
        world.mock.faults.add({ effect: { kind: "code", code } })
        const { text } = yield* world.form(paths.token, { grant_type: "client_credentials" })
        assert.strictEqual(JSON.parse(text).error, word)
      }))

    it.effect("leaves other responses without a mark", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "html" })
        yield* publish(world)
        const { response } = yield* publish(world)
        assert.isNull(response?.headers.get("x-mock-fault"))
      }))

    it.effect("code: passes a code on that the reference does not know", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "code", code: "brand_new_code" })
        const { status, text } = yield* publish(world)
        const { error }: Body = JSON.parse(text)
        assert.deepStrictEqual([status, error.code], [400, "brand_new_code"])
      }))

    it.effect("status: answers as told and does nothing", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "status", status: 418, body: "<tea/>", contentType: "text/xml" })
        const { response, status, text } = yield* publish(world)
        assert.deepStrictEqual([status, text, response?.headers.get("content-type")], [418, "<tea/>", "text/xml"])
        assert.strictEqual(posts(world), 0)
      }))

    it.effect("status: answers without a body where HTTP allows none", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "status", status: 204 })
        const { status, text } = yield* publish(world)
        assert.deepStrictEqual([status, text], [204, ""])
      }))

    it.effect("html: answers with a gateway's page and does nothing", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "html" })
        const { response, status, text } = yield* publish(world)
        assert.strictEqual(status, 502)
        assert.include(response?.headers.get("content-type") ?? "", "text/html")
        assert.include(text, "502 Bad Gateway")
        assert.strictEqual(posts(world), 0)
      }))

    it.effect("truncated-json: handles the request and sends half of the response", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "truncated-json" })
        const { status, text } = yield* publish(world)
        assert.strictEqual(status, 200)
        assert.isTrue(text.startsWith("{\"data\":{\"publish_id\""))
        assert.throws(() => JSON.parse(text), SyntaxError)
        assert.strictEqual(posts(world), 1)
      }))

    it.effect("delay: handles the request once the mock's clock has come so far", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "delay", millis: 60_000 })
        const response = yield* Effect.forkChild(publish(world))
        yield* untilStruck(world)
        assert.strictEqual(posts(world), 0)
        world.mock.clock.advance(60_000)
        assert.strictEqual((yield* Fiber.join(response)).status, 200)
        assert.strictEqual(posts(world), 1)
        assert.strictEqual(world.mock.journal.entries()[0]?.duration, 60_000)
      }))

    it.effect("reset: ends the connection before the request is handled", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "reset" })
        const { error } = yield* publish(world)
        assert.instanceOf(error, TypeError)
        assert.deepInclude(causeOf(error), { code: "ECONNRESET" })
        assert.strictEqual(posts(world), 0)
        assert.strictEqual(world.mock.journal.entries()[0]?.status, 0)
      }))

    it.effect("break-body: ends the connection on the way of the request, which is not handled", () =>
      Effect.gen(function*() {
        const { id, world } = yield* worldWith({ kind: "break-body", after: 10 })
        const { error } = yield* publish(world)
        assert.instanceOf(error, TypeError)
        assert.deepInclude(causeOf(error), { code: "ECONNRESET" })
        assert.strictEqual(posts(world), 0)
        assert.deepInclude(world.mock.journal.entries()[0], { fault: id, status: 0 })
      }))

    it.effect("break-body: lets a shorter body through", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "break-body", after: 10_000 })
        assert.strictEqual((yield* publish(world)).status, 200)
      }))

    it.effect("break-body: breaks bodies that tell what is asked", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const { refreshToken } = world.mock.control.issueToken()
        const fields = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
        const body = new URLSearchParams({ ...fields, grant_type: "refresh_token", refresh_token: refreshToken })
        world.mock.faults.add({
          match: { operation: "token.refresh" },
          effect: { kind: "break-body", after: 20 },
          times: 1
        })
        const refresh = () =>
          Effect.promise(() =>
            world.send(world.origin + paths.token, { method: "POST", body }).then(
              ({ status }) => status,
              () => 0
            )
          )
        // Refresh tokens rotate, so the second would be refused if the first had been handled.
        assert.deepStrictEqual([yield* refresh(), yield* refresh()], [0, 200])
      }))

    for (const contract of ["catalog", "live"] as const) {
      it.effect(`break-body: leaves of a chunk what partialChunks says, in ${contract}`, () =>
        Effect.gen(function*() {
          const bytes = mp4(300_000)
          for (const [partialChunks, kept] of [["dropped", 0], ["kept", 123_456]] as const) {
            const world = yield* connect(
              { switches: { partialChunks }, lifecycle: { mode: "immediate" } },
              contract
            )
            const data = dataOf(yield* world.post(paths.video, singleChunk(bytes.length)))
            const url = text(data, "upload_url")
            const view = () => world.mock.control.post(text(data, "publish_id"))
            world.mock.faults.add({
              match: { operation: "upload" },
              effect: { kind: "break-body", after: 123_456 },
              times: 1
            })
            const headers = chunkHeaders(0, bytes.length - 1, bytes.length)
            const error: unknown = yield* Effect.promise(() =>
              world.send(url, { method: "PUT", headers, body: bytes }).catch((error: unknown) => error)
            )
            assert.instanceOf(error, TypeError)
            assert.strictEqual(view()?.bytesReceived, kept)
            const wrong = yield* world.put(
              url,
              bytes.slice(kept + 1),
              chunkHeaders(kept + 1, bytes.length - 1, bytes.length)
            )
            assert.strictEqual(wrong.status, 416)
            const rest = yield* world.put(url, bytes.slice(kept), chunkHeaders(kept, bytes.length - 1, bytes.length))
            assert.include([200, 201], rest.status)
            assert.deepInclude(view(), { stage: "published", sha256: sha256(bytes) })
          }
        }))
    }

    it.effect("hang: never answers, until the client goes", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "hang" })
        const controller = new AbortController()
        const response = yield* Effect.forkChild(publish(world, { signal: controller.signal }))
        yield* untilStruck(world)
        world.mock.clock.advance(3_600_000)
        assert.isEmpty(world.mock.journal.entries())
        controller.abort()
        assert.deepInclude((yield* Fiber.join(response)).error, { name: "AbortError" })
        assert.strictEqual(posts(world), 0)
      }))

    it.effect("hang: sees the client go in the middle of a body", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const size = 20_000_000
        const uploadUrl = text(dataOf(yield* world.post(paths.video, singleChunk(size))), "upload_url")
        world.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "hang" } })
        const controller = new AbortController()
        const init = { method: "PUT", headers: chunkHeaders(0, size - 1, size), body: mp4(size) }
        const sending = yield* Effect.forkChild(Effect.promise(() =>
          world.send(uploadUrl, { ...init, signal: controller.signal }).catch((error: unknown) => error)
        ))
        yield* untilStruck(world)
        controller.abort()
        yield* Fiber.join(sending)
        yield* Effect.promise(async () => {
          while (world.mock.journal.find({ operation: "upload", status: 0 }).length === 0) {
            await nextTurn()
          }
        })
      }))

    it.effect("hang: ends with the mock", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "hang" })
        const response = yield* Effect.forkChild(publish(world))
        yield* untilStruck(world)
        yield* Effect.promise(() => world.mock.dispose())
        assert.instanceOf((yield* Fiber.join(response)).error, TypeError)
      }))

    it.effect("cut: handles the request, sends the headers, and breaks off", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "cut" })
        const { response, status, text } = yield* publish(world)
        assert.deepStrictEqual([status, text], [200, "broken"])
        assert.include(response?.headers.get("content-type") ?? "", "application/json")
        assert.strictEqual(posts(world), 1)
      }))

    it.effect("lose-response: handles the request and sends no response", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "lose-response" })
        const { error } = yield* publish(world)
        assert.instanceOf(error, TypeError)
        assert.strictEqual(posts(world), 1)
        assert.deepInclude(world.mock.journal.entries()[0], { status: 0, code: "ok" })
      }))

    it.effect("leaves everything as it was once it is used up", () =>
      Effect.gen(function*() {
        const { world } = yield* worldWith({ kind: "reset" })
        yield* publish(world)
        assert.strictEqual((yield* publish(world)).status, 200)
      }))

    it.effect("cuts and loses the response of a chunk that has arrived", () =>
      Effect.gen(function*() {
        for (const kind of ["cut", "lose-response", "truncated-json"] as const) {
          const world = yield* connect()
          const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
          world.mock.faults.add({ match: { operation: "upload" }, effect: { kind } })
          yield* Effect.promise(() =>
            world.send(text(data, "upload_url"), { method: "PUT", headers: chunkHeaders(0, 99, 100), body: mp4(100) })
              .then((response) => response.text())
              .catch(() => "")
          )
          assert.strictEqual(world.mock.control.post(text(data, "publish_id"))?.bytesReceived, 100, kind)
        }
      }))
  })
}

describe("faults", () => {
  it.effect("are matched by every operation", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { refreshToken } = world.mock.control.issueToken()
      const uploadUrl = text(dataOf(yield* world.post(paths.video, singleChunk(100))), "upload_url")
      const grant = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
      const calls: Readonly<Record<Operation, Effect.Effect<unknown>>> = {
        authorize: world.get(paths.authorize),
        "token.exchange": world.post(paths.token, { ...grant, grant_type: "authorization_code", code: "x" }),
        "token.refresh": world.post(paths.token, {
          ...grant,
          grant_type: "refresh_token",
          refresh_token: refreshToken
        }),
        "video.init": world.post(paths.video, pulled),
        "photo.init": world.post(paths.photos, {}),
        "inbox.init": world.post(paths.inbox, {}),
        upload: world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100)),
        status: world.post(paths.status, {}),
        "creator.info": world.get(paths.creator),
        "token.client": world.form(paths.token, { ...grant, grant_type: "client_credentials" }),
        "token.revoke": world.form(paths.revoke, { ...grant, token: "x" }),
        cancel: world.post(paths.cancel, {}),
        "user.info": world.get(paths.profile),
        "video.list": world.post(paths.videos, {}),
        "video.query": world.post(paths.videoQuery, {})
      }
      for (const [operation, call] of Object.entries(calls)) {
        world.mock.journal.clear()
        yield* call
        assert.strictEqual(world.mock.journal.entries()[0]?.operation, operation)
      }
    }))

  it.effect("are matched by the creator, who is known from token, refresh token, code and upload", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [mara, jonas] = world.mock.control.creators()
      const { refreshToken } = world.mock.control.issueToken({ openId: jonas?.openId })
      const uploadUrl = text(dataOf(yield* world.post(paths.video, singleChunk(100))), "upload_url")
      world.mock.faults.add({ match: { creator: jonas?.openId }, effect: { kind: "html" } })
      const grant = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
      const refresh = { ...grant, grant_type: "refresh_token", refresh_token: refreshToken }
      assert.strictEqual((yield* world.post(paths.token, refresh)).status, 502)
      assert.strictEqual((yield* world.get(paths.creator)).status, 200)
      world.mock.faults.clear()
      world.mock.faults.add({ match: { creator: mara?.openId }, effect: { kind: "html" } })
      assert.strictEqual((yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))).status, 502)
      assert.strictEqual((yield* world.get(paths.creator)).status, 502)
      assert.strictEqual((yield* world.post(paths.token, refresh)).status, 200)
    }))
})
