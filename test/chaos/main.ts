/** The command behind `npm run chaos`. */
import { Effect, Exit, Result } from "effect"
import { Redis } from "effect/persistence"
import { layerRedis, redisServer } from "../support/servers.ts"
import { help, type Invocation, readArguments } from "./arguments.ts"
import { makePlan } from "./plan.ts"
import { runPlan } from "./run.ts"
import { tableOf } from "./table.ts"
import { isPassed } from "./verdict.ts"

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`chaos: ${text}\n`)

const run = async ({ contracts, json, limitSeconds, patienceSeconds, ...options }: Invocation & { _tag: "Run" }) => {
  let isFine = true
  for (const contract of contracts) {
    const plan = makePlan({ ...options, contract })
    const onProgress = (settled: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${contract}: ${settled} of ${options.posts} posts `)
    }
    const report = await Effect.runPromise(runPlan(plan, { patienceSeconds, limitSeconds, onProgress }))
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

const isRedisThere = Redis.Redis.use((redis) => redis.send("PING")).pipe(
  Effect.provide(layerRedis),
  Effect.timeout("5 seconds"),
  Effect.exit,
  Effect.map(Exit.isSuccess)
)

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
  if (!await Effect.runPromise(isRedisThere)) {
    complain(`CANNOT RUN without Redis. Start it at ${redisServer.url}, or name another in REDIS_URL.`)
    return 2
  }
  return run(invocation.success)
}

process.exitCode = await main()
