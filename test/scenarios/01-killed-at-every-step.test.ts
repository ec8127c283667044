import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock } from "tiktok-mock-server"
import { childEnvironment } from "../support/childEnvironment.ts"
import { type ContractName, contractNames } from "../support/fixture.ts"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { programFile } from "../support/programs.ts"

const worker = programFile("publishWorker")
const bytes = video(2 * smallestChunk + 1000)

interface Run {
  readonly killed: boolean
  readonly steps: number
  readonly outcome: string | undefined
}

const runWorker = (env: Readonly<Record<string, string>>): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker], { env: { ...childEnvironment, ...env } })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (text) => stdout += String(text))
    child.stderr.on("data", (text) => stderr += String(text))
    child.once("error", reject)
    child.once("close", (code, signal) => {
      if (signal === "SIGKILL") return resolve({ killed: true, steps: 0, outcome: undefined })
      if (code !== 0) return reject(new Error(stderr))
      const { outcome, steps } = JSON.parse(stdout)
      resolve({ killed: false, steps, outcome: outcome._tag })
    })
  })

/** A new mock, file and store for each kill. */
const withFixture = async (
  contract: ContractName,
  use: (
    env: Readonly<Record<string, string>>,
    mock: ReturnType<typeof createMock>,
    folder: string
  ) => Promise<void>
): Promise<void> => {
  const mock = createMock({ lifecycle: { mode: "polls", count: 1 } })
  const server = await mock.listen()
  const folder = await mkdtemp(join(tmpdir(), "tiktok-kill-"))
  try {
    const file = join(folder, "clip.mp4")
    await writeFile(file, bytes)
    const token = mock.control.issueToken({ contract })
    await use(
      {
        CONTRACT: contract,
        BASE_URL: server.url,
        CREATOR: token.openId,
        TOKEN: token.accessToken,
        FILE: file,
        CHUNK_SIZE: `${smallestChunk}`,
        STORE: join(folder, "store")
      },
      mock,
      folder
    )
  } finally {
    await server.close()
    await rm(folder, { recursive: true })
  }
}

const filesIn = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name))
}

const published = (mock: ReturnType<typeof createMock>) =>
  mock.control.posts().filter(({ stage }) => stage === "published" || stage === "in-inbox")

const scenario = "Scenario 01: kill the process at every step of a publish, restart from the checkpoint"

describe.each(contractNames)(`${scenario} (%s)`, (contract) => {
  it("publishes its file exactly once after a restart", async () => {
    const post = "file"
    for (let killAt = 1;; killAt++) {
      let first: Run | undefined
      await withFixture(contract, async (env, mock, folder) => {
        first = await runWorker({ ...env, POST: post, KILL_AT: String(killAt) })
        // A publish that ended before anything was stored reports only to its caller.
        const isLeft = (await filesIn(join(folder, "store"))).length > 0
        const again = { ...env, POST: isLeft && killAt % 2 === 1 ? "" : post }
        const second = first.killed ? await runWorker(again) : first
        assert.include(["Published", "SentToInbox"], second.outcome, `killed at step ${killAt}`)
        assert.strictEqual(published(mock).length, 1, `killed at step ${killAt}`)
        assert.strictEqual(published(mock)[0]?.sha256, sha256(bytes))
        if (first.killed) return
        // Once more with the same key: the outcome is known, and nothing is sent.
        const requests = mock.journal.entries().length
        const third = await runWorker({ ...env, POST: post })
        assert.strictEqual(third.outcome, second.outcome)
        assert.strictEqual(mock.journal.entries().length, requests)
      })
      if (first?.killed === false) break
    }
  })

  it.each(["pull", "photos"])("never posts its %s twice, and reports an unknown outcome", async (post) => {
    for (let killAt = 1;; killAt++) {
      let first: Run | undefined
      await withFixture(contract, async (env, mock) => {
        first = await runWorker({ ...env, POST: post, KILL_AT: String(killAt) })
        const second = first.killed ? await runWorker({ ...env, POST: post }) : first
        assert.isAtMost(mock.control.posts().length, 1, `killed at step ${killAt}`)
        assert.include(["Published", "OutcomeUnknown"], second.outcome)
        if (second.outcome === "Published") assert.strictEqual(published(mock).length, 1)
      })
      if (first?.killed === false) break
    }
  })

  it("stores no upload URL in plain text", () =>
    withFixture(contract, async (env, mock, folder) => {
      await runWorker({ ...env, POST: "file", KILL_AT: "6" })
      const files = await filesIn(join(folder, "store"))
      assert.isAtLeast(files.length, 1)
      const store = (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("")
      for (const [, upload] of mock.snapshot().tables.uploads) assert.notInclude(store, upload.token)
      assert.notInclude(store, "upload_id")
    }))
})
