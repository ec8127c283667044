import { formatFailure, runSeed, shrinkRun } from "./run.ts"
const options = { seed: Number(process.argv[2]), isScheduler: true }
const run = await runSeed(options, undefined, true)
if (run.violation) console.log(formatFailure(options, await shrinkRun(options, run, Number(process.argv[3])), true))
