import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, open, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { programFile } from "../support/programs.ts"

const worker = programFile("uploadWorker")
const MiB = 1024 * 1024

const sparse = async (path: string, size: number) => {
  const file = await open(path, "w")
  await file.truncate(size)
  await file.close()
  return path
}

// A new buffer for each read would be garbage, soon collected. It shows in the number of collections, not in the memory.
describe.each(["node", "portable"])("an upload of 256 MiB through the %s reader", (reader) => {
  it("allocates no buffer for each read", async () => {
    const server = createServer((request, response) => {
      const [, last = 0, size = 0] = /-(\d+)\/(\d+)$/.exec(request.headers["content-range"] ?? "")?.map(Number) ?? []
      request.resume().on("end", () => response.writeHead(last + 1 === size ? 201 : 206).end())
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    const folder = await mkdtemp(join(tmpdir(), "tiktok-buffers-"))
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", worker], {
        env: {
          PATH: process.env["PATH"],
          READER: reader,
          SINK: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`,
          WARM_UP: await sparse(join(folder, "small.mp4"), 8 * MiB),
          FILE: await sparse(join(folder, "large.mp4"), 256 * MiB)
        }
      })
      const { growth, marks } = JSON.parse(stdout)
      assert.isBelow(growth, 8 * MiB)
      assert.isAtMost(marks, 2)
    } finally {
      server.close()
      await rm(folder, { recursive: true })
    }
  })
})
