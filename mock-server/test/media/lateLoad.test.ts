import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { makeVideo } from "./files.ts"
import { video } from "./support.ts"

const program = (index: string, files: ReadonlyArray<Uint8Array>) => `
import { registerHooks } from "node:module"
const loaded = []
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === "mediabunny") loaded.push(specifier)
    return next(specifier, context)
  }
})
const { createMock } = await import(${JSON.stringify(index)})
const mock = createMock({ limits: "off" })
const { accessToken } = mock.control.issueToken({ contract: "live" })
const counts = [loaded.length]
for (const base64 of ${JSON.stringify(files.map((file) => Buffer.from(file).toString("base64")))}) {
  const body = Buffer.from(base64, "base64")
  const size = body.length
  const init = await mock.fetch("https://open.tiktokapis.com/v2/post/publish/video/init/", {
    method: "POST",
    headers: { authorization: "Bearer " + accessToken, "content-type": "application/json" },
    body: JSON.stringify({
      post_info: { privacy_level: "SELF_ONLY" },
      source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: size, total_chunk_count: 1 }
    })
  })
  const { data } = await init.json()
  const headers = { "content-type": "video/mp4", "content-range": "bytes 0-" + (size - 1) + "/" + size }
  await mock.fetch(data.upload_url, { method: "PUT", headers, body })
  counts.push(loaded.length)
}
console.log(JSON.stringify(counts))
`

it.effect("the parser of videos is loaded with the first file that has a header, and not before", () =>
  Effect.gen(function*() {
    const files = [video(8), video(10_000), yield* makeVideo()]
    const index = new URL("../../src/index.ts", import.meta.url).href
    const { stderr, stdout } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", program(index, files)],
      { encoding: "utf8" }
    )
    assert.strictEqual(stdout, "[0,0,0,1]\n", stderr)
  }))
