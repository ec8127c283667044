import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Checkpoint from "../../Checkpoint.ts"
import type * as Outcome from "../../Outcome.ts"
import type { CreatorId } from "../../Post.ts"
import * as Recovery from "../../Recovery.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Publish from "./publish.ts"
import { logReport } from "./recoveryLog.ts"
import type * as StartPublish from "./startPublish.ts"

/** The steps to resume a publish. @internal */
export interface Parts {
  readonly store: Checkpoint.CheckpointStore["Service"]
  readonly start: (
    key: string,
    options: Recovery.Options | undefined
  ) => Effect.Effect<StartPublish.Started | undefined, Publish.Failure, Scope.Scope>
  /** Runs until TikTok has the whole post. */
  readonly send: (publish: StartPublish.Started) => Effect.Effect<Publish.Progress, Publish.Failure>
  readonly awaitOutcome: (
    publish: Publish.Run,
    progress: Publish.Progress
  ) => Effect.Effect<Outcome.Outcome, Publish.Failure>
}

/**
 * Looks for unfinished publishes at an interval, and resumes them until the scope
 * closes. Sends one post of each creator at a time, the oldest first. Waits for
 * the outcomes of sent posts concurrently.
 *
 * @internal
 */
export const run = Effect.fnUntraced(function*(
  parts: Parts,
  options: Recovery.Options | undefined
): Effect.fn.Return<void, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const every = Duration.fromInputUnsafe(options?.every ?? "30 seconds")
  const sending = yield* Semaphore.make(options?.concurrency ?? 4)
  const claiming = yield* Semaphore.make(16)
  const onReport = options?.report ?? logReport

  /** Keys whose publish runs, or is paused until the next try. */
  const busy = new Set<string>()
  /** Creators with a post that is being sent, or that has to wait. */
  const busyCreators = new Set<CreatorId>()
  const reported = new Map<string, string>()
  const attempts = new Map<string, number>()

  /** Recovery continues when a report fails. */
  const report = (report: Recovery.Report) =>
    Effect.catchCause(
      Effect.suspend(() => onReport(report)),
      (cause) => Effect.logError("a report on recovery failed", cause)
    )

  const reportOnce = (key: string, state: string, unfinished: Recovery.Report) =>
    Effect.suspend(() => {
      if (reported.get(key) === state) return Effect.void
      reported.set(key, state)
      return report(unfinished)
    })

  const after = (wait: Duration.Duration, then: () => void) =>
    Effect.forkIn(Effect.andThen(Effect.sleep(wait), Effect.sync(then)), scope)

  const postpone = (key: string, wait: Duration.Duration) => after(wait, () => busy.delete(key))

  /** Grows the pause for a key that does not change. */
  const backoff = (key: string): Duration.Duration => {
    const count = attempts.get(key) ?? 0
    attempts.set(key, count + 1)
    // Ends half an interval before the next scan, so that the scan finds the key.
    return Duration.min(Duration.times(every, 2 ** Math.min(count, 10) - 0.5), maxPause)
  }

  const onEnded = Effect.fnUntraced(function*(pending: Recovery.Resumable, outcome: Outcome.Outcome) {
    yield* reportOnce(pending.key, outcome._tag, { _tag: "Ended", pending, outcome })
    if (outcome._tag === "StillProcessing") yield* postpone(pending.key, backoff(pending.key))
    else busy.delete(pending.key)
  })

  /** Returns how long the creator's other posts have to wait, if at all. */
  const onFailed = Effect.fnUntraced(function*({ isUnsent, pending }: Unfinished, error: TikTokError, isGone: boolean) {
    const { key } = pending
    if (error.reason._tag === "KeyInUse") {
      // Another process has claimed it and sends it. A later post must not overtake it.
      busy.delete(key)
      return isUnsent ? Duration.zero : undefined
    }
    if (isGone) {
      yield* report({ _tag: "Refused", pending, error })
      busy.delete(key)
      return undefined
    }
    if (error.retryable) {
      const wait = error.retryAfter ?? backoff(key)
      yield* reportOnce(key, error.message, { _tag: "Postponed", pending, error, after: wait })
      yield* postpone(key, wait)
      return wait
    }
    yield* reportOnce(key, error.message, { _tag: "Stuck", pending, error })
    yield* postpone(key, maxPause)
    return undefined
  })

  /** Resumes one publish. Ends when the creator's next post may be sent, or returns how long it has to wait. */
  const resume = Effect.fnUntraced(function*(unfinished: Unfinished) {
    const { isUnsent, pending } = unfinished
    busy.add(pending.key)
    const turn = yield* Deferred.make<Duration.Duration | undefined>()
    let started: StartPublish.Started | undefined
    const startAndSend = Effect.gen(function*() {
      started = yield* claiming.withPermits(1)(parts.start(pending.key, options))
      return started === undefined ? undefined : { publish: started, progress: yield* parts.send(started) }
    })
    const whole = Effect.gen(function*() {
      const result = yield* (isUnsent ? sending.withPermits(1)(startAndSend) : startAndSend)
      yield* Deferred.succeed(turn, undefined)
      // A record that no longer exists has ended in another process.
      if (result === undefined) return void busy.delete(pending.key)
      yield* onEnded(pending, yield* parts.awaitOutcome(result.publish, result.progress))
    })
    yield* Effect.scoped(whole).pipe(
      Effect.as(undefined),
      Effect.catch((error) => onFailed(unfinished, error, started?.record.isForgotten() === true)),
      Effect.catchDefect((defect) =>
        Effect.as(
          Effect.andThen(
            Effect.logError("an unfinished publish failed", defect),
            postpone(pending.key, maxPause)
          ),
          undefined
        )
      ),
      Effect.flatMap((wait) => Deferred.succeed(turn, wait)),
      Effect.forkIn(scope)
    )
    return yield* Deferred.await(turn)
  })

  const resumeInOrder = Effect.fnUntraced(function*(creator: CreatorId, all: ReadonlyArray<Unfinished>) {
    busyCreators.add(creator)
    for (const unfinished of all) {
      const wait = yield* resume(unfinished)
      if (wait !== undefined) return void (yield* after(wait, () => busyCreators.delete(creator)))
    }
    busyCreators.delete(creator)
  })

  /** Reports media that ended with its process. While that process lives, it holds the claim. */
  const reportMissingMedia = (pending: Recovery.NeedsMedia) =>
    reported.has(pending.key)
      ? Effect.void
      : Effect.matchEffect(Effect.scoped(parts.store.tryClaim(pending.key)), {
        onSuccess: () => reportOnce(pending.key, pending._tag, pending),
        onFailure: () => Effect.void
      })

  const scan = Effect.gen(function*() {
    const found = yield* parts.store.open
    const keys = new Set(found.map(keyOf))
    for (const map of [reported, attempts]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key)
    const unsent = new Map<CreatorId, Array<Unfinished>>()
    for (const listed of found.toSorted(byStart)) {
      const pending = Recovery.fromListed(listed)
      if (pending._tag === "Unreadable") yield* reportOnce(pending.key, pending.because.message, pending)
      else if (pending._tag === "NeedsPerson") yield* reportOnce(pending.key, "OutcomeUnknown", pending)
      else if (pending._tag === "NeedsMedia") yield* reportMissingMedia(pending)
      else if (!busy.has(pending.key)) {
        const unfinished = { pending, isUnsent: isUnsent(listed) }
        if (!unfinished.isUnsent) yield* Effect.forkIn(resume(unfinished), scope)
        else if (!busyCreators.has(pending.creator)) {
          unsent.set(pending.creator, [...unsent.get(pending.creator) ?? [], unfinished])
        }
      }
    }
    for (const [creator, all] of unsent) yield* Effect.forkIn(resumeInOrder(creator, all), scope)
  })

  yield* scan.pipe(
    Effect.catch((error) => Effect.logWarning(`cannot look for unfinished publishes: ${error.message}`)),
    Effect.catchDefect((defect) => Effect.logError("cannot look for unfinished publishes", defect)),
    Effect.andThen(Effect.sleep(every)),
    Effect.forever,
    Effect.forkIn(scope)
  )
})

/** A publish that another run left. */
interface Unfinished {
  readonly pending: Recovery.Resumable
  /** Whether it may still have to be sent, in the order of its creator's posts. */
  readonly isUnsent: boolean
}

/** The longest pause before another try. */
const maxPause = Duration.minutes(10)

const isUnsent = (listed: Checkpoint.Listed): boolean => {
  if (listed._tag === "Unreadable") return false
  const { phase, post } = listed.checkpoint
  const isPulled = post !== undefined && !Publish.isUploaded(post)
  return phase !== "Following" && !(isPulled && phase === "Accepting")
}

const keyOf = (listed: Checkpoint.Listed): string => listed._tag === "Unreadable" ? listed.key : listed.checkpoint.key

const byStart = (a: Checkpoint.Listed, b: Checkpoint.Listed): number => startOf(a) - startOf(b)

const startOf = (listed: Checkpoint.Listed): number =>
  listed._tag === "Unreadable" ? 0 : listed.checkpoint.startedAt.epochMilliseconds
