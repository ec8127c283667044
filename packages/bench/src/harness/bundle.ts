import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { run } from "./child.ts"
import { peerScript } from "./peers.ts"

/** How a program becomes one file. */
export interface Bundling {
  readonly bundler: "esbuild" | "rolldown"
  readonly platform: "browser" | "node"
}

let bundles = 0

/** Makes one minified file of a program, and gives its path. */
export const bundle = async (folder: string, entry: string, { bundler, platform }: Bundling): Promise<string> => {
  const outfile = join(folder, `bundle-${++bundles}.mjs`)
  await run(process.execPath, [
    peerScript("bundling.ts"),
    JSON.stringify({ bundler, entry, outfile, platform, minify: true })
  ])
  return outfile
}

/** KiB of a file, as it is and compressed with gzip. */
export const sizeOf = (path: string): { readonly minified: number; readonly gzip: number } => {
  const content = readFileSync(path)
  return { minified: content.length / 1024, gzip: gzipSync(content, { level: 9 }).length / 1024 }
}
