import { chmodSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Plugin, rolldown } from "rolldown"
import { inOneFile } from "./inOneFile.ts"
import { keepFiles } from "./keepFiles.ts"
import type { Commands } from "./manifest.ts"
import { notices } from "./notices.ts"

/** Makes files that need nothing but Node of the commands of a package. What they load late stays in files of its own. */
export const bundleCommands = async ({ out, root, sources }: Commands): Promise<void> => {
  rmSync(out, { recursive: true, force: true })
  const bundle = await rolldown({
    input: { ...sources },
    platform: "node",
    plugins: [undici, keepFiles(root, out), notices],
    onLog: (level, { code, message }) => {
      if (level === "warn") throw new Error(`${code}: ${message}`)
    }
  })
  await bundle.write({
    dir: out,
    format: "esm",
    entryFileNames: "[name].js",
    // All in one folder: what a file finds beside itself has to lie there for all of them.
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: { groups: [inOneFile(Object.values(sources))] },
    // Names and lines stay, since a person may have to read the stack of a defect.
    minify: { compress: true, mangle: false, codegen: false },
    comments: false
  })
  await bundle.close()
  for (const name of Object.keys(sources)) chmodSync(join(out, `${name}.js`), 0o755)
}

/** Effect passes undici on with `export *`, of which rolldown keeps no name where a CommonJS package is loaded late. */
const undici: Plugin = {
  name: "undici",
  resolveId(id, importer) {
    const isPassedOn = id === "./Undici.js" && importer?.includes("/@effect/platform-node/")
    return isPassedOn ? this.resolve("undici", importer) : undefined
  }
}
