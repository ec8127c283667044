/** The world of the scheduler: runners and a web process over one database, against the mock. */
import { Duration, Effect, Layer } from "effect"
import { Media } from "effect-tiktok"
import type { Scheduler } from "effect-tiktok-scheduler"
import { type Scene, type SimulationOptions, type World } from "tiktok-mock-server/simulation"
import { layerRunner, layerWeb } from "../../../packages/scheduler/test/support/runners.ts"
import { bytesOf } from "../../chaos/media.ts"
import { scenarioOf } from "../../chaos/plan.ts"
import { sha256 } from "../../support/media.ts"
import { makeCallChecks } from "../calls.ts"
import { makeClaimChecks } from "../claimChecks.ts"
import { codesIn, layerClient, makeLogin, mishaps, openStores } from "../client.ts"
import { makeFiles } from "../files.ts"
import { secretsIn } from "../invariants.ts"
import { makeKept } from "../stores.ts"
import { countBy, type Tally, type WorldOptions } from "../world.ts"
import { layerDatabase, makeDatabase } from "./database.ts"
import { type MadeScheduledJob, makePeople } from "./facts.ts"
import { makeRowCheck } from "./invariants.ts"
import { makeJobs } from "./plan.ts"
import { web } from "./web.ts"

const MINUTE = 60_000

/** The simulation of a world, and what it counts. */
export const makeSchedulerWorld = (options: WorldOptions): SimulationOptions & { readonly tally: Tally } => {
  const { contract, hours, seed } = options
  const tally: Tally = { outcomes: {}, creators: 0, posts: 0, requests: 0 }
  return {
    seed,
    hours,
    // A post may wait for the limit of a day.
    graceHours: 30,
    ...options.isDense ? { rates: [0.02, 0.05, 0.1] } : {},
    tally,
    mock: {
      scenario: scenarioOf({ creators: creatorsOf(options) }),
      limits: "documented",
      lifetimes: { accessToken: 20 * MINUTE, uploadUrl: 30 * MINUTE }
    },
    codes: codesIn(contract),
    scene: (world) => makeScene(options, tally, world)
  }
}

const creatorsOf = ({ creators }: WorldOptions): ReadonlyArray<string> =>
  Array.from({ length: creators }, (_, index) => `creator-${index}`)

const makeScene = async (options: WorldOptions, tally: Tally, world: World): Promise<Scene> => {
  const { clock, mock, random } = world
  const startedAt = clock.currentTimeMillisUnsafe()
  const contents = new Map<string, Uint8Array>()
  const jobs = makeJobs(options).map((job): MadeScheduledJob => {
    const file = `/media/${job.key}.mp4`
    if (job.size === 0) return Object.assign(job, { file, sha256: undefined })
    const bytes = bytesOf(job)
    contents.set(file, bytes)
    return Object.assign(job, { file, sha256: sha256(bytes) })
  })
  const files = makeFiles(contents)
  const kept = makeKept()
  kept.onWrite = makeClaimChecks(world)
  const stores = await openStores(kept, world)
  const database = makeDatabase(world)
  const people = makePeople()
  const secrets = new Set(mock.control.apps().map(({ clientSecret }) => clientSecret))
  const checkSecrets = (text: string) => {
    for (const secret of secrets) if (text.includes(secret)) world.violation(`a secret in: ${text}`)
  }
  mock.changeRules({ lifecycle: { mode: "after", millis: random.pick([0, 1_000, 90_000]) } })

  const login = makeLogin(world, options.contract, stores.tokens, secrets)
  for (const creator of creatorsOf(options)) world.after(0, () => login(creator, random.between(6, 30)))
  const away = new Set<string>()
  const loginAgain = (creator: string) => {
    if (away.has(creator)) return
    away.add(creator)
    world.after(random.between(3_000, 20 * MINUTE), async () => {
      away.delete(creator)
      await login(creator, 20)
      if (random.chance(0.5)) people.loggedIn.add(creator)
    })
  }

  const runs = new Map<string, number>()
  const runner: Scheduler.Options = {
    deadline: random.pick(["30 seconds", "3 minutes"]),
    concurrency: random.pick([1, 4]),
    media: (file) => Effect.succeed(Media.file(file))
  }
  const pollEvery = random.pick([5_000, 20_000, MINUTE])
  for (const name of ["p0", "p1"]) {
    world.addProcess(name, (surroundings) =>
      Effect.suspend(() => {
        runs.set(name, (runs.get(name) ?? 0) + 1)
        return restarted(Effect.provide(
          Effect.never,
          layerRunner(runner, pollEvery).pipe(
            Layer.provide([
              layerClient(options, kept, surroundings, world, files),
              layerDatabase(database, surroundings)
            ])
          )
        ))
      }))
  }
  world.addProcess("web", (surroundings) =>
    restarted(Effect.provide(
      web(world, startedAt, jobs, people),
      Layer.provide(layerWeb({}), layerDatabase(database, surroundings))
    )))

  const check = makeRowCheck({ world, jobs, database, people, secrets })
  const calls = makeCallChecks(world, true, (process) => runs.get(process) ?? 0, kept.takenAt)
  let isDirty = true
  let commits = -1
  let open: ReadonlyArray<string> = []
  return {
    isDone: () => open.length === 0 && people.stored.size === jobs.length && isActed(),
    unfinished: () => open.join(", "),
    onOutput: checkSecrets,
    onArrival: calls.onArrival,
    onResponse: (response) => {
      isDirty = true
      tally.requests++
      for (const secret of secretsIn(response.text)) secrets.add(secret)
      calls.onResponse(response)
    },
    check: () => {
      if (!isDirty && commits === database.commits()) return
      isDirty = false
      commits = database.commits()
      const rows = check()
      for (const { creator, detail, state } of rows) {
        // What is asked for may wait for a login, too.
        if (state === "AwaitingLogin" || state === "Processing" && "waits" in JSON.parse(detail)) loginAgain(creator)
      }
      open = rows.filter(({ state }) => !final.has(state)).map(({ key, state }) => `${key} (${state})`)
      const posts = mock.control.posts()
      tally.posts = posts.length
      tally.creators = new Set(posts.map(({ creator }) => creator)).size
      tally.outcomes = countBy(rows, ({ state }) => state)
    },
    mishaps
  }

  function isActed() {
    return jobs.every(({ intent, key }) => intent === undefined || people.acted.has(key))
  }
}

/** As a supervisor restarts a program that the database has stopped. */
const restarted = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  program.pipe(
    Effect.catchCause((cause) => Effect.logWarning("a process starts again", cause)),
    Effect.andThen(Effect.sleep(Duration.seconds(5))),
    Effect.forever
  )

/** What people leave as it is. */
const final: ReadonlySet<string> = new Set(["Published", "SentToInbox", "Canceled"])
