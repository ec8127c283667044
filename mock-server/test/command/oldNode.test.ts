import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { oldNodeProblem } from "../../src/command/oldNode.ts"

describe("an old Node", () => {
  it("is refused in one sentence, by the version in the manifest", () => {
    const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8")
    )
    const oldest = engines.node.replace(">=", "")
    assert.isUndefined(oldNodeProblem(oldest))
    assert.isUndefined(oldNodeProblem("24.0.0"))
    assert.isUndefined(oldNodeProblem("22.20.0"))
    assert.isUndefined(oldNodeProblem(process.versions.node))
    for (const version of ["20.20.2", "22.18.0", "18.0.0"]) {
      assert.strictEqual(
        oldNodeProblem(version),
        `needs Node ${oldest.replace(/\.0$/, "")} or newer, but this is Node ${version}`
      )
    }
  })

  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"]
  const oldNode = folders.map((folder) => join(folder, "node")).find((file) => {
    const { stdout } = spawnSync(file, ["--version"], { encoding: "utf8" })
    return typeof stdout === "string" && /^v(?:18|20)\./.test(stdout)
  })

  it.skipIf(oldNode === undefined)("loads the first file of the command", () => {
    const folder = mkdtempSync(join(tmpdir(), "old-node-"))
    // As published: without types.
    for (const [file, name] of [["bin.ts", "bin.mjs"], ["command/oldNode.ts", "oldNode.mjs"]] as const) {
      const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8")
      writeFileSync(join(folder, name), stripTypeScriptTypes(source).replace("./command/oldNode.ts", "./oldNode.mjs"))
    }
    const { status, stderr, stdout } = spawnSync(oldNode ?? "", [join(folder, "bin.mjs")], { encoding: "utf8" })
    rmSync(folder, { recursive: true })
    assert.deepStrictEqual([status, stdout], [1, ""])
    assert.match(stderr, /^tiktok-mock: needs Node 22\.19 or newer, but this is Node \d+\.\d+\.\d+\n$/)
  })
})
