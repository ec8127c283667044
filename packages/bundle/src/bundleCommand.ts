import { chmodSync, rmSync } from "node:fs"
import { basename, dirname } from "node:path"
import { type InputOptions, type Plugin, rolldown } from "rolldown"
import { inOneFile } from "./inOneFile.ts"
import { keepFiles } from "./keepFiles.ts"
import { notices } from "./notices.ts"

/**
 * Bundles a command of the package in `root`, so that it needs nothing but Node. Modules that the command loads late stay in
 * separate files, in the folder of `file`. Packages in `left` are left out, for a command that never loads them.
 */
export const bundleCommand = async (
  root: string,
  source: string,
  file: string,
  left: ReadonlyArray<string> = []
): Promise<void> => {
  const out = dirname(file)
  rmSync(out, { recursive: true, force: true })
  const bundle = await rolldown({
    input: source,
    platform: "node",
    external: [...left],
    plugins: [undici, keepFiles(root, out), notices],
    ...strict
  })
  await bundle.write({
    dir: out,
    format: "esm",
    entryFileNames: basename(file),
    // All in one folder, so that each finds its data files beside itself.
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: { groups: [inOneFile(source)] },
    // Names and lines stay, so that a person can read the stack of a defect.
    minify: { compress: true, mangle: false, codegen: false },
    comments: false
  })
  await bundle.close()
  chmodSync(file, 0o755)
}

/**
 * Bundles programs of this workspace into a folder. What they share is in files of its own. `edit` may change the source of
 * each file, for another version of it.
 */
export const bundlePrograms = async (
  sources: Readonly<Record<string, string>>,
  folder: string,
  edit: (source: string, file: string) => string = (source) => source
): Promise<void> => {
  const editing: Plugin = { name: "edit", transform: (source, file) => edit(source, file) }
  const bundle = await rolldown({ input: { ...sources }, platform: "node", plugins: [editing, undici], ...strict })
  await bundle.write({ dir: folder, format: "esm", minify: false })
  await bundle.close()
}

/** A warning fails the build, unless it is about its time: a busy machine is slow. */
const strict: Pick<InputOptions, "checks" | "onLog"> = {
  checks: { bundlerTimings: false },
  onLog: (level, { code, message }) => {
    if (level === "warn") throw new Error(`${code}: ${message}`)
  }
}

/** Effect re-exports undici with `export *`. For a CommonJS package that is loaded late, rolldown keeps no names of it. */
const undici: Plugin = {
  name: "undici",
  resolveId(id, importer) {
    const isReexported = id === "./Undici.js" && importer?.includes("/@effect/platform-node/")
    return isReexported ? this.resolve("undici", importer) : undefined
  }
}

export { bundleScript } from "./bundleScript.ts"
export { inspectBundle, type Inspected } from "./inspectBundle.ts"
