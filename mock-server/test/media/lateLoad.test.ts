import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { makeVideo } from "./files.ts"
import { uploadProgram, video } from "./support.ts"

const before = `
import { registerHooks } from "node:module"
const loaded = []
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === "mediabunny") loaded.push(specifier)
    return next(specifier, context)
  }
})`

it.effect("the parser of videos is loaded with the first file that has a header, and not before", () =>
  Effect.gen(function*() {
    const files = { tiny: video(8), headless: video(10_000), whole: yield* makeVideo() }
    const { stderr, stdout } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", uploadProgram(files, { before, after: "console.log(name, loaded.length)" })],
      { encoding: "utf8" }
    )
    assert.strictEqual(stdout, "tiny 0\nheadless 0\nwhole 1\n", stderr)
  }))
