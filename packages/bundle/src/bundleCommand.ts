import { chmodSync, rmSync } from "node:fs"
import { basename, dirname } from "node:path"
import { type Plugin, rolldown } from "rolldown"
import { inOneFile } from "./inOneFile.ts"
import { keepFiles } from "./keepFiles.ts"
import { notices } from "./notices.ts"

/**
 * Bundles a command of the package in `root`, so that it needs nothing but Node. What the command loads late stays in files of
 * its own, in the folder of `file`.
 */
export const bundleCommand = async (root: string, source: string, file: string): Promise<void> => {
  const out = dirname(file)
  rmSync(out, { recursive: true, force: true })
  const bundle = await rolldown({
    input: source,
    platform: "node",
    plugins: [undici, keepFiles(root, out), notices],
    onLog: (level, { code, message }) => {
      if (level === "warn") throw new Error(`${code}: ${message}`)
    }
  })
  await bundle.write({
    dir: out,
    format: "esm",
    entryFileNames: basename(file),
    // All in one folder: what a file finds beside itself has to lie there for all of them.
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: { groups: [inOneFile(source)] },
    // Names and lines stay, since a person may have to read the stack of a defect.
    minify: { compress: true, mangle: false, codegen: false },
    comments: false
  })
  await bundle.close()
  chmodSync(file, 0o755)
}

/** Effect passes undici on with `export *`, of which rolldown keeps no name where a CommonJS package is loaded late. */
const undici: Plugin = {
  name: "undici",
  resolveId(id, importer) {
    const isPassedOn = id === "./Undici.js" && importer?.includes("/@effect/platform-node/")
    return isPassedOn ? this.resolve("undici", importer) : undefined
  }
}
