import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { startAcceptingServer } from "../support/acceptingServer.ts"
import { childEnvironment } from "../support/childEnvironment.ts"

const worker = fileURLToPath(new URL("../support/manyPublishesWorker.ts", import.meta.url))

const run = async (descriptors: number, environment: Readonly<Record<string, string>>) => {
  const { stdout } = await promisify(execFile)(
    "sh",
    ["-c", `ulimit -n ${descriptors} && exec "$0" "$1"`, process.execPath, worker],
    { env: { ...childEnvironment, ...environment } }
  )
  return JSON.parse(stdout)
}

describe("a process with 1,024 descriptors", () => {
  it.each(
    [["2000", "undici"], ["1200", "node"], ["1200", "fetch"]] as const
  )("publishes %s videos at once through %s", async (count, client) => {
    const server = await startAcceptingServer()
    const folder = await mkdtemp(join(tmpdir(), "tiktok-descriptors-"))
    const file = join(folder, "video.mp4")
    await writeFile(file, new Uint8Array(1000))
    try {
      const outcomes = await run(1024, { SERVER: server.url, CLIENT: client, COUNT: count, FILE: file })
      assert.deepStrictEqual(outcomes, { Published: Number(count) })
      assert.strictEqual(server.inits(), Number(count))
      assert.isAtMost(server.most(), 300)
    } finally {
      server.close()
      await rm(folder, { recursive: true })
    }
  }, 120_000)
})

describe("a process without a free descriptor", () => {
  it.each(["undici", "node", "fetch"])(
    "knows that nothing was sent through %s, and its keys are free",
    async (client) => {
      const server = await startAcceptingServer()
      try {
        const { afterwards, without } = await run(100, {
          SERVER: server.url,
          CLIENT: client,
          COUNT: "2",
          EXHAUST: "yes"
        })
        assert.deepStrictEqual(Object.values(without), [2])
        assert.match(Object.keys(without)[0] ?? "", /^NotSent: /)
        assert.deepStrictEqual(afterwards, { Published: 2 })
        assert.strictEqual(server.inits(), 2)
      } finally {
        server.close()
      }
    },
    60_000
  )
})
