import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { makeVideo } from "../media/files.ts"
import { crowd, mishaps } from "./crowd.ts"
import { twenty } from "./requests.ts"

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

const inMiB = ({ buffers, heapUsed }: Memory) => `${(heapUsed / MIB).toFixed(1)} + ${(buffers / MIB).toFixed(1)} MiB`

describe("a server that runs for long", () => {
  it("remembers no more after 8,000 requests than before, but for its posts", async () => {
    const { accessToken, memory, stop, url } = await start()
    const send = async (requests: number) => {
      for (let sent = 0; sent < requests; sent += 80) {
        await Promise.all(Array.from({ length: 4 }, () => twenty(fetch, url, accessToken)))
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
    const message = `${inMiB(before)} before, ${inMiB(after)} after`
    assert.isAtMost(after.heapUsed, before.heapUsed * 1.1, message)
    // 400 videos of 64 KiB would be 25 MiB.
    assert.isAtMost(after.buffers - before.buffers, 5 * MIB, message)
  })

  it("remembers nothing of 1,000 connections at once, and of what clients leave unfinished", async () => {
    const { accessToken, memory, stop, url } = await start()
    const video = await Effect.runPromise(makeVideo({ seconds: 4, picture: 20_000 }))
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round++) {
        await crowd(url, 1_000)
        for (let mishap = 0; mishap < 10; mishap++) await mishaps(url, accessToken, video)
      }
    }
    await rounds(2)
    const before = await memory()
    await rounds(3)
    const after = await memory()
    await stop()

    const message = `${inMiB(before)} before, ${inMiB(after)} after`
    assert.isAtMost(after.heapUsed, before.heapUsed * 1.1, message)
    // The samples of 30 videos would be 60 MiB.
    assert.isAtMost(after.buffers - before.buffers, 5 * MIB, message)
  })
})
