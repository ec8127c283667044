import { assert, describe, it } from "@effect/vitest"
import { mkdtemp, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock } from "tiktok-mock-server"
import { documents, tiktok } from "../support/command.ts"
import { video } from "../support/media.ts"

const MiB = 1024 * 1024

/** Peak memory of a process that publishes a sparse file, in MiB; the child says so itself as its last act. */
const peak = async (folder: string, size: number): Promise<number> => {
  const path = join(folder, `${size}.mp4`)
  const file = await open(path, "w")
  await file.truncate(size)
  await file.write(video(4096))
  await file.close()

  const mock = createMock({ lifecycle: { mode: "immediate" }, hash: false })
  const server = await mock.listen()
  const { exitCode, stderr, stdout } = await tiktok(
    ["publish", "video", path, "--privacy", "SELF_ONLY", "--poll-seconds", "0.1", "--json"],
    { TIKTOK_ACCESS_TOKEN: mock.control.issueToken().accessToken, TIKTOK_BASE_URL: server.url },
    [process.execPath, "--import", `data:text/javascript,${encodeURIComponent(reportPeak)}`]
  )
  await server.close()
  assert.strictEqual(exitCode, 0, stderr)
  assert.strictEqual(mock.control.posts()[0]?.bytesReceived, size)
  return Number(documents(stdout).find(({ _tag }) => _tag === "Peak")?.["mebibytes"])
}

const reportPeak = `process.on("exit", () => process.stdout.write(JSON.stringify({
  _tag: "Peak", mebibytes: process.resourceUsage().maxRSS / 1024 }) + "\\n"))`

describe("memory", () => {
  it("does not grow with the file: 2 GiB need at most 60 MiB more than 20 MiB", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tiktok-memory-"))
    try {
      const small = await peak(folder, 20 * MiB)
      const large = await peak(folder, 2048 * MiB)
      assert.isAbove(small, 0)
      assert.isAtMost(large - small, 60, `${small.toFixed()} MiB for 20 MiB, ${large.toFixed()} MiB for 2 GiB`)
    } finally {
      await rm(folder, { recursive: true })
    }
  }, 120_000)
})
