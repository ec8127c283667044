import { cpSync } from "node:fs"
import { basename, dirname, join, relative, sep } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Plugin } from "rolldown"
import { isInstalled } from "./notices.ts"

const reference = /new URL\("(\.[^"]+)", import\.meta\.url\)/g

/**
 * Lets a module find the files that it reads: `new URL("../file", import.meta.url)`. Those of the package stay where they are,
 * those of another one are copied, with all that lies beside them: a licence does.
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
