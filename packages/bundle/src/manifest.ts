import { readFileSync } from "node:fs"
import { basename, dirname, extname, join, resolve } from "node:path"

/** The commands of a package. */
export interface Commands {
  /** Folder of the package. */
  readonly root: string
  /** Folder of the bundle. */
  readonly out: string
  /** Source of each command, by its file name in the bundle without the extension. */
  readonly sources: Readonly<Record<string, string>>
}

interface Manifest {
  readonly bundle?: Readonly<Record<string, string>>
  readonly publishConfig?: { readonly bin?: Readonly<Record<string, string>> }
}

/** Reads which commands a package has. Throws when it has none, or when one of them has no file or not the others' folder. */
export const readCommands = (root: string): Commands => {
  const { bundle = {}, publishConfig }: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const commands = Object.entries(bundle).map(([name, source]) => {
    const file = publishConfig?.bin?.[name]
    if (file === undefined || extname(file) !== ".js") {
      throw new Error(`publishConfig.bin.${name} in ${root} must name a .js file, is "${file}"`)
    }
    return { source: resolve(root, source), file: resolve(root, file) }
  })
  const [first] = commands
  if (first === undefined) throw new Error(`bundle in ${root} must name at least one command`)
  const out = dirname(first.file)
  if (commands.some(({ file }) => dirname(file) !== out)) {
    throw new Error(`publishConfig.bin in ${root} must name files of one folder`)
  }
  return { root, out, sources: Object.fromEntries(commands.map(({ file, source }) => [basename(file, ".js"), source])) }
}
