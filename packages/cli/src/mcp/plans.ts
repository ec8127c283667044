import { Clock, Deferred, Duration, Effect, Exit, Option, Schedule, Semaphore } from "effect"
import { Checkpoint, type Outcome, type Post, Publisher } from "effect-tiktok"
import { randomUUID } from "node:crypto"
import type { Target } from "../settings/connection.ts"
import { ToolRefused } from "./failure.ts"
import { inSession, type Pinned } from "./pinned.ts"
import { digestOf, type PostInput, toPost } from "./plannedPost.ts"

/** How long a plan can be executed. */
const LIFETIME = Duration.minutes(10)

/** Plans that are kept; an agent that loops must not fill the memory. */
const mostPlans = 200

/** A post that was planned, and can be executed once. */
export interface Plan {
  readonly planId: string
  readonly target: Target
  readonly creator: Post.CreatorId
  readonly input: PostInput
  /** Of the post, its media and its creator. */
  readonly digest: string
  /** The key of the publish: TikTok gets one post under it. */
  readonly key: string
  /** Whether the key is the digest, so that only the same post has it. */
  readonly isOwnKey: boolean
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** How far the execution of a plan is. */
type Execution =
  | { readonly state: "Running" }
  | { readonly state: "Ended"; readonly outcome: Outcome.Outcome; readonly isRepeated: boolean }

/** Keeps plans in memory, and executes each once. Running executions end with the scope. */
export const makePlans = Effect.fnUntraced(function*(pinned: Pinned) {
  const scope = yield* Effect.scope
  const kept = new Map<string, Kept>()

  const add = Effect.fnUntraced(function*(plan: Omit<Plan, "planId" | "expiresAt">) {
    const planId = randomUUID()
    const expiresAt = (yield* Clock.currentTimeMillis) + Duration.toMillis(LIFETIME)
    const added: Plan = { ...plan, planId, expiresAt }
    kept.set(planId, { plan: added, lock: Semaphore.makeUnsafe(1), run: undefined })
    for (const [id, { run }] of kept) {
      if (kept.size > mostPlans && id !== planId && run === undefined) kept.delete(id)
    }
    return added
  })

  /** Starts a plan, or finds its execution. Fails if it cannot start. */
  const begin = Effect.fnUntraced(function*(known: Kept) {
    const { plan, run } = known
    if (run !== undefined && !(yield* mayGoOn(run))) return { run, isRepeated: true }
    // What TikTok may already have is followed to its end at any time; nothing else starts late.
    const isPosted = run !== undefined && (yield* mayBePosted(run))
    const work = isPosted ? follow(plan) : publish(plan, yield* checkIsFresh(plan), run === undefined)
    const started = yield* Deferred.make<Outcome.Outcome, PublishFailure>()
    // A call that is canceled here must not leave a run that nothing knows, or that never ends.
    yield* Effect.uninterruptible(Effect.suspend(() => {
      known.run = started
      return Effect.forkIn(Effect.interruptible(Deferred.complete(started, work)), scope)
    }))
    return { run: started, isRepeated: run !== undefined }
  })

  const checkIsFresh = Effect.fnUntraced(function*({ creator, digest, expiresAt, input, target }: Plan) {
    if ((yield* Clock.currentTimeMillis) >= expiresAt) {
      return yield* new ToolRefused({
        code: "PlanExpired",
        says: "this plan is older than ten minutes; nothing was posted by it",
        remedy: "Call plan_post again, and show a person the new plan."
      })
    }
    const planned = yield* toPost(pinned, input)
    if (digestOf(target, creator, planned) !== digest) {
      return yield* new ToolRefused({
        code: "PlanChanged",
        says: "the media have changed since this plan was made; nothing was posted by it",
        remedy: "Call plan_post again, and show a person the new plan."
      })
    }
    return planned.post
  })

  /** Executes a plan and waits for its outcome, at most this long. A later call goes on waiting. */
  const execute = Effect.fnUntraced(function*(planId: string, wait: Duration.Duration) {
    const known = kept.get(planId)
    if (known === undefined) {
      return yield* new ToolRefused({
        code: "UnknownPlan",
        says: "this server has no plan with this id: it made none, or it has started again since",
        remedy: "Call plan_post again. It says whether the post exists; the same post is not posted twice."
      })
    }
    const { isRepeated, run } = yield* known.lock.withPermit(begin(known))
    const outcome = yield* Effect.timeoutOption(Deferred.await(run), wait)
    const execution: Execution = Option.isNone(outcome)
      ? { state: "Running" }
      : { state: "Ended", outcome: outcome.value, isRepeated }
    return { plan: known.plan, ...execution }
  })

  return { add, execute }
})

type PublishFailure = Effect.Error<ReturnType<typeof publish>>

type Run = Deferred.Deferred<Outcome.Outcome, PublishFailure>

interface Kept {
  readonly plan: Plan
  /** One call at a time looks whether the plan has started. */
  readonly lock: Semaphore.Semaphore
  run: Run | undefined
}

/** How a run ended, if it has. */
const endOf = Effect.fnUntraced(function*(run: Run) {
  const ended = yield* Deferred.poll(run)
  return Option.isNone(ended) ? undefined : yield* Effect.exit(ended.value)
})

/** Whether a run ended without an outcome that stays. */
const mayGoOn = Effect.fnUntraced(function*(run: Run) {
  const exit = yield* endOf(run)
  if (exit === undefined) return false
  return Exit.isFailure(exit) || exit.value._tag === "StillProcessing" || exit.value._tag === "OutcomeUnknown"
})

/** Whether TikTok may have the post of a run that ended. */
const mayBePosted = Effect.fnUntraced(function*(run: Run) {
  const exit = yield* endOf(run)
  return exit === undefined || Exit.isSuccess(exit) ||
    exit.cause.reasons.some((reason) =>
      reason._tag === "Fail" && "publishId" in reason.error && reason.error.publishId !== undefined
    )
})

const schedule = Schedule.spaced("5 seconds")

const follow = ({ key, target }: Plan) =>
  inSession(target)(Publisher.Publisher.use(({ resume }) => resume(key, { schedule })))

const publish = ({ creator, isOwnKey, key, target }: Plan, post: Post.Post, isFirst: boolean) =>
  inSession(target)(Effect.gen(function*() {
    const store = yield* Checkpoint.CheckpointStore
    const earlier = (yield* store.get(key))?.outcome
    // The same post under another path is still the same post.
    if (isOwnKey && (earlier?._tag === "Published" || earlier?._tag === "SentToInbox")) return earlier
    // TikTok has nothing of a failed post, and the plan says that it tries again.
    if (earlier?._tag === "Failed" && isFirst) yield* Checkpoint.free(key)
    const publisher = yield* Publisher.Publisher
    return yield* publisher.publish(creator, post, { key, schedule })
  }))
