import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../src")

/** The allowed imports of each folder, and of each file next to the folders. `src/README.md` has a diagram. */
const layers: Readonly<Record<string, ReadonlyArray<string>>> = {
  engine: [],
  html: [],
  conformance: ["engine"],
  "version.ts": [],
  coverage: ["engine"],
  scenarios: ["engine"],
  media: ["engine"],
  wire: ["engine", "html"],
  // The control API as an object, which is part of the type `Mock`.
  "control/Control.ts": ["engine", "scenarios", "wire"],
  "server/Tenants.ts": ["engine", "Mock.ts"],
  server: ["engine", "wire"],
  "Mock.ts": ["engine", "media", "scenarios", "wire", "server", "control/Control.ts"],
  control: [
    "engine",
    "coverage",
    "html",
    "media",
    "scenarios",
    "wire",
    "server",
    "server/Tenants.ts",
    "Mock.ts",
    "version.ts"
  ],
  dashboard: [
    "engine",
    "html",
    "media",
    "scenarios",
    "coverage",
    "conformance",
    "wire",
    "control",
    "Mock.ts",
    "version.ts"
  ],
  openapi: ["engine", "html", "wire", "control"],
  "createMock.ts": [
    "engine",
    "media",
    "scenarios",
    "wire",
    "server",
    "server/Tenants.ts",
    "control",
    "control/Control.ts",
    "dashboard",
    "openapi",
    "Mock.ts"
  ],
  simulation: ["engine", "Mock.ts", "createMock.ts"],
  command: [
    "engine",
    "coverage",
    "media",
    "scenarios",
    "wire",
    "server",
    "control",
    "Mock.ts",
    "createMock.ts",
    "version.ts"
  ],
  "effect.ts": ["server", "Mock.ts", "createMock.ts"],
  "bin.ts": ["command"]
}

const layerOf = (file: string): string => file in layers ? file : file.split("/")[0] ?? file

const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, specifier = ""]) => normalize(join(dirname(file), specifier)))
    .filter((imported) => !imported.startsWith(".."))

const files = globSync("**/*.{ts,tsx}", { cwd: root })

describe("layers", () => {
  // `index.ts` exports from everywhere.
  it("each file imports only the layers below its own", () => {
    const wrong = files.filter((file) => file !== "index.ts").flatMap((file) => {
      const allowed = new Set([layerOf(file), ...layers[layerOf(file)] ?? []])
      return importsOf(file).filter((imported) => !allowed.has(layerOf(imported)))
        .map((imported) => `${file} imports ${imported}`)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it("nothing is allowed that nothing uses", () => {
    const used = new Set(
      files.flatMap((file) => importsOf(file).map((imported) => `${layerOf(file)} ${layerOf(imported)}`))
    )
    const unused = Object.entries(layers).flatMap(([layer, allowed]) =>
      allowed.filter((below) => !used.has(`${layer} ${below}`)).map((below) => `${layer} to ${below}`)
    )
    assert.deepStrictEqual(unused, [])
  })

  it("the order has no circle", () => {
    const heights = new Map<string, number>()
    const heightOf = (layer: string, above: ReadonlyArray<string>): number => {
      assert.notInclude(above, layer)
      const height = heights.get(layer)
        ?? 1 + Math.max(0, ...(layers[layer] ?? []).map((below) => heightOf(below, [...above, layer])))
      heights.set(layer, height)
      return height
    }
    for (const layer of Object.keys(layers)) heightOf(layer, [])
    assert.isAbove(heights.get("createMock.ts") ?? 0, heights.get("engine") ?? 0)
  })
})
