import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readSeed } from "../../src/command/readSeed.ts"
import { createMock } from "../../src/index.ts"
import { send, start } from "./support.ts"

describe("tiktok-mock init", () => {
  it.effect("writes a seed file that starts the mock, and never over another file", () =>
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "mock-init-"))),
        (name) => Effect.promise(() => rm(name, { recursive: true }))
      )
      const file = join(folder, "mock.yaml")
      const first = yield* start("init", file)
      assert.strictEqual(yield* Effect.promise(() => first.exit), 0)
      assert.strictEqual(first.stdout, `${file} is written; start with tiktok-mock --seed-file ${file}\n`)

      const mock = yield* start("--port", "0", "--seed-file", file)
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) /))
      const answer = yield* Effect.promise(() =>
        send(`${url}/v2/post/publish/creator_info/query/`, {
          method: "POST",
          headers: { authorization: "Bearer act.dev-token" }
        })
      )
      assert.strictEqual(answer.status, 200)

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
})
