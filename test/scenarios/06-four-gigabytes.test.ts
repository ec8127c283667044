import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtemp, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { createMock } from "tiktok-mock-server"
import { childEnvironment } from "../support/childEnvironment.ts"
import type { ContractName } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { programFile } from "../support/programs.ts"

const worker = programFile("publishWorker")
const run = promisify(execFile)

const MiB = 1024 * 1024

/** The largest chunk into which every size above 64 MB can be cut, in bytes (tiktok-live, section 5.1). */
const chunkSize = 32_000_000

interface Way {
  readonly contract: ContractName
  readonly transfer: "Buffered" | "Streamed" | "NodeFileReader"
  readonly gibibytes: number
  /** The extra memory allowed over a small file, in chunks. */
  readonly chunks: number
}

/** Peak memory of a process that publishes a sparse file, in MiB. */
const peak = async (folder: string, { contract, transfer }: Way, size: number): Promise<number> => {
  const path = join(folder, `${size}.mp4`)
  const file = await open(path, "w")
  await file.truncate(size)
  await file.write(video(4096))
  await file.close()

  const mock = createMock({ lifecycle: { mode: "immediate" }, hash: false })
  const server = await mock.listen()
  try {
    const token = mock.control.issueToken({ contract })
    const { stdout } = await run(process.execPath, [worker], {
      env: {
        ...childEnvironment,
        CONTRACT: contract,
        TRANSFER: transfer,
        BASE_URL: server.url,
        CREATOR: token.openId,
        TOKEN: token.accessToken,
        FILE: path,
        CHUNK_SIZE: `${chunkSize}`,
        STORE: join(folder, `store-${size}`),
        POST: "file"
      }
    })
    const { outcome, peakMebibytes } = JSON.parse(stdout)
    assert.strictEqual(outcome._tag, "Published")
    const [post] = mock.control.posts()
    assert.strictEqual(post?.bytesReceived, size)
    return peakMebibytes
  } finally {
    await server.close()
  }
}

describe("Scenario 06: 4 GB source", () => {
  it.each<Way>([
    { contract: "live", transfer: "NodeFileReader", gibibytes: 4, chunks: 2 },
    // For the other transfers a quarter of it shows the same.
    { contract: "catalog", transfer: "Streamed", gibibytes: 1, chunks: 2 },
    // Here sent chunks wait for the garbage collector.
    { contract: "catalog", transfer: "Buffered", gibibytes: 1, chunks: 6 }
  ])("peaks within $chunks chunks, $gibibytes GiB $transfer in $contract", async (way) => {
    const folder = await mkdtemp(join(tmpdir(), "tiktok-memory-"))
    try {
      const small = await peak(folder, way, MiB)
      const large = await peak(folder, way, way.gibibytes * 1024 * MiB)
      assert.isAbove(small, 0)
      const most = (way.chunks * chunkSize) / MiB
      assert.isAtMost(large - small, most, `${small.toFixed()} MiB, and ${large.toFixed()} MiB for the large file`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
