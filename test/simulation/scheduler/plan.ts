/** What people want in a world of the scheduler. Its seed determines it. */
import { makeRandom } from "tiktok-mock-server/simulation"
import type { PlannedPost } from "../../chaos/plan.ts"
import { makeSchedulerPlan } from "../../chaos/scheduler/plan.ts"

/** A post, its time, and what a person does with it. Times are milliseconds after the begin of the world. */
export interface ScheduledJob extends PlannedPost {
  readonly storeAt: number
  readonly dueAt: number
  /** Whether it is stored by two calls at once. */
  readonly isTwice: boolean
  readonly intent: { readonly does: "cancel" | "move"; readonly at: number; readonly to: number } | undefined
  /** Whether a person cancels it rather than to solve a problem. */
  readonly isGivenUp: boolean
}

const MINUTE = 60_000

/** Makes the jobs of a world. */
export const makeJobs = (
  options: { readonly seed: string; readonly posts: number; readonly creators: number; readonly hours: number }
): ReadonlyArray<ScheduledJob> => {
  const random = makeRandom(`${options.seed}/jobs`)
  const { posts } = makeSchedulerPlan({ ...options, kills: 0, freezes: 0, short: false, takeOver: 0, every: 0 })
  const bursts = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => random.between(5, options.hours * 50) * MINUTE)
  return posts.map((post): ScheduledJob => {
    // Several posts of one creator want the same moment.
    const dueAt = random.pick(bursts) + random.pick([0, 0, 0, random.between(0, 10 * MINUTE)])
    const storeAt = random.pick([0, 0, 0, random.between(0, dueAt)])
    const at = Math.max(storeAt, dueAt + random.between(-2 * MINUTE, 3 * MINUTE))
    return Object.assign(post, {
      dueAt,
      storeAt,
      isTwice: random.chance(0.2),
      intent: random.chance(0.3)
        ? { does: random.pick(["cancel", "move"] as const), at, to: at + random.between(0, 20 * MINUTE) }
        : undefined,
      isGivenUp: random.chance(0.3)
    })
  })
}
