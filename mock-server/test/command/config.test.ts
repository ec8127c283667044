import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readSeed } from "../../src/command/readSeed.ts"
import { createMock } from "../../src/index.ts"
import { send, start, startAt } from "./support.ts"

const tempFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "mock-init-"))),
  (name) => Effect.promise(() => rm(name, { recursive: true }))
)

describe("tiktok-mock init", () => {
  it.effect("writes a seed file that starts the mock, and never over another file", () =>
    Effect.gen(function*() {
      const folder = yield* tempFolder
      const file = join(folder, "mock.yaml")
      const first = yield* start("init", file)
      assert.strictEqual(yield* Effect.promise(() => first.exit), 0)
      assert.strictEqual(first.stdout, `${file} is written; start with tiktok-mock --seed-file ${file}\n`)

      const mock = yield* start("--port", "0", "--seed-file", file)
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) /))
      const response = yield* Effect.promise(() =>
        send(`${url}/v2/post/publish/creator_info/query/`, {
          method: "POST",
          headers: { authorization: "Bearer act.dev-token" }
        })
      )
      assert.strictEqual(response.status, 200)

      const second = yield* start("init", file)
      assert.strictEqual(yield* Effect.promise(() => second.exit), 1)
      assert.strictEqual(second.stderr, `tiktok-mock: ${file} exists already; remove it, or name another file\n`)

      const text = yield* Effect.promise(() => readFile(file, "utf8"))
      const scenario = Result.getOrThrow(readSeed(text, "live"))
      // What it sets beside token and post is the default.
      const [seeded, plain] = [createMock({ scenario }), createMock()]
      assert.deepStrictEqual(seeded.settings().rules, plain.settings().rules)
      assert.deepStrictEqual(seeded.control.creators(), plain.control.creators())
      assert.deepStrictEqual(seeded.control.apps(), plain.control.apps())
    }))

  it.effect("writes the file that a mock in the same folder uses and names", () =>
    Effect.gen(function*() {
      const folder = yield* tempFolder
      const init = yield* startAt(folder, "init")
      yield* Effect.promise(() => init.exit)
      assert.strictEqual(init.stdout, "tiktok-mock.yaml is written; start with tiktok-mock\n")
      const mock = yield* startAt(folder, "--port", "0")
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) \(scenario seed-file\)[^]+Ctrl/))
      assert.include(mock.stdout, "  Seed file      tiktok-mock.yaml\n")
      const posts = yield* Effect.promise(async () => (await send(`${url}/_mock/posts`)).text())
      assert.lengthOf(JSON.parse(posts).posts, 1)
    }))

  it.effect("finds a seed file in JSON, unless --no-config, --scenario or another file is given", () =>
    Effect.gen(function*() {
      const folder = yield* tempFolder
      const ready = Effect.fnUntraced(function*(...args: ReadonlyArray<string>) {
        const mock = yield* startAt(folder, "--port", "0", "--json", ...args)
        const { scenario, seedFile } = JSON.parse(yield* Effect.promise(() => mock.line()))
        return [scenario, seedFile]
      })
      assert.deepStrictEqual(yield* ready(), ["happy", undefined])
      yield* Effect.promise(() => writeFile(join(folder, "tiktok-mock.json"), `{"name":"own"}`))
      assert.deepStrictEqual(yield* ready(), ["own", "tiktok-mock.json"])
      assert.deepStrictEqual(yield* ready("--no-config"), ["happy", undefined])
      assert.deepStrictEqual(yield* ready("--scenario", "banned"), ["banned", undefined])
      yield* Effect.promise(() => rename(join(folder, "tiktok-mock.json"), join(folder, "other.json")))
      yield* Effect.promise(() => writeFile(join(folder, "tiktok-mock.yml"), "name: found"))
      assert.deepStrictEqual(yield* ready("--seed-file", "other.json"), ["own", "other.json"])
      assert.deepStrictEqual(yield* ready(), ["found", "tiktok-mock.yml"])
    }))
})
