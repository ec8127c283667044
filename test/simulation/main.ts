/** Looks for violations in the worlds of many seeds. */
import { Result } from "effect"
import { help, readArguments } from "./arguments.ts"
import { formatHunt, hunt } from "./planted.ts"
import { plantedBugs } from "./plantedBugs.ts"
import { formatFailure, runSeed, shrinkRun } from "./run.ts"
import { addRun, noTotals, tableOf } from "./table.ts"

const invocation = readArguments(process.argv.slice(2))
if (Result.isFailure(invocation)) {
  console.error(`simulate: ${invocation.failure}. See --help.`)
  process.exit(2)
}
if (invocation.success._tag === "Help") {
  console.log(help)
  process.exit(0)
}

const { first, isPlanted, seeds, trace, ...chosen } = invocation.success

if (isPlanted) {
  for (const index of plantedBugs.keys()) {
    const found = await hunt(index, first, seeds)
    console.log(formatHunt(found))
    if (found.violation === undefined) process.exitCode = 1
  }
  process.exit()
}

const totals = noTotals()
for (let seed = first; seed < first + seeds; seed++) {
  const options = { ...chosen, seed }
  const run = await runSeed(options, undefined, trace)
  addRun(totals, run)
  if (run.violation !== undefined) console.log(formatFailure(options, await shrinkRun(options, run), trace), "\n")
  else if (trace) console.log(run.trace.join("\n"))
}
console.log(tableOf(totals))
process.exitCode = totals.violations === 0 ? 0 : 1
