import { assert, describe, it } from "@effect/vitest"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { chunkHeaders, mp4, paths, singleChunk } from "../support.ts"

const MIB = 2 ** 20

/** What the server remembers, in bytes and entries. */
interface Memory {
  readonly heapUsed: number
  readonly buffers: number
  readonly journal: number
}

const start = async () => {
  const file = fileURLToPath(new URL("server.ts", import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ["--expose-gc", file], { stdio: ["pipe", "pipe", "inherit"] })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error("the server has no pipes")
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse(String((await lines.next()).value))
  const { accessToken, url }: { readonly accessToken: string; readonly url: string } = await next()
  return {
    url,
    accessToken,
    memory: async (): Promise<Memory> => {
      stdin.write("\n")
      return next()
    },
    stop: async () => {
      stdin.end()
      await once(child, "exit")
    }
  }
}

/** Twenty requests as they come in a day: one post with its bytes, many questions, and some nonsense. */
const twenty = async (url: string, accessToken: string, media: Uint8Array<ArrayBuffer>): Promise<void> => {
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
  const ask = async (path: string, body: string, init: RequestInit = {}) => {
    const response = await fetch(path.startsWith("http") ? path : url + path, {
      method: "POST",
      headers,
      body,
      ...init
    })
    return { status: response.status, text: await response.text() }
  }
  const begun = await ask(paths.video, JSON.stringify(singleChunk(media.length)))
  const { data }: { readonly data: { readonly publish_id: string; readonly upload_url: string } } = JSON.parse(
    begun.text
  )
  const range = { headers: chunkHeaders(0, media.length - 1, media.length), method: "PUT" }
  const put = await fetch(data.upload_url, { ...range, body: media })
  assert.strictEqual(put.status, 201)
  const again = await fetch(data.upload_url, { ...range, body: media })
  assert.strictEqual(again.status, 416)
  const status = JSON.stringify({ publish_id: data.publish_id })
  for (let count = 0; count < 8; count++) assert.strictEqual((await ask(paths.status, status)).status, 200)
  for (let count = 0; count < 5; count++) assert.strictEqual((await ask(paths.creatorInfo, "")).status, 200)
  assert.strictEqual((await ask(paths.video, "{")).status, 400)
  assert.strictEqual((await ask(paths.video, JSON.stringify({ title: "x".repeat(10_000) }))).status, 400)
  assert.strictEqual((await ask("/v2/nowhere/", "x")).status, 404)
  assert.strictEqual((await ask(paths.status, status, { headers: {} })).status, 401)
}

describe("a server that runs for long", () => {
  it("remembers no more after 8,000 requests than before, but for its posts", async () => {
    const { accessToken, memory, stop, url } = await start()
    const media = mp4(64 * 1024)
    const send = async (requests: number) => {
      for (let sent = 0; sent < requests; sent += 80) {
        await Promise.all(Array.from({ length: 4 }, () => twenty(url, accessToken, media)))
      }
    }
    // What is compiled on first use, and the connections.
    await send(800)
    const before = await memory()
    await send(8_000)
    const after = await memory()
    await stop()

    assert.strictEqual(before.journal, 10_000)
    assert.strictEqual(after.journal, 10_000)
    const inMiB = ({ buffers, heapUsed }: Memory) =>
      `${(heapUsed / MIB).toFixed(1)} + ${(buffers / MIB).toFixed(1)} MiB`
    const message = `${inMiB(before)} before, ${inMiB(after)} after`
    assert.isAtMost(after.heapUsed, before.heapUsed * 1.1, message)
    // 400 videos of 64 KiB would be 25 MiB.
    assert.isAtMost(after.buffers - before.buffers, 5 * MIB, message)
  }, 180_000)
})
