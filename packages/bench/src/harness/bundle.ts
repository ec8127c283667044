import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { run } from "./child.ts"
import { peerScript } from "./peers.ts"
import type { Sample } from "./Table.ts"

/** How a program becomes one file. */
export interface Bundling {
  readonly bundler: "esbuild" | "rolldown"
  readonly platform: "browser" | "node"
}

/** A program as one minified file. */
export interface Bundle {
  readonly path: string
  /** Bytes of it that come from each module, by the path of its source; empty where the bundler does not tell. */
  readonly modules: Readonly<Record<string, number>>
}

let bundles = 0

/** Makes one minified file of a program. */
export const bundle = async (folder: string, entry: string, { bundler, platform }: Bundling): Promise<Bundle> => {
  const path = join(folder, `bundle-${++bundles}.mjs`)
  const task = { bundler, entry, outfile: path, platform, minify: true }
  const { stdout } = await run(process.execPath, [peerScript("bundling.ts"), JSON.stringify(task)])
  return { path, modules: JSON.parse(stdout) }
}

const KiB = 1024

/** KiB of a program: as it is, compressed with gzip, and what of it comes from where. */
export const sizeOf = ({ modules, path }: Bundle): Sample => {
  const content = readFileSync(path)
  const from = (folder: string) =>
    Object.entries(modules).reduce((sum, [source, bytes]) => source.includes(folder) ? sum + bytes : sum, 0) / KiB ||
    NaN
  return {
    minified: content.length / KiB,
    gzip: gzipSync(content, { level: 9 }).length / KiB,
    effect: from("/node_modules/effect/"),
    library: from("/client/src/")
  }
}
