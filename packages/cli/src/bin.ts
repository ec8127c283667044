#!/usr/bin/env node
// An old Node cannot load the other modules. It must be able to load this one, so it has no named imports of new functions.
import module from "node:module"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > 22 || (major === 22 && minor >= 19)) {
  const args = process.argv.slice(2)
  const isHelp = args.at(-1) === "--help" || args.at(-1) === "-h"
  // Pages are written when the command is built, because they take a third of the time of loading it.
  const pages = isHelp ? (await import("./help.json", { with: { type: "json" } })).default : {}
  const help = new Map<string, string>(Object.entries(pages)).get(args.slice(0, -1).join(" "))
  if (help === undefined) {
    const emitWarning = process.emitWarning.bind(process)
    // Node 22 says of its SQLite that it is experimental, at each command.
    process.emitWarning = (warning: string | Error, ...rest: ReadonlyArray<never>) => {
      if (!String(warning).includes("SQLite is an experimental feature")) emitWarning(warning, ...rest)
    }
    // Most of the start is compiling.
    module.enableCompileCache()
    await import("./main.ts")
  } else console.log(help)
} else {
  console.error(`tiktok needs Node 22.19 or newer, but this is Node ${process.versions.node}`)
  process.exitCode = 1
}
