import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, isAbsolute, join, sep } from "node:path"
import type { Plugin } from "rolldown"

/** Name of the file with the licenses of the bundled packages. */
const NOTICES = "THIRD-PARTY-NOTICES.txt"

// They require only that their text and copyright are included.
const permissive = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "BlueOak-1.0.0"]

// They also require a notice of where the source is.
const withSource = ["MPL-2.0"]

const allowed = [...permissive, ...withSource]

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** Writes the licenses of the bundled packages, and rejects a package whose license does not allow this. */
export const notices: Plugin = {
  name: "notices",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => file.type === "chunk" ? file.moduleIds : [])
    const folders = new Set(modules.filter((id) => isAbsolute(id) && isInstalled(id)).map(folderOf))
    const texts = [...folders].map(noticeOf).toSorted()
    this.emitFile({ type: "asset", fileName: NOTICES, source: texts.join(`\n${"-".repeat(80)}\n\n`) })
  }
}

/** Whether a file belongs to an installed package. */
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
  if (license === undefined || !allowed.includes(license)) {
    throw new Error(`${name} ${version} has the license "${license}", which is none of ${allowed.join(", ")}`)
  }
  const file = readdirSync(folder).find((file) => /^licen[cs]e(\.|$)/i.test(file))
  if (file === undefined) throw new Error(`${name} ${version} comes without the text of its license`)
  const source = withSource.includes(license)
    ? `Its source is at https://www.npmjs.com/package/${name}/v/${version}\n\n`
    : ""
  return `${name} ${version}, ${license}\n\n${source}${readFileSync(join(folder, file), "utf8").trim()}\n`
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
