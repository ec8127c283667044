/** Runs the Python programs of the catalog, unchanged except for the host, against a listening mock. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import { execFile, spawnSync } from "node:child_process"
import { promisify } from "node:util"
import { createMock } from "tiktok-mock-server"
import * as Catalog from "../fixtures/catalog/index.ts"

const canImportRequests = spawnSync("python3", ["-c", "import requests"]).status === 0

// Continuous integration installs `requests` and must not pass without it, unless it says that it cannot install it.
const mayBeMissing = process.env["CI"] === undefined || process.env["WITHOUT_PYTHON_REQUESTS"] !== undefined

const isSkipped = !canImportRequests && mayBeMissing

if (isSkipped) {
  console.warn("SKIPPED: the catalog's Python programs. Install python3 and its package requests to run them.")
}

/** Runs the programs up to one in their order, and returns how the last one ended. */
const runPrograms = Effect.fnUntraced(
  function*(count: number, expression: string) {
    const fs = yield* FileSystem.FileSystem
    const mock = createMock({ scenario: "catalog-examples" })
    const { url } = yield* Effect.acquireRelease(
      Effect.promise(() => mock.listen()),
      (server) => Effect.promise(() => server.close())
    )
    const cwd = yield* fs.makeTempDirectoryScoped()
    yield* fs.writeFileString(`${cwd}/video.mp4`, "")
    yield* fs.truncate(`${cwd}/video.mp4`, 52_428_800)
    const sources = Catalog.programs.slice(0, count).map(({ source }) =>
      source.replaceAll("https://open.tiktokapis.com", url)
    )
    const script = [...sources, "import json", `print(json.dumps([response.status_code, ${expression}]))`].join("\n")
    const { stdout } = yield* Effect.promise(() =>
      promisify(execFile)("python3", ["-c", script], { cwd, env: { ...process.env, NO_PROXY: "127.0.0.1" } })
    )
    const lines = stdout.trimEnd().split("\n")
    const [status, value] = result(lines.at(-1))
    const journal = mock.journal.entries().map(({ operation, status }) => `${operation} ${status}`)
    return { status, value, printed: lines.slice(0, -1), url, journal }
  },
  Effect.provide(NodeServices.layer),
  Effect.scoped
)

const result = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Tuple([Schema.Int, Schema.Json])))

const bodyOf = (name: string, url: string): unknown =>
  JSON.parse(JSON.stringify(Catalog.response(name).body).replaceAll("https://upload.tiktokapis.com", url))

describe.skipIf(isSkipped)("the Python example", () => {
  it.effect("1 gets tokens for a code", () =>
    Effect.gen(function*() {
      const { status, url, value } = yield* runPrograms(1, "response.json()")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(value, bodyOf("token: success", url))
    }))

  it.effect("2 initializes a video post", () =>
    Effect.gen(function*() {
      const { status, url, value } = yield* runPrograms(2, "response.json()")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(value, bodyOf("video-init: success", url))
    }))

  it.effect("3 uploads the first chunk of a 50 MB file", () =>
    Effect.gen(function*() {
      const { status, value } = yield* runPrograms(3, "response.text")
      assert.strictEqual(status, 200)
      assert.strictEqual(value, "")
    }))

  it.effect("4 finds the video published at its first status call", () =>
    Effect.gen(function*() {
      const { journal, printed, status } = yield* runPrograms(4, "status")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(printed, ["Video published!"])
      assert.deepStrictEqual(journal, ["token.exchange 200", "video.init 200", "upload 200", "status 200"])
    }))
})
