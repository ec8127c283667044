/** Runs of worlds, one after the other, and what they add up to. */
import {
  formatScript,
  makeRandom,
  type ScriptedFault,
  shrink,
  simulate,
  type SimulationReport
} from "tiktok-mock-server/simulation"
import { type ContractName, contractNames } from "../support/fixture.ts"
import { makeSchedulerWorld } from "./scheduler/world.ts"
import { type StoreModel, storeModels } from "./stores.ts"
import { makeWorld, type Tally, type WorldOptions } from "./world.ts"

/** What a run chooses. The seed chooses the rest. */
export interface RunOptions {
  readonly seed: number
  readonly store?: StoreModel | undefined
  readonly contract?: ContractName | undefined
  readonly hours?: number | undefined
  /** Whether much happens in little time: a few creators, faults in every world, and posts that two processes have. */
  readonly isDense?: boolean | undefined
  /** Whether posts are scheduled, in a database that all processes share. */
  readonly isScheduler?: boolean | undefined
}

/** One run. */
export interface Run extends SimulationReport {
  readonly world: WorldOptions
  readonly tally: Tally
  readonly cpuSeconds: number
}

/** Numbers of creators and posts. Every creator has a post. */
const sizes = [
  { creators: 1, posts: 8 },
  { creators: 2, posts: 10 },
  { creators: 4, posts: 12 },
  { creators: 12, posts: 20 },
  { creators: 40, posts: 48 }
] as const

/** As many posts of one creator as a minute has no room for, and posts of two. */
const denseSizes = [{ creators: 1, posts: 14 }, { creators: 2, posts: 8 }] as const

/** A creator's posts fit into a day, also if half of them start again. */
const scheduledSizes = [{ creators: 1, posts: 8 }, { creators: 2, posts: 8 }, { creators: 3, posts: 12 }] as const

/** Runs the world of a seed. With a script, its faults happen, and no others. */
export const runSeed = async (
  options: RunOptions,
  script?: ReadonlyArray<ScriptedFault>,
  keepsTrace = false
): Promise<Run> => {
  const { isDense = false, isScheduler = false, seed } = options
  // One contract has no drafts of photos.
  const { contract, hours, store } = isScheduler
    ? { ...options, contract: "live", hours: options.hours ?? 3, store: "sql" } as const
    : options
  const random = makeRandom(`${seed}/size`)
  const world: WorldOptions = {
    seed: String(seed),
    store: store ?? storeModels[seed % storeModels.length] ?? "sql",
    contract: contract ?? contractNames[Math.floor(seed / storeModels.length) % contractNames.length] ?? "live",
    hours: hours ?? 24,
    isDense,
    ...random.pick<{ readonly creators: number; readonly posts: number }>(
      isScheduler ? scheduledSizes : isDense ? denseSizes : sizes
    )
  }
  const before = process.cpuUsage()
  const simulation = isScheduler ? makeSchedulerWorld(world) : makeWorld(world)
  // Nobody reads the stacks of simulated failures, and they take a tenth of the time.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const report = await simulate({ ...simulation, script, keepsTrace })
    const { system, user } = process.cpuUsage(before)
    return { ...report, world, tally: simulation.tally, cpuSeconds: (system + user) / 1e6 }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Runs a script, and throws an error with the end of its trace if something happens that must not. */
export const runScript = async (options: RunOptions, script: ReadonlyArray<ScriptedFault>): Promise<Run> => {
  const run = await runSeed(options, script, true)
  if (run.violation !== undefined) throw new Error([run.violation, ...endOf(run.trace)].join("\n"))
  return run
}

/** The shortest script with which a failed run still fails, and its trace. Gives up after some CPU seconds. */
export const shrinkRun = async (options: RunOptions, failed: Run, cpuSeconds = 120): Promise<Run> => {
  let shortest = await runSeed(options, failed.script, true)
  let left = cpuSeconds
  await shrink(failed.script, async (script) => {
    if (left <= 0) return false
    const run = await runSeed(options, script, true)
    left -= run.cpuSeconds
    if (run.violation === undefined) return false
    shortest = run
    return true
  })
  return shortest
}

/** A failure as a person reads it, with the end of its trace or all of it. */
export const formatFailure = (
  options: RunOptions,
  { script, trace, violation, world }: Run,
  hasWholeTrace = false
): string => {
  const chosen = [
    `seed: ${options.seed}`,
    `store: "${world.store}"`,
    `contract: "${world.contract}"`,
    ...options.hours === undefined ? [] : [`hours: ${options.hours}`],
    ...options.isScheduler === true ? ["isScheduler: true"] : []
  ]
  return [
    `seed ${options.seed}: ${violation}`,
    "",
    script.length > longestScript
      ? `${script.length} faults, too many to show: npm run simulate -- ${
        options.isScheduler === true ? "--scheduler " : ""
      }--seed ${options.seed} --trace`
      : `await runScript({ ${chosen.join(", ")} }, ${formatScript(script)})`,
    "",
    ...hasWholeTrace ? trace : endOf(trace)
  ].join("\n")
}

const longestScript = 40

const endOf = (trace: ReadonlyArray<string>): ReadonlyArray<string> =>
  trace.length <= 40 ? trace : [`… ${trace.length - 40} lines, which --trace prints`, ...trace.slice(-40)]
