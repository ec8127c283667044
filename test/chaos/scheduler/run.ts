/** A chaos run of the scheduler: a mock, a PostgreSQL of its own, three runners, and what happens to them. */
import { Clock, Effect } from "effect"
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { ownPostgres } from "../../support/ownPostgres.ts"
import { folder } from "../../support/servers.ts"
import { atRequests } from "../disturbances.ts"
import { makeLogins } from "../logins.ts"
import type { MadeJob } from "../media.ts"
import type { Result } from "../protocol.ts"
import { hitsOf, injectedOf, makeJobs, serve } from "../run.ts"
import { type Finding, isPassed, judge, type Verdict } from "../verdict.ts"
import { watch } from "../watch.ts"
import { makeBuilds } from "./builds.ts"
import { disorderOf } from "./order.ts"
import { decide, type Decided } from "./person.ts"
import { early, type SchedulerPlan } from "./plan.ts"
import { makeRows, openStates, resultOf } from "./rows.ts"
import { startRunners } from "./runners.ts"

/** How a run is watched. */
export interface SchedulerRunOptions {
  /** The time limit of the run. */
  readonly limitSeconds: number
  readonly onProgress?: ((counts: Readonly<Record<string, number>>) => void) | undefined
}

/** What a run did, and its verdict. */
export interface SchedulerReport {
  readonly plan: SchedulerPlan
  readonly seconds: number
  readonly kills: number
  readonly freezes: number
  readonly restarts: number
  readonly upgrades: number
  /** Rows that the newer build has written, and posts that it has scheduled. */
  readonly newer: { readonly rows: number; readonly posts: number }
  /** The ends of runners that the run did not cause. */
  readonly ends: ReadonlyArray<string>
  readonly verdict: Verdict
  readonly disorder: ReadonlyArray<Finding>
  /** Posts that a person had to decide about. */
  readonly decided: { readonly found: number; readonly repeated: number }
  readonly logins: number
  readonly faults: Readonly<Record<string, number>>
  readonly struck: number
  readonly requests: number
}

/** Whether every post was published once and in order. */
export const isSound = ({ disorder, verdict }: SchedulerReport): boolean => isPassed(verdict) && disorder.length === 0

/** Runs a plan and judges the result. Needs the programs of PostgreSQL. */
export const runScheduler = Effect.fnUntraced(function*(
  plan: SchedulerPlan,
  { limitSeconds, onProgress }: SchedulerRunOptions
) {
  const startedAt = performance.now()
  const directory = yield* folder
  const builds = yield* Effect.promise(() => makeBuilds(join(directory, "builds")))
  const postgres = yield* ownPostgres
  const { mock, port, url } = yield* serve(plan, false)
  const jobs = yield* Effect.promise(() => makeJobs(join(directory, "media"), plan))
  const byKey = new Map(jobs.map((job) => [job.key, job]))
  const place = { _tag: "PostgreSQL", url: postgres.url } as const
  const encryptionKey = randomBytes(32).toString("hex")
  const logins = yield* makeLogins(mock, plan, { encryptionKey, place })
  yield* logins.all
  const rows = yield* makeRows(postgres.url)
  const done = { kills: 0, freezes: 0, restarts: 0, upgrades: 0 }

  const [app] = mock.control.apps()
  const runners = yield* Effect.acquireRelease(
    Effect.sync(() =>
      startRunners(builds, {
        database: postgres.url,
        baseUrl: url,
        clientKey: app?.clientKeys[0] ?? "",
        clientSecret: app?.clientSecret ?? "",
        encryptionKey,
        takeOver: plan.takeOver
      })
    ),
    ({ stop }) => Effect.promise(stop)
  )
  yield* Effect.promise(runners.ready)

  // ---------------------------------------------------------------------------
  // disturbances
  // ---------------------------------------------------------------------------

  const restart = once(() =>
    Effect.runPromise(Effect.andThen(
      Effect.andThen(postgres.stop, Effect.sleep("3 seconds")),
      Effect.andThen(postgres.start, Effect.sync(() => void done.restarts++))
    ))
  )
  const upgrade = once(async () => {
    await runners.upgrade()
    done.upgrades++
  })
  const onRequest = atRequests([
    ...plan.kills.map((moment) => ({ ...moment, act: () => void (done.kills += runners.kill(moment.worker) ? 1 : 0) })),
    ...plan.freezes.map((moment) => ({
      ...moment,
      act: () => void (done.freezes += runners.freeze(moment.worker, moment.forMillis) ? 1 : 0)
    })),
    { atRequest: plan.restartAt, afterMillis: 0, act: () => void restart() },
    { atRequest: plan.upgradeAt, afterMillis: 0, act: () => void upgrade() }
  ])
  const watching = yield* Effect.acquireRelease(
    Effect.sync(() => watch(mock, port, onRequest)),
    ({ close }) => Effect.sync(close)
  )

  // ---------------------------------------------------------------------------
  // posts
  // ---------------------------------------------------------------------------

  const start = (yield* Clock.currentTimeMillis) + 3000
  const rounds = new Map(plan.posts.map(({ key }, index) => [key, Math.floor(index / plan.creators.length)]))
  const timeOf = ({ key }: MadeJob) => start + plan.every * (rounds.get(key) ?? 0)
  const scheduleAll = (some: ReadonlyArray<MadeJob>) =>
    Effect.forEach(batchesOf(some), (batch, index) => {
      const ask = Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.promise(() => {
          return runners.ask({ _tag: "Schedule", posts: batch.map((job) => ({ job, at: Math.max(timeOf(job), now) })) })
        }))
      // As a web process does that got no answer.
      return index % 10 === 0 ? Effect.all([ask, ask], { concurrency: 2 }) : ask
    }, { concurrency: 6, discard: true })

  /** Waits until only a person can continue a post, and logs creators in again meanwhile. */
  const untilOver = Effect.fnUntraced(function*(wanted: number) {
    while (true) {
      const counts = yield* rows.counts
      onProgress?.(counts)
      if (isOver(counts, wanted)) return
      for (const { creator } of yield* rows.withoutLogin) {
        logins.again(creator)
        yield* Effect.sleep("100 millis")
        yield* Effect.promise(() => runners.ask({ _tag: "Resume", creator }))
      }
      yield* Effect.sleep("1 second")
    }
  })

  const first = jobs.slice(0, Math.floor(jobs.length * early))
  const decided: Decided = { found: new Set(), repeated: new Set() }
  let unknown = new Map<string, Result>()
  const program = Effect.gen(function*() {
    yield* Effect.all([scheduleAll(first), untilOver(first.length)], { concurrency: 2 })
    yield* Effect.promise(restart)
    yield* Effect.promise(upgrade)
    // The newer build knows the posts of the older one by their keys.
    yield* scheduleAll([...first.slice(-20), ...jobs.slice(first.length)])
    yield* untilOver(jobs.length)
    for (let round = 0;; round++) {
      // A request of a process that was frozen may be on its way.
      yield* Effect.sleep("5 seconds")
      const all = yield* rows.all
      if (round === 0) {
        unknown = new Map(all.flatMap((row) => row.state === "Unknown" ? [[row.key, resultOf(row)!]] : []))
      }
      if ((yield* decide(all, byKey, mock, runners, decided)) === 0) return
      yield* untilOver(jobs.length)
    }
  })
  yield* Effect.timeoutOrElse(program, { duration: limitSeconds * 1000, orElse: () => Effect.void })
  yield* Effect.promise(runners.stop)
  // The mock publishes every post that has all its bytes.
  mock.clock.advance(60_000)

  const all = yield* rows.all
  const posts = mock.control.posts()
  const results = new Map(all.flatMap((row) => {
    const result = decided.found.has(row.key) ? unknown.get(row.key) : resultOf(row)
    return result === undefined ? [] : [[row.key, result] as const]
  }))
  const { injected, requests } = injectedOf(mock, watching.requests())
  return {
    plan,
    ...done,
    newer: {
      rows: all.filter(({ detail }) => "note" in JSON.parse(detail)).length,
      posts: all.filter(({ post }) => JSON.parse(post).version === 2).length
    },
    ends: runners.ends,
    seconds: (performance.now() - startedAt) / 1000,
    verdict: judge({ jobs, results, posts, requests, injected, uploadedBytes: watching.uploadedBytes() }),
    disorder: disorderOf(
      all.flatMap(({ created_at, key, started_at }) => {
        const job = byKey.get(key)
        return job === undefined ? [] : [{ ...job, createdAt: created_at, startedAt: started_at ?? Infinity }]
      }),
      posts,
      decided.repeated
    ),
    decided: { found: decided.found.size, repeated: decided.repeated.size },
    logins: logins.count(),
    faults: hitsOf(mock),
    struck: requests.filter(({ fault }) => fault !== undefined).length,
    requests: requests.length
  } satisfies SchedulerReport
}, Effect.scoped)

/** Starts work at most once. */
const once = <A>(work: () => Promise<A>) => {
  let started: Promise<A> | undefined
  return () => started ??= work()
}

const isOver = (counts: Readonly<Record<string, number>>, wanted: number) =>
  sumOf(counts) === wanted && !Object.keys(counts).some((state) => openStates.has(state))

const batchesOf = (jobs: ReadonlyArray<MadeJob>): ReadonlyArray<ReadonlyArray<MadeJob>> =>
  Array.from({ length: Math.ceil(jobs.length / 20) }, (_, index) => jobs.slice(20 * index, 20 * (index + 1)))

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
