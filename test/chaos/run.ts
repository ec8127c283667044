/** A chaos run: a mock, processes that publish to it over one store, faults, kills, freezes and late writes. */
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { createMock, type JournalEntry, type Mock } from "tiktok-mock-server"
import { folder } from "../support/servers.ts"
import { type Disturbed, makeDisturbances, makeWays } from "./disturbances.ts"
import { faultKinds } from "./faultRules.ts"
import { makeLogins, tokenLifetime } from "./logins.ts"
import { type MadeJob, makeJob } from "./media.ts"
import { type Plan, scenarioOf, workerCount } from "./plan.ts"
import { startProcesses } from "./processes.ts"
import { type Assignment, better, type Report, type Result } from "./protocol.ts"
import { placeOf, sharesLimits, type StoreName } from "./stores.ts"
import { type Evidence, judge, type Verdict } from "./verdict.ts"
import { watch } from "./watch.ts"

/** How a run is watched. */
export interface RunOptions {
  /** The store that the processes share. */
  readonly store: StoreName
  /** The time limit of one attempt at a post. Then it starts again. */
  readonly timeoutSeconds: number
  /** The time limit of the run. */
  readonly limitSeconds: number
  readonly onProgress?: ((settled: number) => void) | undefined
}

/** What a run did, and its verdict. */
export interface RunReport extends Disturbed {
  readonly plan: Plan
  readonly store: StoreName
  readonly seconds: number
  readonly verdict: Verdict
  /** How often each kind of fault was applied. */
  readonly faults: Readonly<Record<string, number>>
  /** Requests that a fault changed. */
  readonly struck: number
  readonly requests: number
  /** Logins that were repeated because the response to a refresh was lost. */
  readonly logins: number
  /** How many publishes were started, and the most under one key. */
  readonly attempts: { readonly all: number; readonly most: number }
  readonly uploadedBytes: number
}

/** Runs a plan and judges the result. Needs the server of the store. */
export const runPlan = Effect.fnUntraced(function*(
  plan: Plan,
  { limitSeconds, onProgress, timeoutSeconds, store }: RunOptions
) {
  const startedAt = performance.now()
  const directory = yield* folder
  const place = yield* placeOf(store)
  const ways = yield* makeWays(place)
  const { mock, port, url } = yield* serve(plan, sharesLimits(store))
  const jobs = yield* Effect.promise(() => makeJobs(join(directory, "media"), plan))
  const encryptionKey = randomBytes(32).toString("hex")
  const logins = yield* makeLogins(mock, plan, { encryptionKey, place })
  yield* logins.all

  const results = new Map<string, Result>()
  const settled = new Set<string>()
  const attempts: Array<number> = []
  const onReport = (report: Report, worker: number): void => {
    if (report._tag === "LoginNeeded") return logins.again(report.creator)
    const { key, result } = report
    settled.add(`${worker} ${key}`)
    results.set(key, better(result, results.get(key)))
    attempts.push(report.attempts)
    onProgress?.(results.size)
  }

  const [app] = mock.control.apps()
  const shared: Omit<Assignment, "jobs" | "place"> = {
    contract: plan.contract,
    baseUrl: url,
    clientKey: app?.clientKeys[0] ?? "",
    clientSecret: app?.clientSecret ?? "",
    encryptionKey,
    timeoutSeconds
  }
  const assign = (index: number): string | undefined => {
    const left = jobs.filter(({ key, workers }) => workers.includes(index) && !settled.has(`${index} ${key}`))
    if (left.length === 0) return undefined
    const file = join(directory, `assignment-${index}.json`)
    const way = ways[index]?.place ?? place
    writeFileSync(file, JSON.stringify({ ...shared, place: way, jobs: left } satisfies Assignment))
    return file
  }

  const { done, onRequest } = makeDisturbances(plan, ways, () => processes)
  const watching = yield* Effect.acquireRelease(
    Effect.sync(() => watch(mock, port, onRequest)),
    ({ close }) => Effect.sync(close)
  )
  const processes = yield* Effect.acquireRelease(
    Effect.sync(() => startProcesses({ count: workerCount, assign, onReport })),
    ({ stop }) => Effect.promise(stop)
  )
  yield* Effect.promise(() => processes.done).pipe(
    Effect.timeoutOrElse({ duration: limitSeconds * 1_000, orElse: () => Effect.void })
  )
  yield* Effect.promise(processes.stop)
  // The mock publishes every post that has all its bytes.
  mock.clock.advance(60_000)

  const evidence = yield* Effect.sync((): Evidence => ({
    jobs,
    results,
    posts: mock.control.posts(),
    ...injectedOf(mock, watching.requests()),
    uploadedBytes: watching.uploadedBytes()
  }))
  return {
    plan,
    store,
    ...done(),
    seconds: (performance.now() - startedAt) / 1_000,
    verdict: judge(evidence),
    faults: hitsOf(mock),
    struck: watching.requests().filter(({ fault }) => fault !== undefined).length,
    requests: evidence.requests.length,
    logins: logins.count(),
    attempts: { all: sumOf(attempts), most: Math.max(0, ...attempts) },
    uploadedBytes: evidence.uploadedBytes
  } satisfies RunReport
}, Effect.scoped)

/** A mock with the faults of a plan, on a port. */
export const serve = Effect.fnUntraced(function*(
  plan: Pick<Plan, "creators" | "faults" | "partialChunks" | "seed">,
  hasLimits: boolean
) {
  const mock = createMock({
    seed: plan.seed,
    limits: hasLimits ? "documented" : "off",
    lifecycle: { mode: "after", millis: 1_000 },
    switches: { partialChunks: plan.partialChunks },
    lifetimes: { accessToken: tokenLifetime * 1_000 },
    scenario: scenarioOf(plan)
  })
  for (const rule of plan.faults) mock.faults.add(rule)
  const { port, url } = yield* Effect.acquireRelease(
    Effect.promise(() => mock.listen()),
    () => Effect.promise(() => mock.dispose())
  )
  return { mock, port, url }
})

/** Writes the files of all posts. */
export const makeJobs = async (directory: string, plan: Pick<Plan, "posts">): Promise<ReadonlyArray<MadeJob>> => {
  await mkdir(directory)
  const jobs: Array<MadeJob> = []
  // One at a time: a long run has gigabytes of them.
  for (const post of plan.posts) jobs.push(await makeJob(directory, post))
  return jobs
}

/** How often each kind of fault was applied. */
export const hitsOf = (mock: Mock): RunReport["faults"] => {
  const hits = Map.groupBy(mock.faults.list(), ({ effect }) => effect.kind)
  return Object.fromEntries(
    faultKinds.map((kind) => [kind, sumOf((hits.get(kind) ?? []).map(({ hits }) => hits))])
  )
}

const sumOf = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, number) => sum + number, 0)

/** Which requests a fault answered. A fault that only delays leaves the response to the mock. */
export const injectedOf = (mock: Mock, requests: ReadonlyArray<JournalEntry>) => {
  const answering = new Set(mock.faults.list().filter(({ effect }) => effect.kind !== "delay").map(({ id }) => id))
  return {
    requests,
    injected: new Set(requests.filter(({ fault = "" }) => fault.split(",").some((id) => answering.has(id))))
  }
}
