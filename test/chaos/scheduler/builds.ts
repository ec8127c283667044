/** The program of a runner in two builds, the newer one with another record. */
import { bundlePrograms } from "bundle-command"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The two programs of a runner. */
export interface Builds {
  readonly old: string
  readonly new: string
}

const worker = fileURLToPath(new URL("./worker.ts", import.meta.url))

/** Bundles both into a folder. */
export const makeBuilds = async (folder: string): Promise<Builds> => {
  const left = new Set(Object.keys(changes))
  await bundlePrograms({ worker }, join(folder, "old"))
  await bundlePrograms({ worker }, join(folder, "new"), (source, file) => {
    const name = Object.keys(changes).find((name) => file.endsWith(name))
    if (name === undefined) return source
    left.delete(name)
    return (changes[name] ?? []).reduce((text, [before, after]) => replaced(name, text, before, after), source)
  })
  if (left.size > 0) throw new Error(`the newer build has no ${[...left].join(" and no ")}`)
  return { old: join(folder, "old/worker.js"), new: join(folder, "new/worker.js") }
}

const replaced = (name: string, text: string, before: string, after: string): string => {
  if (text.split(before).length !== 2) throw new Error(`${name} does not have this once: ${before}`)
  return text.replace(before, () => after)
}

/** What a next version may change: a column, a version of the stored post with one more field, and one more detail. */
const changes: Readonly<Record<string, ReadonlyArray<readonly [before: string, after: string]>>> = {
  "packages/scheduler/src/internal/tableVersions.ts": [[
    "      because text NOT NULL\n    )`\n  ]\n",
    "      because text NOT NULL\n    )`\n  ],\n  () => [`ALTER TABLE tiktok_posts ADD COLUMN note text`]\n"
  ]],
  "packages/scheduler/src/internal/row.ts": [
    [
      "{ version: Schema.Literal(1), post: Post.Schema }",
      "{ version: Schema.Literals([1, 2]), post: Post.Schema, audience: Schema.optional(Schema.String) }"
    ],
    ["encodeStoredPost({ version: 1, post })", "encodeStoredPost({ version: 2, post, audience: \"all\" })"],
    ["const Detail = Schema.Struct({", "const Detail = Schema.Struct({\n  note: Schema.optional(Schema.String),"],
    ["encodeDetail(row.detail)", "encodeDetail({ ...row.detail, note: \"of the newer build\" })"]
  ]
}
