/** Ranges of seeds, in this process or in several. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { formatFailure, type RunOptions, runSeed, shrinkRun } from "./run.ts"
import { addRun, addTotals, noTotals, type Totals } from "./table.ts"

/** Seeds that one process runs. */
export interface Range {
  readonly chosen: Omit<RunOptions, "seed">
  readonly first: number
  readonly seeds: number
}

/** What came of a range. */
export interface RangeResult {
  readonly totals: Totals
  /** Each violation, as a person reads it. */
  readonly failures: ReadonlyArray<string>
}

/** Runs a range in this process. */
export const runRange = async ({ chosen, first, seeds }: Range, keepsTrace = false): Promise<RangeResult> => {
  const totals = noTotals()
  const failures: Array<string> = []
  for (let seed = first; seed < first + seeds; seed++) {
    const options = { ...chosen, seed }
    const run = await runSeed(options, undefined, keepsTrace)
    addRun(totals, run)
    if (run.violation !== undefined) failures.push(formatFailure(options, await shrinkRun(options, run), keepsTrace))
    else if (keepsTrace) console.log(run.trace.join("\n"))
  }
  return { totals, failures }
}

const worker = fileURLToPath(new URL("./rangeWorker.ts", import.meta.url))

/** Runs a range in several processes, which get a few seeds at a time, and reports each part. */
export const runInProcesses = async (
  { chosen, first, seeds }: Range,
  jobs: number,
  onPart: (part: RangeResult) => void
): Promise<Totals> => {
  const totals = noTotals()
  let next = first
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(worker)
      const give = () => {
        const count = Math.min(part, first + seeds - next)
        if (count <= 0) return child.disconnect()
        child.send({ chosen, first: next, seeds: count } satisfies Range)
        next += count
      }
      child.on("message", (result: RangeResult) => {
        addTotals(totals, result.totals)
        onPart(result)
        give()
      })
      child.on("exit", (code) => code === 0 ? resolve() : reject(new Error(`a process of seeds ended with ${code}`)))
      give()
    })
  await Promise.all(Array.from({ length: jobs }, work))
  return totals
}

const part = 20
