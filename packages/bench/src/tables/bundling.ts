import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { bundle, type Bundling, sizeOf } from "../harness/bundle.ts"
import { runMeasured, script } from "../harness/child.ts"
import { peerScript } from "../harness/peers.ts"
import { interleave, withFewerRounds } from "../harness/rounds.ts"
import type { Table } from "../harness/Table.ts"

const programs: ReadonlyArray<readonly [string, string, Bundling]> = [
  ["any platform, esbuild", "publishAnywhere.ts", { bundler: "esbuild", platform: "browser" }],
  ["any platform, rolldown", "publishAnywhere.ts", { bundler: "rolldown", platform: "browser" }],
  ["Node with node:http, esbuild", "publishNode.ts", { bundler: "esbuild", platform: "node" }],
  ["Node with node:http, rolldown", "publishNode.ts", { bundler: "rolldown", platform: "node" }]
]

/** The size of a program that publishes a file. */
export const bundleSize: Table = {
  name: "bundle",
  title: "A program that publishes a file, as one minified file",
  columns: [
    { key: "minified", label: "KiB", digits: 1 },
    { key: "gzip", label: "KiB with gzip", digits: 1, compared: true },
    { key: "effect", label: "KiB of Effect", digits: 1 },
    { key: "library", label: "KiB of the library", digits: 1 }
  ],
  compare: { as: "growth" },
  // The size is the same in every round.
  measure: (bench) =>
    interleave(
      { ...bench, rounds: 1 },
      programs.map(([name, entry, bundling]) => ({
        name,
        run: async () => sizeOf(await bundle(bench.folder, script(`programs/${entry}`), bundling))
      }))
    )
}

/** The cost of loading the library, beside the cost of loading an HTTP client. */
export const importing: Table = {
  name: "import",
  title: "Importing a program that publishes a file, and importing HTTP clients",
  columns: [
    { key: "cpu", label: "CPU ms", digits: 0, compared: true },
    { key: "wall", label: "ms", digits: 0, compared: true }
  ],
  compare: { as: "ours", row: "ours with node:http, bundled" },
  measure: async (bench) => {
    const bundled = async (path: string) =>
      (await bundle(bench.folder, path, { bundler: "esbuild", platform: "node" })).path
    const installed = createRequire(peerScript("package.json"))
    const peers = ["undici", "axios", "got", "ky"].map((name) => [name, installed.resolve(name)] as const)
    const modules = [
      ["ours with fetch, bundled", await bundled(script("programs/publishAnywhere.ts"))],
      ["ours with node:http, bundled", await bundled(script("programs/publishNode.ts"))],
      ["undici, bundled", await bundled(installed.resolve("undici"))],
      ["ours with node:http, from its sources", script("programs/publishNode.ts")],
      ...peers
    ] as const
    return interleave(
      withFewerRounds(bench),
      modules.map(([name, path]) => ({
        name,
        run: async () => {
          const module = pathToFileURL(path).href
          const { cpu = NaN, wall = NaN } = await runMeasured(script("processes/importing.ts"), { module })
          return { cpu: cpu * 1000, wall: wall * 1000 }
        }
      }))
    )
  }
}
