import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, isAbsolute, join, sep } from "node:path"
import type { Plugin } from "rolldown"

/** Name of the file with the licences of what a bundle contains. */
const NOTICES = "THIRD-PARTY-NOTICES.txt"

// They ask for their text and the copyright to be passed on, and for nothing else.
const permissive = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "BlueOak-1.0.0"]

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** Writes the licences of others' packages that are in the bundle, and refuses one that may not be passed on like this. */
export const notices: Plugin = {
  name: "notices",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => file.type === "chunk" ? file.moduleIds : [])
    const folders = new Set(modules.filter((id) => isAbsolute(id) && isInstalled(id)).map(folderOf))
    const texts = [...folders].map(noticeOf).toSorted()
    this.emitFile({ type: "asset", fileName: NOTICES, source: texts.join(`\n${"-".repeat(80)}\n\n`) })
  }
}

/** Says whether a file is another package's, which was installed. */
export const isInstalled = (id: string) => id.includes(`${sep}node_modules${sep}`)

const folderOf = (module: string): string => {
  for (let folder = dirname(module);; folder = dirname(folder)) {
    // Some packages have manifests without a name in their folders.
    if (existsSync(join(folder, "package.json")) && manifestOf(folder).name !== undefined) return folder
    if (folder === dirname(folder)) throw new Error(`${module} belongs to no package`)
  }
}

const noticeOf = (folder: string): string => {
  const { license, name, version } = manifestOf(folder)
  if (license === undefined || !permissive.includes(license)) {
    throw new Error(`${name} ${version} has the licence "${license}", which is none of ${permissive.join(", ")}`)
  }
  const file = readdirSync(folder).find((file) => /^licen[cs]e(\.|$)/i.test(file))
  if (file === undefined) throw new Error(`${name} ${version} comes without the text of its licence`)
  return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
