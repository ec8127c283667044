import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../src")

/** Files from the top to the bottom. `src/README.md` has a diagram. */
const layers: ReadonlyArray<ReadonlyArray<string>> = [
  ["index.ts"],
  ["Admin.ts"],
  ["Scheduler.ts"],
  ["internal/admin/routes.ts"],
  ["internal/admin/pages.ts"],
  ["internal/admin/html.ts", "internal/admin/style.ts"],
  ["internal/local.ts", "internal/cluster.ts"],
  ["internal/sweep.ts"],
  ["internal/creatorEntity.ts", "internal/service.ts", "internal/worker.ts"],
  ["internal/work.ts"],
  ["internal/own.ts"],
  ["internal/tablesOf.ts"],
  ["internal/posts.ts", "internal/dueQueries.ts", "internal/pauses.ts", "internal/migrations.ts"],
  ["internal/endStates.ts", "internal/webhook.ts", "internal/tableVersions.ts"],
  ["internal/row.ts", "internal/database.ts"],
  ["internal/settings.ts", "internal/when.ts"],
  ["internal/afterFailure.ts", "internal/plan.ts", "internal/rules.ts", "internal/metrics.ts"],
  ["model/service.ts"],
  ["model/options.ts", "SchedulerError.ts"],
  ["ScheduledPost.ts"]
]

const heights = new Map(layers.toReversed().flatMap((names, height) => names.map((name) => [name, height] as const)))

const heightOf = (file: string): number => heights.get(file) ?? assert.fail(`${file} is in no layer`)

const textOf = (file: string) => readFileSync(join(root, file), "utf8")

const importsOf = (file: string): ReadonlyArray<string> =>
  [...textOf(file).matchAll(/^(?! \*).*\bfrom "(\.[^"]+)"/gm)].map(([, specifier = ""]) =>
    normalize(join(dirname(file), specifier))
  )

const files = globSync("**/*.ts", { cwd: root })

describe("layers", () => {
  it("each file imports only from its own layer and those below", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).filter((imported) => heightOf(imported) > heightOf(file)).map((imported) =>
        `${file} imports ${imported}`
      )
    )
    assert.deepStrictEqual(wrong, [])
    assert.sameMembers(layers.flat(), files)
  })

  it("the types of effect/cluster stay in two files", () => {
    const named = files.filter((file) =>
      textOf(file).includes("\"effect/cluster/") || textOf(file).includes("NodeCluster")
    )
    assert.sameMembers(named, ["internal/cluster.ts", "internal/creatorEntity.ts"])
  })
})
