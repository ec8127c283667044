import { assert, describe, it } from "@effect/vitest"
import { Hono } from "hono"
import { listen } from "../../src/listen.ts"
import { readBytes, type Reading } from "../../src/wire/bytes.ts"
import type { MockEnv } from "../../src/wire/Exchange.ts"
import { mp4, sha256 } from "../support.ts"

const file = mp4(3_000_000)

interface Seen {
  readonly reading: Reading | undefined
  readonly most: number
  readonly sha256: string
}

/** An app that takes a body piece by piece, with a turn of the loop for each, and what it has seen. */
const makeSlow = () => {
  const pieces: Array<Buffer> = []
  let reading: Reading | undefined
  let busy = 0
  let most = 0
  const app = new Hono<MockEnv>()
  app.put("/", async (c) => {
    c.set("exchange", {
      at: 0,
      logId: "",
      path: "/",
      search: "",
      headers: {},
      bearer: undefined,
      mediaType: "",
      operation: "upload",
      notes: [],
      received: 0
    })
    reading = await readBytes(c, async (piece): Promise<true> => {
      busy++
      most = Math.max(most, busy)
      await new Promise((resolve) => setImmediate(resolve))
      pieces.push(Buffer.from(piece))
      busy--
      return true
    })
    return c.text("")
  })
  return { app, seen: (): Seen => ({ reading, most, sha256: sha256(Buffer.concat(pieces)) }) }
}

describe("readBytes", () => {
  const whole: Seen = { reading: "whole", most: 1, sha256: sha256(file) }

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
})
