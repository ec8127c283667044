import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { bundle, type Bundling, sizeOf } from "../harness/bundle.ts"
import { runMeasured } from "../harness/child.ts"
import { peerScript } from "../harness/peers.ts"
import { interleave } from "../harness/rounds.ts"
import { script } from "../harness/scripts.ts"
import type { Table } from "../harness/Table.ts"

const programs: ReadonlyArray<readonly [string, string, Bundling]> = [
  ["any platform, esbuild", "publishAnywhere.ts", { bundler: "esbuild", platform: "browser" }],
  ["any platform, rolldown", "publishAnywhere.ts", { bundler: "rolldown", platform: "browser" }],
  ["Node with undici, esbuild", "publishNode.ts", { bundler: "esbuild", platform: "node" }],
  ["Node with undici, rolldown", "publishNode.ts", { bundler: "rolldown", platform: "node" }]
]

/** How large a program is that publishes a file. */
export const bundleSize: Table = {
  name: "bundle",
  title: "A program that publishes a file, as one minified file",
  columns: [
    { key: "minified", label: "KiB", digits: 1 },
    { key: "gzip", label: "KiB with gzip", digits: 1, compared: true }
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

/** What it costs to load the library, beside what it costs to load a mere HTTP client. */
export const importing: Table = {
  name: "import",
  title: "Importing a program that publishes a file, and importing HTTP clients",
  columns: [
    { key: "cpu", label: "CPU ms", digits: 0, compared: true },
    { key: "wall", label: "ms", digits: 0, compared: true }
  ],
  compare: { as: "ours", row: "ours, bundled" },
  measure: async (bench) => {
    const publishNode = script("programs/publishNode.ts")
    const bundled = await bundle(bench.folder, publishNode, { bundler: "esbuild", platform: "node" })
    const installed = createRequire(peerScript("package.json"))
    const peers = ["undici", "axios", "got", "ky"].map((name) => [name, installed.resolve(name)] as const)
    return interleave(
      bench,
      [["ours, bundled", bundled] as const, ["ours, from its sources", publishNode] as const, ...peers].map(
        ([name, path]) => ({
          name,
          run: async () => {
            const module = pathToFileURL(path).href
            const { cpu = NaN, wall = NaN } = await runMeasured(script("processes/importing.ts"), { module })
            return { cpu: cpu * 1000, wall: wall * 1000 }
          }
        })
      )
    )
  }
}
