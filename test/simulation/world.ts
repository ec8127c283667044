/** The world of the client: processes that publish, over one store, against the mock. */
import { Duration, Effect, Schedule } from "effect"
import { Publisher } from "effect-tiktok"
import { makeRandom, type Scene, type SimulationOptions, type World } from "tiktok-mock-server/simulation"
import { bytesOf, type MadeJob } from "../chaos/media.ts"
import { makePlan, type Plan, type PlannedPost, scenarioOf, workerCount } from "../chaos/plan.ts"
import { better, type Report, type Result } from "../chaos/protocol.ts"
import { work } from "../chaos/work.ts"
import type { ContractName } from "../support/fixture.ts"
import { sha256, smallestChunk } from "../support/media.ts"
import { makeCallChecks } from "./calls.ts"
import { makeClaimChecks } from "./claimChecks.ts"
import { codesIn, layerClient, makeLogin, mishaps, openStores } from "./client.ts"
import { makeFiles } from "./files.ts"
import { checkpointFolder, type Facts, makeCheck, secretsIn } from "./invariants.ts"
import { makeKept, sharesLimits, type StoreModel } from "./stores.ts"

export interface WorldOptions {
  readonly seed: string
  readonly contract: ContractName
  readonly store: StoreModel
  readonly hours: number
  readonly posts: number
  readonly creators: number
  /** Whether much happens in little time. */
  readonly isDense: boolean
}

/** What is counted in a run. */
export interface Tally {
  outcomes: Readonly<Record<string, number>>
  /** Creators that have a post at TikTok. */
  creators: number
  posts: number
  requests: number
}

const MINUTE = 60_000

/** The simulation of a world, and what it counts. */
export const makeWorld = (options: WorldOptions): SimulationOptions & { readonly tally: Tally } => {
  const { contract, hours, seed, store } = options
  const plan = planOf(options)
  const tally: Tally = { outcomes: {}, creators: 0, posts: 0, requests: 0 }
  return {
    seed,
    hours,
    ...options.isDense ? { rates: [0.02, 0.05, 0.1] } : {},
    tally,
    mock: {
      scenario: scenarioOf(plan),
      limits: sharesLimits(store) ? "documented" : "off",
      switches: { partialChunks: plan.partialChunks },
      lifetimes: { accessToken: 20 * MINUTE, uploadUrl: 30 * MINUTE }
    },
    codes: codesIn(contract),
    scene: (world) => makeScene(options, plan, tally, world)
  }
}

/** The plan of a chaos run, mostly without files of many megabytes, which take most of a run's time. */
const planOf = (options: WorldOptions): Plan => {
  const plan = makePlan({ ...options, kills: 0, freezes: 0, holds: 0, short: false })
  const hasLarge = options.posts <= 12 && makeRandom(`${options.seed}/plan`).chance(0.25)
  const random = makeRandom(`${options.seed}/workers`)
  const posts = options.isDense ? plan.posts.map((post) => random.chance(0.4) ? forAll(post) : post) : plan.posts
  return { ...plan, posts: hasLarge ? posts : posts.map(withoutLargeFile) }
}

const forAll = (post: PlannedPost): PlannedPost => ({
  ...post,
  workers: Array.from({ length: workerCount }, (_, worker) => worker)
})

const withoutLargeFile = (post: PlannedPost): PlannedPost =>
  post.kind === "large video" ? { ...post, kind: "video", size: post.size % smallestChunk } : post

const makeScene = async (options: WorldOptions, plan: Plan, tally: Tally, world: World): Promise<Scene> => {
  const { mock, random } = world
  const kept = makeKept()
  kept.onWrite = makeClaimChecks(world)
  const contents = new Map(
    plan.posts.flatMap((post) => post.size === 0 ? [] : [[fileOf(post), bytesOf(post)] as const])
  )
  const jobs = plan.posts.map((post): MadeJob => {
    const bytes = contents.get(fileOf(post))
    return { ...post, file: fileOf(post), sha256: bytes && sha256(bytes) }
  })
  // Posts come in bursts, so that they meet, and with hours between, so that tokens, URLs and limits expire.
  const bursts = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => random.between(0, options.hours * 50) * MINUTE)
  const dueAt = new Map(
    jobs.map(({ key }) => [
      key,
      world.clock.currentTimeMillisUnsafe() + random.pick(bursts) +
      random.pick([0, 0, 0, random.between(0, 3 * MINUTE)])
    ])
  )
  const every = Duration.seconds(random.pick(options.isDense ? [30] : [30, 300, 300, 300]))
  const files = makeFiles(contents)
  const results = new Map<string, Result>()
  const settled = new Set<string>()
  const secrets = new Set<string>()
  const stores = await openStores(kept, world)
  let isDirty = false

  mock.changeRules({ lifecycle: { mode: "after", millis: random.pick([0, 1_000, 90_000]) } })
  const [app] = mock.control.apps()
  if (app === undefined) throw new Error("the scenario has no app")
  secrets.add(app.clientSecret)

  const login = makeLogin(world, options.contract, stores.tokens, secrets)
  for (const creator of plan.creators) world.after(0, () => login(creator, random.between(6, 30)))

  const loginsPlanned = new Set<string>()
  const runs = new Map<string, number>()
  const onReport = (report: Report, worker: number) => {
    world.trace(`p${worker} reports ${JSON.stringify(report)}`)
    checkSecrets(JSON.stringify(report))
    isDirty = true
    // No clock that is set is a reason to fail.
    if (world.faults.every(({ kind }) => kind === "clock") && !isSuccess(report)) {
      world.violation(`without a fault: ${JSON.stringify(report)}`)
    }
    if (report._tag === "LoginNeeded") {
      if (loginsPlanned.has(report.creator)) return
      loginsPlanned.add(report.creator)
      // A process asks again every two seconds, which is most of the work of a run with long waits.
      world.after(random.pick([3_000, 3_000, 3_000, 2 * MINUTE]), async () => {
        loginsPlanned.delete(report.creator)
        await login(report.creator, 20)
      })
      return
    }
    settled.add(`${worker} ${report.key}`)
    const result = better(report.result, results.get(report.key))
    results.set(report.key, result)
    finishDrafts()
  }
  /** A creator publishes some drafts from the inbox, with another caption than those of our posts. */
  const finished = new Set<string>()
  const finishDrafts = () => {
    for (const [key, result] of results) {
      if (result._tag !== "SentToInbox" || finished.has(key) || !isSettled(key)) continue
      finished.add(key)
      world.after(random.between(0, 10 * MINUTE), () => mock.control.publishDraft(result.publishId))
    }
  }
  const checkSecrets = (text: string) => {
    for (const secret of secrets) if (text.includes(secret)) world.violation(`a secret in: ${text}`)
  }

  const assigned = (worker: number) => jobs.filter(({ workers }) => workers.includes(worker))
  const isSettled = (key: string) =>
    jobs.every((job) => job.key !== key || job.workers.every((worker) => settled.has(`${worker} ${key}`)))
  const isLeft = (worker: number) => ({ key }: MadeJob) => !settled.has(`${worker} ${key}`)
  for (let worker = 0; worker < workerCount; worker++) {
    const name = `p${worker}`
    world.addProcess(name, (surroundings) =>
      Effect.scoped(Effect.gen(function*() {
        runs.set(name, (runs.get(name) ?? 0) + 1)
        const { recover } = yield* Publisher.Publisher
        yield* recover({ every })
        yield* Effect.retry(
          work({
            timeout: Duration.minutes(10),
            longestPause: Duration.minutes(5),
            publish: { schedule: Schedule.spaced("20 seconds"), deadline: "10 minutes", chunkSize: smallestChunk },
            send: (report) => Effect.sync(() => onReport(report, worker)),
            untilDue: ({ key }) =>
              Effect.suspend(() => Effect.sleep((dueAt.get(key) ?? 0) - world.clock.currentTimeMillisUnsafe()))
          }, assigned(worker).filter(isLeft(worker))),
          Schedule.spaced("5 seconds")
        )
        return yield* Effect.never
      })).pipe(Effect.provide(layerClient(options, kept, surroundings, world, files)), Effect.orDie))
  }

  // A refused key is free for the other process that has the post, and what waits for tomorrow may be recovered.
  const finalResults = () =>
    new Map(jobs.flatMap(({ key, workers }) => {
      const result = results.get(key)
      const isFinal = !spoiled.has(key) && result?._tag !== "Tomorrow" &&
        (result?._tag !== "Refused" || workers.every((worker) => settled.has(`${worker} ${key}`)))
      return result !== undefined && isFinal ? [[key, result] as const] : []
    }))
  /** Keys whose checkpoint the run has damaged. Nothing is promised of them, except that they are not posted twice. */
  const spoiled = new Set<string>()
  const damage = (value: number) => {
    const names = Array.from(kept.records.keys()).filter((name) => name.startsWith(checkpointFolder)).toSorted()
    const name = names[value % names.length]
    const entry = name === undefined ? undefined : kept.records.get(name)
    if (name === undefined || entry === undefined) return
    const bytes = entry.bytes.slice()
    const at = value % bytes.length
    bytes[at] = (bytes[at] ?? 0) ^ (1 + value % 255)
    kept.records.set(name, { ...entry, bytes })
    spoiled.add(name.slice(checkpointFolder.length))
  }
  const facts: Facts = {
    world,
    jobs,
    results: finalResults,
    kept,
    checkpoints: stores.checkpoints,
    spoiled,
    secrets
  }
  const check = makeCheck(facts)
  const calls = makeCallChecks(world, sharesLimits(options.store), (process) => runs.get(process) ?? 0, kept.takenAt)
  const wanted = jobs.flatMap(({ key, workers }) => workers.map((worker) => `${worker} ${key}`))
  return {
    isDone: () => settled.size === wanted.length,
    unfinished: () => wanted.filter((name) => !settled.has(name)).join(", "),
    onOutput: checkSecrets,
    onArrival: calls.onArrival,
    onResponse: (response) => {
      isDirty = true
      tally.requests++
      for (const secret of secretsIn(response.text)) secrets.add(secret)
      calls.onResponse(response)
    },
    check: async () => {
      if (!isDirty && kept.written.size === 0) return
      isDirty = false
      const posts = mock.control.posts()
      tally.posts = posts.length
      tally.creators = new Set(posts.map(({ creator }) => creator)).size
      tally.outcomes = countBy(results.values(), ({ _tag }) => _tag)
      await check()
    },
    mishaps: [
      ...mishaps,
      {
        kind: "damage",
        weight: 0.2,
        value: (random) => random.between(0, 999_999),
        happen: (_, value) => damage(Number(value))
      }
    ]
  }
}

/** Whether nothing has failed, or a limit of the day is used up. */
const isSuccess = (report: Report): boolean =>
  report._tag === "Settled" && ["Published", "SentToInbox", "Tomorrow"].includes(report.result._tag)

/** How often each name occurs. */
export const countBy = <A>(items: Iterable<A>, nameOf: (item: A) => string): Tally["outcomes"] =>
  Object.fromEntries(Array.from(Map.groupBy(items, nameOf), ([name, { length }]) => [name, length]))

const fileOf = ({ key }: { readonly key: string }): string => `/media/${key}.mp4`
