/** What a client can hold open, or send, without an end. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Hono } from "hono"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { readBody } from "../../src/control/readBody.ts"
import { createMock } from "../../src/index.ts"
import { type ConnectionLimits, listen } from "../../src/server/listen.ts"
import type { MockEnv } from "../../src/wire/RequestContext.ts"

const HOUR = 60 * 60 * 1_000

/** Sends the start of a request to a server that never answers, and returns what came before the server ended it. */
const responseTo = async (limits: ConnectionLimits, sent: string): Promise<string> => {
  const app = new Hono<MockEnv>()
  app.all("*", () => new Promise<Response>(() => {}))
  const server = await listen(app, {}, () => [], limits)
  const socket = connect(server.port, "127.0.0.1")
  socket.write(sent)
  const response = await text(socket)
  await server.close()
  return response
}

describe("a connection", () => {
  it("ends when the headers of a request do not arrive", async () => {
    const response = await responseTo({ headersMillis: 100, silenceMillis: HOUR }, "GET / HTTP/1.1\r\nHo")
    assert.match(response, /^HTTP\/1\.1 408 /)
  })

  it("ends when nothing is sent in any direction", async () => {
    const sent = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert.strictEqual(await responseTo({ headersMillis: HOUR, silenceMillis: 100 }, sent), "")
  })
})

const requestOf = (body: ReadableStream<Uint8Array>) =>
  new Request("http://localhost/", { method: "POST", body, duplex: "half" })

const failureOf = (reading: Promise<unknown>) => reading.then(() => "none", (error: unknown) => String(error))

describe("the body of a control request", () => {
  it("must arrive in time", async () => {
    const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(123)) })
    assert.strictEqual(
      await failureOf(readBody(requestOf(endless), 100)),
      "BodyTooSlow: the body must arrive within 0.1 seconds"
    )
  })

  it("has a limit of its own, and one together with the others", async () => {
    const piece = new Uint8Array(16 * 2 ** 20)
    const opened = Promise.withResolvers<void>()
    const bodyOf = (pieces: number) =>
      requestOf(
        new ReadableStream<Uint8Array>({
          pull: async (controller) => {
            if (pieces-- > 0) controller.enqueue(piece)
            else {
              await opened.promise
              controller.close()
            }
          }
        }, { highWaterMark: 0 })
      )
    assert.include(await failureOf(readBody(bodyOf(5))), "BodyTooLarge: the body must be at most")
    const waiting = Array.from({ length: 4 }, () => readBody(bodyOf(4)))
    await new Promise((resolve) => setTimeout(resolve, 0))
    while (await failureOf(readBody(requestOf(new Blob(["{}"]).stream()))) === "none") {
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.include(
      await failureOf(readBody(requestOf(new Blob(["{}"]).stream()))),
      "other requests have large bodies at the moment"
    )
    opened.resolve()
    for (const body of await Promise.all(waiting)) assert.lengthOf(body, 4 * piece.length)
    assert.strictEqual((await readBody(requestOf(new Blob(["{}"]).stream()))).toString(), "{}")
  })
})

describe("the live pages of the dashboard", () => {
  it.effect("are at most fifty, and one that is closed makes room", () =>
    Effect.promise(async () => {
      const mock = createMock()
      const open = () => mock.fetch("http://127.0.0.1/_mock/ui/events?page=")
      const opened = await Promise.all(Array.from({ length: 50 }, open))
      assert.deepStrictEqual([...new Set(opened.map(({ status }) => status))], [200])
      assert.strictEqual((await open()).status, 503)
      await opened[0]?.body?.cancel()
      const next = await open()
      assert.strictEqual(next.status, 200)
      await mock.dispose()
      const other = createMock()
      assert.strictEqual((await other.fetch("http://127.0.0.1/_mock/ui/events?page=")).status, 200)
      await other.dispose()
    }))
})
