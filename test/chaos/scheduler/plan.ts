/** The plan of a chaos run of the scheduler, which its seed determines. */
import type { FaultRule } from "tiktok-mock-server"
import { faultRules } from "../faultRules.ts"
import { type Kill, momentsIn, type Pause, type Plan, type PlannedPost, randomFrom } from "../plan.ts"

/** The options of a plan. */
export interface SchedulerOptions {
  readonly seed: string
  readonly posts: number
  readonly creators: number
  readonly kills: number
  readonly freezes: number
  /** Leaves out the responses that make a creator wait for a minute. */
  readonly short: boolean
  /** How long the shards of a runner that is gone wait for another one, in milliseconds. */
  readonly takeOver: number
  /** Milliseconds from one post of a creator to the next. */
  readonly every: number
}

/** The plan of a run. */
export interface SchedulerPlan extends Omit<SchedulerOptions, "creators" | "freezes" | "kills" | "posts"> {
  readonly contract: "live"
  readonly creators: ReadonlyArray<string>
  /** The first of each creator, then the second of each, and so on. */
  readonly posts: ReadonlyArray<PlannedPost>
  readonly partialChunks: Plan["partialChunks"]
  readonly faults: ReadonlyArray<FaultRule>
  readonly kills: ReadonlyArray<Kill>
  readonly freezes: ReadonlyArray<Pause>
  /** Requests before PostgreSQL is restarted, and before the runners are replaced by those of a newer build. */
  readonly restartAt: number
  readonly upgradeAt: number
}

/** The number of runners. */
export const runnerCount = 3

/** The share of posts that are scheduled before the upgrade. */
export const early = 0.9

const kinds: ReadonlyArray<PlannedPost["kind"]> = [
  "video",
  "pull",
  "photos",
  "video",
  "draft",
  "pull",
  "pulled draft",
  "photo draft"
]

/** Makes the plan of a run. */
export const makeSchedulerPlan = (options: SchedulerOptions): SchedulerPlan => {
  const { creators: count, freezes, kills, posts: total, seed, short, takeOver } = options
  const random = randomFrom(`scheduler/${seed}`)
  const creators = Array.from({ length: count }, (_, index) => `creator-${index}`)
  const pick = <A>(items: ReadonlyArray<A>) => items[Math.floor(random() * items.length)]
  const posts = Array.from({ length: total }, (_, index): PlannedPost => {
    const kind = pick(kinds) ?? "video"
    return {
      key: `scheduler-${seed}-${index}`,
      kind,
      creator: creators[index % count] ?? "",
      workers: [],
      size: kind === "video" || kind === "draft" ? 1000 + Math.floor(random() * 2000) : 0
    }
  })
  return {
    ...options,
    contract: "live",
    creators,
    posts,
    partialChunks: random() < 0.5 ? "dropped" : "kept",
    faults: faultRules({ contract: "live", random, seed, short }),
    kills: momentsIn(total, kills, random, runnerCount),
    freezes: momentsIn(total, freezes, random, runnerCount).map(({ afterMillis, atRequest, worker }) => ({
      afterMillis,
      atRequest,
      worker,
      forMillis: takeOver + 1000 + Math.floor(random() * 4000)
    })),
    restartAt: Math.ceil(total * (0.5 + random())),
    upgradeAt: Math.ceil(total * (1.8 + random() / 2))
  }
}
