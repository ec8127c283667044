import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { connect } from "node:net"
import { createMock } from "../src/index.ts"
import { chunkHeaders, dataOf, mp4, overSocket, paths, pulled, singleChunk, text, transports } from "./support.ts"

describe("listen", () => {
  it.effect("rejects when the port is taken", () =>
    Effect.gen(function*() {
      const { mock, origin } = yield* overSocket()
      const port = Number(new URL(origin).port)
      const failure = yield* Effect.promise(() => mock.listen({ port }).catch((error: unknown) => error))
      assert.deepInclude(failure, { code: "EADDRINUSE" })
    }))

  it.effect("ends with close, connections included", () =>
    Effect.gen(function*() {
      const { mock, send } = yield* overSocket()
      const server = yield* Effect.promise(() => mock.listen())
      assert.strictEqual((yield* Effect.promise(() => send(server.url))).status, 404)
      yield* Effect.promise(() => server.close())
      yield* Effect.promise(() => server.close())
      assert.instanceOf(yield* Effect.promise(() => send(server.url).catch((error: unknown) => error)), TypeError)
    }))

  it.effect("wants a Content-Length for a chunk, as the reference does", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const response = yield* Effect.promise(() =>
        world.send(text(data, "upload_url"), {
          method: "PUT",
          headers: chunkHeaders(0, 99, 100),
          body: new Blob([mp4(100)]).stream(),
          duplex: "half"
        })
      )
      assert.strictEqual(response.status, 400)
      assert.include(response.headers.get("x-mock-hint") ?? "", "Content-Length")
    }))

  it.effect("counts nothing of a chunk whose connection dies in the middle", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const data = dataOf(yield* world.post(paths.video, singleChunk(1_000_000)))
      const url = new URL(text(data, "upload_url"))
      yield* Effect.promise(() => {
        const { promise, resolve } = Promise.withResolvers<void>()
        const socket = connect(Number(url.port), url.hostname, () => {
          socket.write(
            `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: video/mp4\r\n`
              + "Content-Length: 1000000\r\nContent-Range: bytes 0-999999/1000000\r\n\r\n"
          )
          socket.write(mp4(400_000), () => socket.resetAndDestroy())
        })
        socket.on("close", () => resolve())
        return promise
      })
      while (world.mock.journal.find({ operation: "upload" }).length === 0) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      }
      assert.strictEqual(world.mock.control.post(text(data, "publish_id"))?.bytesReceived, 0)
    }))

  it.effect("refuses headers of more than 16 KiB", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const response = yield* world.get(paths.creator, { "x-long": "x".repeat(17_000) })
      assert.strictEqual(response.status, 431)
    }))

  it.effect("refuses a large chunk early without breaking the connection's response", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const size = 60_000_000
      const data = dataOf(yield* world.post(paths.video, singleChunk(size)))
      world.mock.control.expireUpload(text(data, "publish_id"))
      const response = yield* world.put(text(data, "upload_url"), mp4(size), chunkHeaders(0, size - 1, size))
      assert.strictEqual(response.status, 403)
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 200)
    }))
})

describe("bandwidth", () => {
  it.live("lets an upload over a socket in no faster than it is told", () =>
    Effect.gen(function*() {
      const world = yield* overSocket({ bandwidth: 4_000_000 })
      const size = 2_000_000
      const data = dataOf(yield* world.post(paths.video, singleChunk(size)))
      const startedAt = performance.now()
      const response = yield* world.put(text(data, "upload_url"), mp4(size), chunkHeaders(0, size - 1, size))
      assert.strictEqual(response.status, 200)
      assert.isAtLeast(performance.now() - startedAt, 450)
      assert.strictEqual(world.mock.control.post(text(data, "publish_id"))?.bytesReceived, size)
    }))

  it("is a positive number", () => {
    for (const bandwidth of [0, -1, Number.NaN]) assert.throws(() => createMock({ bandwidth }), RangeError)
  })
})

for (const [transport, connectWorld] of transports) {
  describe(`CORS ${transport}`, () => {
    it.effect("lets a page of this machine call every route and read the response", () =>
      Effect.gen(function*() {
        const world = yield* connectWorld()
        const preflight = yield* Effect.promise(() =>
          world.send(world.origin + paths.video, {
            method: "OPTIONS",
            headers: {
              origin: "http://localhost:3000",
              "access-control-request-method": "POST",
              "access-control-request-headers": "authorization, content-type"
            }
          })
        )
        assert.strictEqual(preflight.status, 204)
        assert.strictEqual(preflight.headers.get("access-control-allow-origin"), "http://localhost:3000")
        assert.include(preflight.headers.get("access-control-allow-methods") ?? "", "PUT")
        assert.strictEqual(preflight.headers.get("access-control-allow-headers"), "authorization, content-type")
        const refused = yield* world.post(paths.video, {}, { origin: "http://localhost:3000" })
        assert.strictEqual(refused.headers.get("access-control-allow-origin"), "http://localhost:3000")
        for (const header of ["Content-Range", "Retry-After", "x-mock-fault", "x-mock-hint"]) {
          assert.include(refused.headers.get("access-control-expose-headers") ?? "", header)
        }
      }))
  })
}
