// The checks of `npm test` before the tests. Both lanes run at once; the output of each step appears when it
// ends.
import { spawn } from "node:child_process"

// Snippets need the declarations that the compiler writes, and the package step rebuilds them in the same place.
const lanes = [["check", "snippets", "package"], ["lint", "unused", "docs"]]

const run = (step) =>
  new Promise((resolve) => {
    const start = performance.now()
    const child = spawn("npm", ["run", "--silent", step], { stdio: ["ignore", "pipe", "pipe"] })
    const output = []
    child.stdout.on("data", (data) => output.push(data))
    child.stderr.on("data", (data) => output.push(data))
    child.once("close", (code) => {
      const seconds = ((performance.now() - start) / 1_000).toFixed(1)
      process.stdout.write(`\n== ${step}: ${code === 0 ? "passed" : "failed"} in ${seconds} s\n`)
      process.stdout.write(Buffer.concat(output))
      resolve(code === 0)
    })
  })

const ends = await Promise.all(lanes.map(async (steps) => {
  for (const step of steps) if (!await run(step)) return false
  return true
}))
if (ends.includes(false)) process.exitCode = 1
