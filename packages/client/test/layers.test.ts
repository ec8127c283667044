import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../src")

/** Folders, and files next to the folders, from the top to the bottom. `src/README.md` has a diagram. */
const layers: ReadonlyArray<ReadonlyArray<string>> = [
  ["node", "index.ts"],
  ["promise.ts", "upload.ts", "internal/promise", "Platform.ts"],
  ["internal/runtimes"],
  ["TikTok.ts", "StoreChecks.ts", "internal/storeChecks"],
  ["Publisher.ts", "PostForm.ts"],
  ["internal/publish", "StatusPoller.ts", "Recovery.ts"],
  ["Creator.ts", "Videos.ts", "Uploader.ts", "Preflight.ts", "internal/preflight"],
  ["Auth.ts", "internal/tokens", "Quota.ts", "internal/quota", "Webhook.ts", "internal/webhooks"],
  ["TikTokApi.ts"],
  ["Contract.ts", "ErrorCatalog.ts", "contract"],
  ["internal/upload"],
  ["internal/wire"],
  ["Checkpoint.ts", "TokenStore.ts", "TokenLock.ts"],
  ["RecordStore.ts", "internal/records", "internal/claims"],
  ["internal/common"],
  [
    "Hooks.ts",
    "Media.ts",
    "Outcome.ts",
    "Post.ts",
    "RetryPolicy.ts",
    "TikTokError.ts",
    "contract/operationNames.ts",
    "model",
    "reasons"
  ]
]

const heights = new Map(layers.toReversed().flatMap((names, height) => names.map((name) => [name, height] as const)))

/** The longest name of a layer that a file has. */
const nameOf = (file: string): string => {
  const parts = file.split("/")
  const names = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"))
  return names.find((name) => heights.has(name)) ?? assert.fail(`${file} is in no layer`)
}

const heightOf = (file: string): number => heights.get(nameOf(file)) ?? 0

/** The imported files, and the imports in examples of doc comments left out. */
const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^(?! \*).*(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/gm)]
    .map(([, specifier = ""]) => normalize(join(dirname(file), specifier)))
    .filter((imported) => !imported.startsWith(".."))

const files = globSync("**/*.ts", { cwd: root })

describe("layers", () => {
  it("each file imports only from its own layer and those below", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).filter((imported) => heightOf(imported) > heightOf(file)).map((imported) =>
        `${file} imports ${imported}`
      )
    )
    assert.deepStrictEqual(wrong, [])
  })

  it("names no folder or file that does not exist", () => {
    const found = new Set(files.map(nameOf))
    assert.deepStrictEqual(layers.flat().filter((name) => !found.has(name)), [])
  })
})
