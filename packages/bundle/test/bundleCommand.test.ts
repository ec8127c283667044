import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { bundleCommand } from "../src/bundleCommand.ts"

const bundle = (root: string) => bundleCommand(root, join(root, "src/bin.ts"), join(root, "dist/bin/hello.js"))

/** Source of a command that uses a dependency, loads a module late, and reads data files of both. */
const sources = {
  "package.json": JSON.stringify({ name: "hello", type: "module" }),
  "own/greeting.txt": "own greeting",
  "src/bin.ts": `await import("./main.ts")`,
  "src/main.ts": `import { shout } from "./shout.ts"\nawait import("./late.ts").then(({ tell }) => tell(shout))`,
  "src/shout.ts": "export const shout = (text: string) => text.toUpperCase()",
  "src/late.ts": `import { readFileSync } from "node:fs"
import { theirs } from "dependency"
import { shout as again } from "./shout.ts"
const own = readFileSync(new URL("../own/greeting.txt", import.meta.url), "utf8")
export const tell = (shout: (text: string) => string) => console.log(shout(own), again(theirs()))`,
  "node_modules/dependency/package.json": JSON.stringify({
    name: "dependency",
    version: "1.2.3",
    license: "MIT",
    type: "module",
    main: "index.js"
  }),
  "node_modules/dependency/LICENSE": "Copyright Example",
  "node_modules/dependency/index.js": `import { readFileSync } from "node:fs"
export const theirs = () => readFileSync(new URL("./data/their.txt", import.meta.url), "utf8")`,
  "node_modules/dependency/data/their.txt": "their greeting",
  "node_modules/dependency/data/LICENSE": "of the data"
}

const withPackage = async (files: Readonly<Record<string, string>>, use: (root: string) => Promise<void>) => {
  const root = mkdtempSync(join(tmpdir(), "bundle-"))
  try {
    for (const [name, text] of Object.entries({ ...sources, ...files })) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    await use(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const failureOf = (work: () => Promise<void>): Promise<string> =>
  work().then(() => "", (error: unknown) => String(error))

describe("bundleCommand", () => {
  it("makes a command that runs without its dependencies and sources, and finds its data files", () =>
    withPackage({}, async (root) => {
      await bundle(root)
      const alone = join(root, "alone")
      for (const kept of ["package.json", "own", "dist"]) {
        cpSync(join(root, kept), join(alone, kept), { recursive: true })
      }
      rmSync(join(root, "node_modules"), { recursive: true })
      rmSync(join(root, "src"), { recursive: true })
      rmSync(join(root, "own"), { recursive: true })
      const { status, stderr, stdout } = spawnSync(process.execPath, [join(alone, "dist/bin/hello.js")], {
        encoding: "utf8"
      })
      assert.deepStrictEqual([stdout, stderr, status], ["OWN GREETING THEIR GREETING\n", "", 0])
    }))

  it("writes the licenses of the bundled packages, and copies those beside data files", () =>
    withPackage({}, async (root) => {
      await bundle(root)
      const notices = readFileSync(join(root, "dist/bin/THIRD-PARTY-NOTICES.txt"), "utf8")
      assert.strictEqual(notices, "dependency 1.2.3, MIT\n\nCopyright Example\n")
      assert.isTrue(existsSync(join(root, "dist/bin/data/LICENSE")))
    }))

  it("says where the source of a package is when its license requires that", () =>
    withPackage({
      "node_modules/dependency/package.json": JSON.stringify({
        name: "dependency",
        version: "1.2.3",
        license: "MPL-2.0",
        type: "module",
        main: "index.js"
      })
    }, async (root) => {
      await bundle(root)
      assert.strictEqual(
        readFileSync(join(root, "dist/bin/THIRD-PARTY-NOTICES.txt"), "utf8"),
        "dependency 1.2.3, MPL-2.0\n\nIts source is at https://www.npmjs.com/package/dependency/v/1.2.3\n\n"
          + "Copyright Example\n"
      )
    }))

  it("leaves out a package that the command never loads", () =>
    withPackage(
      { "src/late.ts": `export const tell = () => process.argv[9] && import("dependency")` },
      async (root) => {
        await bundleCommand(root, join(root, "src/bin.ts"), join(root, "dist/bin/hello.js"), ["dependency"])
        assert.strictEqual(readFileSync(join(root, "dist/bin/THIRD-PARTY-NOTICES.txt"), "utf8"), "")
        const { status } = spawnSync(process.execPath, [join(root, "dist/bin/hello.js")])
        assert.strictEqual(status, 0)
      }
    ))

  it("removes an earlier bundle", () =>
    withPackage({ "dist/bin/old.js": "" }, async (root) => {
      await bundle(root)
      assert.notInclude(readdirSync(join(root, "dist/bin")), "old.js")
    }))

  it("rejects a package without an allowed license or without its text", async () => {
    const dependency = { name: "dependency", version: "1.2.3", type: "module", main: "index.js" }
    const file = "node_modules/dependency/package.json"
    for (const license of ["GPL-3.0", undefined]) {
      await withPackage({ [file]: JSON.stringify({ ...dependency, license }) }, async (root) => {
        const failure = await failureOf(() => bundle(root))
        assert.include(failure, `dependency 1.2.3 has the license "${license}"`)
      })
    }
    await withPackage({}, async (root) => {
      rmSync(join(root, "node_modules/dependency/LICENSE"))
      const failure = await failureOf(() => bundle(root))
      assert.include(failure, "dependency 1.2.3 comes without the text of its license")
    })
  })

  it("rejects a bundle with an unresolved import", () =>
    withPackage({ "src/shout.ts": `export { shout } from "nowhere"` }, async (root) => {
      assert.include(await failureOf(() => bundle(root)), "nowhere")
    }))
})
