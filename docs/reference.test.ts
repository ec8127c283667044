/** Compares the reference with what the packages export. */
import { Auth, Contract, Post, Publisher, TikTokError, Webhook } from "effect-tiktok"
import { assert, it } from "vitest"
import { referencePages } from "./reference.ts"

const pages = referencePages()

const page = (name: string) => pages.get(name) ?? assert.fail(`there is no page ${name}`)

it.each(Object.entries({ Auth, Contract, Post, Publisher, TikTokError, Webhook }))(
  "has every export of %s",
  (name, module) => {
    const text = page(`effect-tiktok/${name}.md`)
    assert.deepStrictEqual(Object.keys(module).filter((one) => !text.includes(`### ${one}\n`)), [])
  }
)

it("shows the methods of a service, the fields of a schema and no bodies", () => {
  assert.match(page("effect-tiktok/Publisher.md"), /### Publisher\n[^#]*readonly publishStream: \(/)
  assert.match(page("effect-tiktok/Outcome.md"), /### Published\n[^#]*\burl: Schema\.opt[^#]*\bunsaved: Schema\.opt/)
  assert.match(page("tiktok-mock-server/index.md"), /createMock = \(options: MockOptions = {}\): Mock => …\n/)
})

it("leaves out what is internal", () => {
  assert.isEmpty([...pages.keys()].filter((name) => name.includes("internal")))
  assert.notInclude([...pages.values()].join(""), "@internal")
})
