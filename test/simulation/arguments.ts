import { Result } from "effect"
import { parseArgs } from "node:util"
import { type ContractName, contractNames } from "../support/fixture.ts"
import { type StoreModel, storeModels } from "./stores.ts"

/** The options of the command. */
export type Invocation = { readonly _tag: "Help" } | {
  readonly _tag: "Run"
  readonly first: number
  readonly seeds: number
  /** How many processes run seeds. */
  readonly jobs: number
  /** Undefined for the time that the world takes by itself. */
  readonly hours: number | undefined
  readonly store: StoreModel | undefined
  readonly contract: ContractName | undefined
  /** Whether posts are scheduled, in a database that all processes share. */
  readonly isScheduler: boolean
  readonly trace: boolean
  /** Whether to plant bugs. */
  readonly isPlanted: boolean
}

/** What `--help` prints. */
export const help = `Simulates processes that publish, with every fault that the seeds choose, and finds violations.

  npm run simulate -- [options]

  --seeds N        how many seeds, one world each (100, or 1 with --seed)
  --seed N         the first seed (1)
  --jobs N         how many processes run them (1)
  --hours N        simulated hours in which faults happen (24, or 3 with --scheduler)
  --scheduler      schedules posts, with runners and a web process over one database
  --store NAME     memory, file, sql or redis (by the seed)
  --contract NAME  catalog or live (by the seed)
  --trace          prints all that happens, also of a violation
  --planted        plants a bug, one after the other, and runs seeds until one finds it; with --scheduler
                   only those of the scheduler
  --help           prints this

Prints each violation with its seed, the shortest script of faults that still fails, and the end of
the trace. Ends with 1 if there is
one, or if a planted bug survives.`

const options = {
  seeds: { type: "string" },
  seed: { type: "string" },
  jobs: { type: "string", default: "1" },
  hours: { type: "string" },
  scheduler: { type: "boolean", default: false },
  store: { type: "string" },
  contract: { type: "string" },
  trace: { type: "boolean", default: false },
  planted: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false }
} as const

/** Parses the arguments of the command, or returns one line that names the mistake. */
export const readArguments = (args: ReadonlyArray<string>): Result.Result<Invocation, string> =>
  Result.gen(function*() {
    const values = yield* Result.try({
      try: () => parseArgs({ args: [...args], options, allowPositionals: false }).values,
      catch: (error) => error instanceof Error ? error.message : String(error)
    })
    if (values.help) return { _tag: "Help" }
    return {
      _tag: "Run",
      first: yield* readCount("--seed", values.seed ?? "1"),
      seeds: yield* readCount("--seeds", values.seeds ?? (values.seed === undefined ? "100" : "1")),
      jobs: yield* readCount("--jobs", values.jobs),
      hours: values.hours === undefined ? undefined : yield* readCount("--hours", values.hours),
      isScheduler: values.scheduler,
      store: yield* readName("--store", storeModels, values.store),
      contract: yield* readName("--contract", contractNames, values.contract),
      trace: values.trace,
      isPlanted: values.planted
    }
  })

const readCount = (name: string, text: string): Result.Result<number, string> =>
  /^\d{1,15}$/.test(text) && Number(text) > 0
    ? Result.succeed(Number(text))
    : Result.fail(`${name} is a whole number from 1 on, not "${text}"`)

const readName = <Name extends string>(
  option: string,
  names: ReadonlyArray<Name>,
  text: string | undefined
): Result.Result<Name | undefined, string> => {
  const name = names.find((known) => known === text)
  return text !== undefined && name === undefined
    ? Result.fail(`${option} is one of ${names.join(", ")}, not "${text}"`)
    : Result.succeed(name)
}
