import { cpSync } from "node:fs"
import { basename, dirname, join, relative, sep } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Plugin } from "rolldown"
import { isInstalled } from "./notices.ts"

const reference = /new URL\("(\.[^"]+)", import\.meta\.url\)/g

/**
 * Keeps the data files of a module reachable: `new URL("../file", import.meta.url)`. Files of this package stay in place.
 * Files of another package are copied with their whole folder, which includes the license.
 */
export const keepFiles = (root: string, out: string): Plugin => {
  const copies = new Map<string, string>()
  return {
    name: "keep-files",
    transform: {
      filter: { code: "import.meta.url" },
      handler: (code, id) =>
        code.replaceAll(reference, (_, path: string) => {
          const file = fileURLToPath(new URL(path, pathToFileURL(id)))
          if (file.startsWith(root + sep) && !isInstalled(file)) {
            return `new URL("${relative(out, file)}", import.meta.url)`
          }
          copies.set(dirname(file), basename(dirname(file)))
          return `new URL("./${basename(dirname(file))}/${basename(file)}", import.meta.url)`
        })
    },
    writeBundle: () => {
      for (const [folder, name] of copies) cpSync(folder, join(out, name), { recursive: true })
    }
  }
}
