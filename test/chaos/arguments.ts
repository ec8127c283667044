import { Result } from "effect"
import { parseArgs } from "node:util"
import { type ContractName, contractNames } from "../support/fixture.ts"
import { postsPerCreator } from "./plan.ts"
import type { SchedulerOptions } from "./scheduler/plan.ts"
import { type StoreName, storeNames } from "./stores.ts"

/** The options of the command. */
export type Invocation = { readonly _tag: "Help" } | SchedulerInvocation | {
  readonly _tag: "Run"
  readonly contracts: ReadonlyArray<ContractName>
  readonly seed: string
  readonly posts: number
  readonly creators: number
  readonly store: StoreName
  readonly kills: number
  readonly freezes: number
  readonly holds: number
  readonly timeoutSeconds: number
  readonly limitSeconds: number
  readonly short: boolean
  readonly json: boolean
}

/** The options of a run of the scheduler. */
type SchedulerInvocation = SchedulerOptions & {
  readonly _tag: "Scheduler"
  readonly limitSeconds: number
  readonly json: boolean
}

/** What `--help` prints. */
export const help = `Publishes posts from two processes during faults and kills, and finds duplicate and lost posts.

  npm run chaos -- [options]

  --seed WORD       determines posts, faults, kills, freezes and late writes, but not their order in time (1)
  --posts N         how many posts (200)
  --creators N      how many creators (20, or as many as needed at ${postsPerCreator} posts each)
  --store NAME      redis, sql (PostgreSQL), sqlite or file: the store that the processes share (redis)
  --contract NAME   catalog or live (one after the other)
  --kills N         how often a process is killed and restarted (one for 20 posts)
  --freezes N       how often a process is frozen (SIGSTOP) for longer than its lease (one for 20 posts)
  --holds N         how often a write is delayed for longer than a lease, with redis and sql (one for 20 posts)
  --timeout N       seconds that an attempt at a post may take, before it starts again (90, or 9)
  --limit N         seconds until a post without an outcome counts as lost (900)
  --short           leaves out 429s, after which creators wait for a minute, and shortens the timeout, as in npm test
  --json            prints the reports as JSON, one line for each contract
  --help            prints this

  --scheduler       publishes from three runners of a scheduler, with a PostgreSQL of its own that it restarts, and replaces
                    the runners by those of a newer build meanwhile. Has --seed, --short, --json, and with other defaults:
  --posts N           (10000)
  --creators N        (200)
  --kills N           (one for 500 posts)
  --freezes N         (one for 2000 posts)
  --take-over N     seconds after which the posts of a runner that is gone are taken over (35)
  --every N         milliseconds from one post of a creator to the next (4000)
  --limit N           (3600)

Needs Redis at REDIS_URL or redis://127.0.0.1:6379, or PostgreSQL at DATABASE_URL or its usual port. Processes cannot count
limits together in files, so with files the mock has none. Ends with 1 when a post is duplicate or lost, or one of the mock's
own limits was hit; with 2 when it cannot run.
`

const options = {
  seed: { type: "string", default: "1" },
  posts: { type: "string" },
  creators: { type: "string" },
  contract: { type: "string" },
  store: { type: "string", default: "redis" },
  kills: { type: "string" },
  freezes: { type: "string" },
  holds: { type: "string" },
  timeout: { type: "string" },
  limit: { type: "string" },
  scheduler: { type: "boolean", default: false },
  "take-over": { type: "string", default: "35" },
  every: { type: "string", default: "4000" },
  short: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
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
    if (!/^[\w.]+$/.test(values.seed)) {
      return yield* Result.fail(`--seed is a word of letters, digits, dots and underscores, not "${values.seed}"`)
    }
    if (values.scheduler) return yield* readScheduler(values)
    const posts = yield* readCount("--posts", values.posts ?? "200", 1)
    const needed = Math.ceil(posts / postsPerCreator)
    const creators = values.creators === undefined
      ? Math.max(20, needed)
      : yield* readCount("--creators", values.creators, 1)
    if (creators < needed) {
      return yield* Result.fail(
        `--creators ${creators} is too few for ${posts} posts: TikTok takes 15 posts a day of a creator, and some `
          + `start more than once, so ${needed} creators are needed`
      )
    }
    const often = Math.ceil(posts / 20)
    return {
      _tag: "Run",
      store: yield* readStore(values.store),
      contracts: yield* readContracts(values.contract),
      seed: values.seed,
      posts,
      creators,
      kills: yield* readCount("--kills", values.kills ?? `${often}`, 0),
      freezes: yield* readCount("--freezes", values.freezes ?? `${often}`, 0),
      holds: yield* readCount("--holds", values.holds ?? `${often}`, 0),
      timeoutSeconds: yield* readCount("--timeout", values.timeout ?? (values.short ? "9" : "90"), 1),
      limitSeconds: yield* readCount("--limit", values.limit ?? "900", 1),
      short: values.short,
      json: values.json
    }
  })

const readScheduler = (
  values: ReturnType<typeof parseArgs<{ readonly options: typeof options }>>["values"]
): Result.Result<SchedulerInvocation, string> =>
  Result.gen(function*() {
    const posts = yield* readCount("--posts", values.posts ?? "10000", 10)
    const creators = yield* readCount("--creators", values.creators ?? "200", 1)
    const often = (each: number) => `${Math.ceil(posts / each)}`
    return {
      _tag: "Scheduler",
      seed: values.seed,
      posts,
      creators,
      kills: yield* readCount("--kills", values.kills ?? often(500), 0),
      freezes: yield* readCount("--freezes", values.freezes ?? often(2000), 0),
      takeOver: 1000 * (yield* readCount("--take-over", values["take-over"], 3)),
      every: yield* readCount("--every", values.every, 0),
      limitSeconds: yield* readCount("--limit", values.limit ?? "3600", 1),
      short: values.short,
      json: values.json
    }
  })

const readCount = (name: string, text: string, least: number): Result.Result<number, string> => {
  const count = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(count) && count >= least
    ? Result.succeed(count)
    : Result.fail(`${name} is a whole number from ${least} on, not "${text}"`)
}

const readContracts = (name: string | undefined): Result.Result<ReadonlyArray<ContractName>, string> => {
  const chosen = contractNames.filter((contract) => name === undefined || contract === name)
  return chosen.length > 0 ? Result.succeed(chosen) : Result.fail(`--contract is catalog or live, not "${name}"`)
}

const readStore = (name: string): Result.Result<StoreName, string> => {
  const store = storeNames.find((known) => known === name)
  return store === undefined
    ? Result.fail(`--store is ${storeNames.slice(0, -1).join(", ")} or ${storeNames.at(-1)}, not "${name}"`)
    : Result.succeed(store)
}
