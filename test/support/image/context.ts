import { cpSync, readdirSync } from "node:fs"
import { join } from "node:path"

/** Whether a path of a build context is ignored. The last pattern that matches it or a folder above it decides. */
const ignoredBy = (dockerignore: string): (path: string) => boolean => {
  const patterns = dockerignore.split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ isException: line.startsWith("!"), expression: expressionOf(line.replace(/^!/, "")) }))
  return (path) => {
    const steps = path.split("/")
    const withFolders = steps.map((_, index) => steps.slice(0, index + 1).join("/"))
    const last = patterns.findLast(({ expression }) => withFolders.some((one) => expression.test(one)))
    return last !== undefined && !last.isException
  }
}

const expressionOf = (pattern: string): RegExp => {
  const source = pattern.replace(/^\/|\/$/g, "").split(/(\*\*\/?|\*|\?)/).map((part) => {
    if (part.startsWith("**")) return part === "**" ? ".*" : "(?:.*/)?"
    if (part === "*") return "[^/]*"
    return part === "?" ? "[^/]" : part.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
  })
  return new RegExp(`^${source.join("")}$`)
}

/** Copies the files that a builder receives to a folder, and returns their paths. Links are left out, since they lead outside. */
export const sendContext = (root: string, dockerignore: string, target: string): ReadonlyArray<string> => {
  const isIgnored = ignoredBy(dockerignore)
  const sent: Array<string> = []
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      // Ignored folders may contain exceptions, but not these two, which are large.
      if (entry.isDirectory() && !["node_modules", ".git"].includes(entry.name)) visit(path)
      if (!entry.isFile() || isIgnored(path)) continue
      cpSync(join(root, path), join(target, path))
      sent.push(path)
    }
  }
  visit("")
  return sent
}
