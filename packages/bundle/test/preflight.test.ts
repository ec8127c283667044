import { assert, describe, it } from "@effect/vitest"
import { resolve } from "node:path"
import { rolldown } from "rolldown"

const client = resolve(import.meta.dirname, "../../client/src")

/** The modules in the bundle of a program, by its files: the first is loaded at once, the others late. */
const modulesOf = async (entry: string) => {
  const bundle = await rolldown({ input: resolve(client, entry), platform: "browser", logLevel: "silent" })
  const { output: [first, ...others] } = await bundle.generate({ format: "esm" })
  await bundle.close()
  return {
    first: first.moduleIds,
    late: others.flatMap((file) => file.type === "chunk" ? file.moduleIds : [])
  }
}

const isReader = (module: string) =>
  /\/mediabunny\/|\/internal\/preflight\/(?!findingErrors)|\/Preflight\.ts$/.test(module)

const isPackage = (module: string) => module.includes("/mediabunny/")

describe("Preflight", () => {
  it("is in no bundle that does not import it, and neither is the package that reads videos", async () => {
    for (const entry of ["index.ts", "PostForm.ts"]) {
      const { first, late } = await modulesOf(entry)
      assert.isNotEmpty(first)
      assert.deepStrictEqual([...first, ...late].filter(isReader), [])
    }
  })

  it("loads the package that reads videos late", async () => {
    const { first, late } = await modulesOf("Preflight.ts")
    assert.deepStrictEqual(first.filter(isPackage), [])
    assert.isNotEmpty(late.filter(isPackage))
  })
})
