import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { temporaryFolder } from "../media/support.ts"
import { start } from "./support.ts"

describe("--media-dir", () => {
  it.effect("is refused before anything is ready when no files can be kept there", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "file")
      yield* Effect.promise(() => writeFile(file, ""))
      const unusable: ReadonlyArray<readonly [folder: string, reason: string]> = [
        [file, "it is not a folder"],
        [join(file, "videos"), "ENOTDIR"],
        // Linux has a folder in which no other can be made.
        ...existsSync("/proc/self") ? [["/proc/media/files", "ENOENT"], ["/proc", "E"]] as const : []
      ]
      for (const [folder, reason] of unusable) {
        const mock = yield* start("--port", "0", "--media-dir", folder)
        assert.strictEqual(yield* Effect.promise(() => mock.exit), 1)
        assert.strictEqual(mock.stdout, "")
        const words = `tiktok-mock: --media-dir ${folder} is not a writable folder: ${reason}`
        assert.strictEqual(mock.stderr.slice(0, words.length), words)
        assert.lengthOf(mock.stderr.trim().split("\n"), 1)
      }
    }))

  it.effect("is made at the start, with nothing in it, and not without need", () =>
    Effect.gen(function*() {
      const place = yield* temporaryFolder
      const folder = join(place, "a", "b")
      const mock = yield* start("--port", "0", "--media-dir", folder)
      yield* Effect.promise(() => mock.line())
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(folder)), [])
      const without = yield* start("--port", "0", "--keep-media", "none", "--media-dir", join(place, "c"))
      yield* Effect.promise(() => without.line())
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(place)), ["a"])
    }))
})
