#!/usr/bin/env node
// An old Node cannot load the other modules. It must be able to load this one, so it has no named imports of new functions.
import module from "node:module"
import { oldNodeProblem } from "./command/oldNode.ts"

const problem = oldNodeProblem(process.versions.node)
if (problem === undefined) {
  // Node's compile cache makes the start faster.
  module.enableCompileCache()
  await import("./command/main.ts")
  // Node writes the cache at the end of the process, but a test runner can kill the process before.
  module.flushCompileCache()
} else {
  console.error(`tiktok-mock: ${problem}`)
  process.exitCode = 1
}
