import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { run } from "./child.ts"
import { peerScript } from "./peers.ts"
import type { Sample } from "./Table.ts"

/** How to bundle a program. */
export interface Bundling {
  readonly bundler: "esbuild" | "rolldown"
  readonly platform: "browser" | "node"
}

/** A program as one minified file. */
export interface Bundle {
  readonly path: string
  /** Bytes that come from each module, by the path of its source. Empty where the bundler does not report them. */
  readonly modules: Readonly<Record<string, number>>
}

let bundles = 0

/** Bundles a program into one minified file. */
export const bundle = async (folder: string, entry: string, { bundler, platform }: Bundling): Promise<Bundle> => {
  const path = join(folder, `bundle-${++bundles}.mjs`)
  const task = { bundler, entry, outfile: path, platform, minify: true }
  const { stdout } = await run(process.execPath, [peerScript("bundling.ts"), JSON.stringify(task)])
  return { path, modules: JSON.parse(stdout) }
}

const KiB = 1024

/** KiB of a program: minified, compressed with gzip, and by origin. */
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
