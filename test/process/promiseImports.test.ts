/** What the two faces of the library drag in, as declarations and as code. */
import { assert, describe, it } from "@effect/vitest"
import { inspectBundle } from "bundle-command"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { gzipSync } from "node:zlib"

const root = resolve(import.meta.dirname, "../..")
const source = `${root}/packages/client/src/`
const isOfPromises = (module: string) => module.startsWith(`${source}internal/promise/`)

const bundle = async (name: string) => {
  const { modules, own } = await inspectBundle(name, `${root}/test`)
  return { modules, own, library: modules.filter((module) => module.startsWith(source)) }
}

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*(["'])([^"'\n]+)\1/g

/** The declarations that one of them reaches, and the packages that those import. */
const reach = (entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } => {
  const files = new Set([entry])
  const packages = new Set<string>()
  for (const file of files) {
    const code = readFileSync(file, "utf8").replaceAll(/^ *\*.*$/gm, "")
    for (const [, , imported = ""] of code.matchAll(specifier)) {
      if (imported.startsWith(".")) files.add(resolve(dirname(file), imported.replace(/\.[jt]s$/, ".d.ts")))
      else packages.add(imported)
    }
  }
  return { files, packages }
}

describe("the faces of the library", () => {
  it("the declarations of effect-tiktok/promise import nothing of Effect, on Node or elsewhere", () => {
    const out = mkdtempSync(join(tmpdir(), "effect-tiktok-declarations-"))
    const emit = (project: string) =>
      spawnSync("tsc", [
        "-p",
        `packages/client/${project}`,
        "--emitDeclarationOnly",
        "--outDir",
        out,
        "--tsBuildInfoFile",
        join(out, `${project}.info`)
      ], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env["PATH"]}` }
      })
    try {
      const { status, stdout } = emit("tsconfig.json")
      assert.strictEqual(status, 0, stdout)
      const { files, packages } = reach(join(out, "promise.d.ts"))
      assert.isAbove(files.size, 3)
      assert.deepStrictEqual([...packages], [])
      assert.include(reach(join(out, "Publisher.d.ts")).packages, "effect/Effect")
      const node = readFileSync(`${source}node/promise.ts`, "utf8")
      const ofNode = [...node.matchAll(/^export.*$/gm)].map(([line]) => line.replace("\"../", "\"./"))
      const ofOthers = [...readFileSync(`${source}promise.ts`, "utf8").matchAll(/^export.*$/gm)].map(([line]) => line)
      assert.deepStrictEqual(ofNode, ofOthers)
    } finally {
      rmSync(out, { recursive: true, force: true })
    }
  })

  it("neither drags in the other's code", async () => {
    const [promises, effects] = await Promise.all([bundle("effect-tiktok/promise"), bundle("effect-tiktok")])
    assert.isNotEmpty(promises.library.filter(isOfPromises))
    assert.deepStrictEqual(
      effects.library.filter((module) => isOfPromises(module) || module.includes("/promise.ts")),
      []
    )
    const onlyForEffect = /\/(?:index|PostForm|ErrorCatalog|StoreChecks)\.ts$|\/node\/|\/records(?:File|Redis|Sql)\.ts$/
    assert.deepStrictEqual(promises.library.filter((module) => onlyForEffect.test(module)), [])
    assert.isNotEmpty(effects.library.filter((module) => onlyForEffect.test(module)))
    assert.deepStrictEqual(promises.modules.filter((module) => /platform-node|sql-pg|undici/.test(module)), [])
  })

  it("with fetch, the library's own share of the promises is at most 60 KiB", async () => {
    const { own } = await bundle("effect-tiktok/promise")
    const KiB = gzipSync(own, { level: 9 }).length / 1024
    assert.isAbove(KiB, 20)
    assert.isBelow(KiB, 60)
  })
})
