import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"

const program = `
const { createMock } = await import(${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)})
const isLoaded = () => process.moduleLoadList.some((name) => name.includes("undici"))
const mock = createMock()
const { url } = await mock.listen()
const atStart = isLoaded()
await fetch(url)
console.log(JSON.stringify([atStart, isLoaded()]))
await mock.dispose()
`

it("Node's fetch, which takes longer to load than the rest of the start, is not loaded before the server listens", () => {
  const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8"
  })
  assert.strictEqual(stdout, "[false,true]\n", stderr)
})
