import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")
const client = { folder: "packages/client", name: "effect-tiktok" }
const mock = { folder: "mock-server", name: "tiktok-mock-server" }

const sourcesOf = (folder: string): ReadonlyArray<string> =>
  globSync(`${folder}/**/*.{ts,mts,js,mjs,tsx}`, {
    cwd: root,
    exclude: (name) => /(?:^|\/)(?:node_modules|dist|\.tsbuildinfo)$/.test(name)
  })

const specifier = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'`])([^"'`\n]+)\1/g

/** Whether an import leads to a package, by name or by path. */
const leadsTo = (target: typeof client, file: string, specifier: string): boolean =>
  specifier.startsWith(".")
    ? !relative(target.folder, join(dirname(file), specifier)).startsWith("..")
    : specifier === target.name || specifier.startsWith(`${target.name}/`)

const importsFrom = (from: typeof client, target: typeof client): ReadonlyArray<string> =>
  sourcesOf(from.folder).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(specifier)]
      .map(([, , imported = ""]) => imported)
      .filter((imported) => leadsTo(target, file, imported))
      .map((imported) => `${file} imports ${imported}`)
  )

describe("boundaries", () => {
  it("finds imports by name and by path", () => {
    assert.isTrue(leadsTo(mock, "packages/client/src/Auth.ts", "tiktok-mock-server/effect"))
    assert.isTrue(leadsTo(mock, "packages/client/src/Auth.ts", "../../../mock-server/src/index.ts"))
    assert.isFalse(leadsTo(mock, "packages/client/src/Auth.ts", "./Post.ts"))
    assert.isFalse(leadsTo(client, "mock-server/src/Mock.ts", "effect-tiktok-cli"))
    assert.isAbove(importsFrom(client, client).length, 20)
    assert.isAbove(importsFrom(mock, mock).length, 20)
  })

  it("the client imports nothing from the mock", () => {
    assert.deepStrictEqual(importsFrom(client, mock), [])
  })

  it("the mock imports nothing from the client", () => {
    assert.deepStrictEqual(importsFrom(mock, client), [])
  })

  it("neither package depends on the other", () => {
    for (const [from, target] of [[client, mock], [mock, client]] as const) {
      assert.notInclude(readFileSync(join(root, from.folder, "package.json"), "utf8"), `"${target.name}":`)
    }
  })

  it("the linter refuses an import across the boundary", () => {
    const files = {
      "packages/client/src/byName.ts": "tiktok-mock-server",
      "packages/client/src/byEntryPoint.ts": "tiktok-mock-server/effect",
      "packages/client/src/byPath.ts": "../../../mock-server/src/index.ts",
      "packages/client/src/lawful.ts": "effect/Effect",
      "mock-server/src/byName.ts": "effect-tiktok",
      "mock-server/src/byEntryPoint.ts": "effect-tiktok/Publisher",
      "mock-server/src/byPath.ts": "../../packages/client/src/index.ts",
      "mock-server/src/lawful.ts": "effect/Effect"
    }
    const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-lint-"))
    try {
      copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"))
      for (const [file, imported] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true })
        writeFileSync(join(folder, file), `import * as Other from "${imported}"\nexport const other = Other\n`)
      }
      const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format=json"], {
        cwd: folder,
        encoding: "utf8"
      })
      const { diagnostics }: { readonly diagnostics: ReadonlyArray<Record<"code" | "filename", string>> } = JSON.parse(
        stdout
      )
      const refused = diagnostics.filter(({ code }) => code === "eslint(no-restricted-imports)")
      assert.deepStrictEqual(
        refused.map(({ filename }) => filename).toSorted(),
        Object.keys(files).filter((file) => !file.endsWith("lawful.ts")).toSorted()
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
