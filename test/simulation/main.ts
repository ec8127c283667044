/** Looks for violations in the worlds of many seeds. */
import { Result } from "effect"
import { help, readArguments } from "./arguments.ts"
import { formatHunt, hunt } from "./planted.ts"
import { plantedBugs } from "./plantedBugs.ts"
import { type RangeResult, runInProcesses, runRange } from "./ranges.ts"
import { tableOf, type Totals } from "./table.ts"

const invocation = readArguments(process.argv.slice(2))
if (Result.isFailure(invocation)) {
  console.error(`simulate: ${invocation.failure}. See --help.`)
  process.exit(2)
}
if (invocation.success._tag === "Help") {
  console.log(help)
  process.exit(0)
}

const { first, isPlanted, jobs, seeds, trace, ...chosen } = invocation.success

if (isPlanted) {
  for (const [index, bug] of plantedBugs.entries()) {
    if (chosen.isScheduler && bug.isScheduler !== true) continue
    const found = await hunt(index, first, seeds)
    console.log(formatHunt(found))
    if (found.violation === undefined) process.exitCode = 1
  }
  process.exit()
}

const range = { chosen, first, seeds }
const print = ({ failures }: RangeResult) => {
  for (const failure of failures) console.log(failure, "\n")
}
let totals: Totals
if (jobs > 1) totals = await runInProcesses(range, jobs, print)
else {
  const result = await runRange(range, trace)
  print(result)
  totals = result.totals
}
console.log(tableOf(totals))
process.exitCode = totals.violations === 0 ? 0 : 1
