import { assert, describe, it } from "@effect/vitest"
import { Hono } from "hono"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { listen } from "../../src/server/listen.ts"
import { readBytes, type ReadOptions, type ReadResult, type Take } from "../../src/wire/bytes.ts"
import type { MockEnv } from "../../src/wire/RequestContext.ts"
import { mp4, sha256 } from "../support.ts"

const file = mp4(3_000_000)

interface RecordedRequest {
  readonly reading: ReadResult | undefined
  readonly most: number
  readonly sha256: string
}

/** An app that reads the bodies of PUTs, and tells how that has ended. */
const makeReader = (take: Take, options: ReadOptions, onEnd: (reading: ReadResult) => void) => {
  const app = new Hono<MockEnv>()
  app.put("/", async (c) => {
    c.set("context", {
      at: 0,
      logId: "",
      path: "/",
      search: "",
      query: new URLSearchParams(),
      uploadPost: undefined,
      headers: {},
      bearer: undefined,
      mediaType: "",
      operation: "upload",
      notes: [],
      received: 0
    })
    onEnd(await readBytes(c, take, options))
    return c.text("")
  })
  return app
}

/** An app that takes a body piece by piece, with a turn of the loop for each, and what it has seen. */
const makeSlow = (options: ReadOptions = {}) => {
  const pieces: Array<Buffer> = []
  let reading: ReadResult | undefined
  let busy = 0
  let most = 0
  const take = async (piece: Uint8Array): Promise<true> => {
    busy++
    most = Math.max(most, busy)
    await new Promise((resolve) => setImmediate(resolve))
    pieces.push(Buffer.from(piece))
    busy--
    return true
  }
  const app = makeReader(take, options, (ended) => reading = ended)
  return { app, seen: (): RecordedRequest => ({ reading, most, sha256: sha256(Buffer.concat(pieces)) }) }
}

describe("readBytes", () => {
  const whole: RecordedRequest = { reading: "whole", most: 1, sha256: sha256(file) }

  it("waits in memory until a piece is done with before it takes the next", async () => {
    const { app, seen } = makeSlow()
    const body = new Blob([file]).stream()
    await app.request("/", { method: "PUT", body, duplex: "half" })
    assert.deepStrictEqual(seen(), whole)
  })

  it("waits over a socket until a piece is done with before it takes the next", async () => {
    const { app, seen } = makeSlow()
    const server = await listen(app, {}, () => [])
    await fetch(server.url, { method: "PUT", body: file })
    assert.deepStrictEqual(seen(), whole)
    await server.close()
  })

  it("gives the memory of releasesPieces pieces back, but only after they were taken", async () => {
    const kept: Array<Uint8Array> = []
    const { app, seen } = makeSlow({ releasesPieces: true })
    const quick = makeReader((piece) => kept.push(piece) > 0, { releasesPieces: true }, () => {})
    const servers = await Promise.all([
      listen(app, {}, () => []),
      listen(quick, {}, () => [])
    ])
    for (const { url } of servers) await fetch(url, { method: "PUT", body: file })
    assert.deepStrictEqual(seen(), whole)
    assert.isAbove(kept.length, 1)
    assert.deepStrictEqual(kept.filter((piece) => piece.length > 0), [])
    await Promise.all(servers.map((server) => server.close()))
  })

  it("stops waiting for a body at its limit, answers, and ends the connection", async () => {
    const endings: Array<ReadResult> = []
    const app = makeReader(() => true, { limitMillis: 100 }, (reading) => endings.push(reading))
    const server = await listen(app, {}, () => [])
    const socket = connect(server.port, "127.0.0.1")
    socket.write("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nsome")
    const response = await text(socket)
    assert.match(response, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(response, /connection: close/i)
    assert.deepStrictEqual(endings, ["broken"])
    await server.close()
  })

  it("leaves pieces alone that the caller may keep", async () => {
    const kept: Array<Uint8Array> = []
    const app = makeReader((piece) => kept.push(piece) > 0, {}, () => {})
    const server = await listen(app, {}, () => [])
    await fetch(server.url, { method: "PUT", body: file })
    assert.strictEqual(sha256(Buffer.concat(kept)), sha256(file))
    await server.close()
  })

  it("leaves the memory of a caller alone", async () => {
    const body = new Uint8Array(file)
    const app = makeReader(() => true, { releasesPieces: true }, () => {})
    await app.request("/", { method: "PUT", body: new Blob([body]).stream(), duplex: "half" })
    await app.request("/", { method: "PUT", body: ReadableStream.from([body]), duplex: "half" })
    assert.strictEqual(sha256(body), sha256(file))
  })
})
