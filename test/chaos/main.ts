/** The command behind `npm run chaos`. */
import { Effect, Result } from "effect"
import { hasOwnPostgres } from "../support/ownPostgres.ts"
import { help, type Invocation, readArguments } from "./arguments.ts"
import { makePlan } from "./plan.ts"
import { runPlan } from "./run.ts"
import { makeSchedulerPlan } from "./scheduler/plan.ts"
import { isSound, runScheduler } from "./scheduler/run.ts"
import { schedulerTableOf } from "./scheduler/table.ts"
import { problemOf } from "./stores.ts"
import { listed, tableOf } from "./table.ts"
import { isPassed } from "./verdict.ts"

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`chaos: ${text}\n`)

const run = async (invocation: Invocation & { _tag: "Run" }) => {
  const { contracts, json, limitSeconds, timeoutSeconds, store, ...options } = invocation
  let isFine = true
  for (const contract of contracts) {
    const plan = makePlan({ ...options, contract })
    const onProgress = (settled: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${contract}: ${settled} of ${options.posts} posts `)
    }
    const report = await Effect.runPromise(runPlan(plan, { store, timeoutSeconds, limitSeconds, onProgress }))
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K")
    say(
      json
        ? JSON.stringify({ ...report, plan: { ...options, contract, partialChunks: plan.partialChunks } })
        : `${tableOf(report)}\n`
    )
    isFine &&= isPassed(report.verdict)
  }
  return isFine ? 0 : 1
}

const showCounts = (counts: Readonly<Record<string, number>>) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${listed(counts)} `)
}

const runOfScheduler = async ({ json, limitSeconds, ...options }: Invocation & { _tag: "Scheduler" }) => {
  if (!hasOwnPostgres) {
    complain("CANNOT RUN without the programs initdb and pg_ctl of PostgreSQL.")
    return 2
  }
  const report = await Effect.runPromise(
    runScheduler(makeSchedulerPlan(options), { limitSeconds, onProgress: showCounts })
  )
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K")
  say(json ? JSON.stringify({ ...report, plan: options }) : schedulerTableOf(report))
  return isSound(report) ? 0 : 1
}

const main = async (): Promise<number> => {
  const invocation = readArguments(process.argv.slice(2))
  if (Result.isFailure(invocation)) {
    complain(`${invocation.failure}. See --help.`)
    return 2
  }
  if (invocation.success._tag === "Help") {
    process.stdout.write(help)
    return 0
  }
  if (invocation.success._tag === "Scheduler") return runOfScheduler(invocation.success)
  const problem = await Effect.runPromise(problemOf(invocation.success.store))
  if (problem !== undefined) {
    complain(`CANNOT RUN without ${problem}`)
    return 2
  }
  return run(invocation.success)
}

process.exitCode = await main()
