import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Checkpoint from "../../Checkpoint.ts"
import type * as Outcome from "../../Outcome.ts"
import type { CreatorId } from "../../Post.ts"
import * as Recovery from "../../Recovery.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Validate from "../common/validate.ts"
import type * as Opening from "./opening.ts"
import * as Publish from "./publish.ts"
import { logged } from "./recoveryLog.ts"

/** How a publish goes on, in the parts that take turns. @internal */
export interface Parts {
  readonly store: Checkpoint.CheckpointStore["Service"]
  readonly reopen: (
    key: string,
    options: Recovery.Options | undefined
  ) => Effect.Effect<Opening.Reopened | undefined, Publish.Failure, Scope.Scope>
  /** Until TikTok has all of the post. */
  readonly begin: (publish: Opening.Reopened) => Effect.Effect<Publish.Standing, Publish.Failure>
  readonly follow: (
    publish: Publish.Run,
    standing: Publish.Standing
  ) => Effect.Effect<Outcome.Outcome, Publish.Failure>
}

/**
 * Looks every so often for what is left behind, and goes on with it for as long
 * as the scope is open. One publish at a time of each creator is begun, the
 * oldest first; the outcomes of those that are with TikTok are waited for side
 * by side.
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
  const opening = yield* Semaphore.make(16)
  const report = options?.report ?? logged

  /** Keys that are gone on with, or that rest until they are worth another try. */
  const busy = new Set<string>()
  /** Creators one of whose posts is being sent, or has to wait. */
  const busyCreators = new Set<CreatorId>()
  const told = new Map<string, string>()
  const patience = new Map<string, number>()

  /** A report that fails is not the end of recovery. */
  const tell = (reported: Recovery.Report) =>
    Effect.catchCause(
      Effect.suspend(() => report(reported)),
      (cause) => Effect.logError("a report on recovery failed", cause)
    )

  const tellOnce = (key: string, news: string, reported: Recovery.Report) =>
    Effect.suspend(() => {
      if (told.get(key) === news) return Effect.void
      told.set(key, news)
      return tell(reported)
    })

  const after = (wait: Duration.Duration, then: () => void) =>
    Effect.forkIn(Effect.andThen(Effect.sleep(wait), Effect.sync(then)), scope)

  const rest = (key: string, wait: Duration.Duration) => after(wait, () => busy.delete(key))

  /** Looks less and less often at what does not change. */
  const longer = (key: string): Duration.Duration => {
    const tries = patience.get(key) ?? 0
    patience.set(key, tries + 1)
    // Over before the look that it is meant for.
    return Duration.min(Duration.times(every, 2 ** Math.min(tries, 10) - 0.5), longest)
  }

  const ended = Effect.fnUntraced(function*(pending: Recovery.Resumable, outcome: Outcome.Outcome) {
    yield* tellOnce(pending.key, outcome._tag, { _tag: "Ended", pending, outcome })
    if (outcome._tag === "StillProcessing") yield* rest(pending.key, longer(pending.key))
    else busy.delete(pending.key)
  })

  /** Says how long the creator's other posts have to wait, if at all. */
  const failed = Effect.fnUntraced(function*({ isToBeSent, pending }: Left, error: TikTokError, isGone: boolean) {
    const { key } = pending
    if (error.reason._tag === "KeyInUse") {
      // Another process has it and goes on with it. A post that came later must not overtake it.
      busy.delete(key)
      return isToBeSent ? Duration.zero : undefined
    }
    if (isGone) {
      yield* tell({ _tag: "Refused", pending, error })
      busy.delete(key)
      return undefined
    }
    if (error.retryable) {
      const wait = error.retryAfter ?? longer(key)
      yield* tellOnce(key, error.message, { _tag: "Postponed", pending, error, after: wait })
      yield* rest(key, wait)
      return wait
    }
    yield* tellOnce(key, error.message, { _tag: "Stuck", pending, error })
    yield* rest(key, longest)
    return undefined
  })

  /** Goes on with one publish. Ends once another of the same creator may be sent, or says how long none may. */
  const goOn = Effect.fnUntraced(function*(left: Left) {
    const { isToBeSent, pending } = left
    busy.add(pending.key)
    const turn = yield* Deferred.make<Duration.Duration | undefined>()
    let opened: Opening.Reopened | undefined
    const begun = Effect.gen(function*() {
      opened = yield* opening.withPermits(1)(parts.reopen(pending.key, options))
      return opened === undefined ? undefined : { publish: opened, standing: yield* parts.begin(opened) }
    })
    const whole = Effect.gen(function*() {
      const result = yield* (isToBeSent ? sending.withPermits(1)(begun) : begun)
      yield* Deferred.succeed(turn, undefined)
      // What is not there any more has ended elsewhere.
      if (result === undefined) return void busy.delete(pending.key)
      yield* ended(pending, yield* parts.follow(result.publish, result.standing))
    })
    yield* Effect.scoped(whole).pipe(
      Effect.as(undefined),
      Effect.catch((error) => failed(left, error, opened?.journal.isForgotten() === true)),
      Effect.catchDefect((defect) =>
        Effect.as(
          Effect.andThen(Effect.logError("a publish that was left behind failed", defect), rest(pending.key, longest)),
          undefined
        )
      ),
      Effect.flatMap((wait) => Deferred.succeed(turn, wait)),
      Effect.forkIn(scope)
    )
    return yield* Deferred.await(turn)
  })

  const goOnInOrder = Effect.fnUntraced(function*(creator: CreatorId, all: ReadonlyArray<Left>) {
    busyCreators.add(creator)
    for (const left of all) {
      const wait = yield* goOn(left)
      if (wait !== undefined) return void (yield* after(wait, () => busyCreators.delete(creator)))
    }
    busyCreators.delete(creator)
  })

  /** Tells of media that are gone with their process; while it lives, nothing is left behind. */
  const tellOfMedia = (pending: Recovery.NeedsMedia) =>
    told.has(pending.key)
      ? Effect.void
      : Effect.matchEffect(Effect.scoped(parts.store.tryClaim(pending.key)), {
        onSuccess: () => tellOnce(pending.key, pending._tag, pending),
        onFailure: () => Effect.void
      })

  const look = Effect.gen(function*() {
    const found = yield* parts.store.open
    const keys = new Set(found.map(keyOf))
    for (const map of [told, patience]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key)
    const toBeSent = new Map<CreatorId, Array<Left>>()
    for (const listed of found.toSorted(byStart)) {
      const pending = Recovery.fromListed(listed)
      if (pending._tag === "Unreadable") yield* tellOnce(pending.key, pending.because.message, pending)
      else if (pending._tag === "NeedsPerson") yield* tellOnce(pending.key, "OutcomeUnknown", pending)
      else if (pending._tag === "NeedsMedia") yield* tellOfMedia(pending)
      else if (!busy.has(pending.key)) {
        const left = { pending, isToBeSent: isToBeSent(listed) }
        if (!left.isToBeSent) yield* Effect.forkIn(goOn(left), scope)
        else if (!busyCreators.has(pending.creator)) {
          toBeSent.set(pending.creator, [...toBeSent.get(pending.creator) ?? [], left])
        }
      }
    }
    for (const [creator, all] of toBeSent) yield* Effect.forkIn(goOnInOrder(creator, all), scope)
  })

  yield* look.pipe(
    Effect.catch((error) => Effect.logWarning(`cannot look for publishes that were left behind: ${error.message}`)),
    Effect.catchDefect((defect) => Effect.logError("cannot look for publishes that were left behind", defect)),
    Effect.andThen(Effect.sleep(every)),
    Effect.forever,
    Effect.forkIn(scope)
  )
})

/** A publish that was left behind. */
interface Left {
  readonly pending: Recovery.Resumable
  /** Whether something of it may still have to be sent, in the order of its creator's posts. */
  readonly isToBeSent: boolean
}

/** @internal */
export const brokenOptions = (options: Recovery.Options | undefined): Validate.Violations => {
  const { concurrency, every, report } = options ?? {}
  return [
    ...Validate.check(
      concurrency === undefined || (Number.isSafeInteger(concurrency) && concurrency >= 1),
      "concurrency",
      "must be a whole number, at least 1"
    ),
    ...Result.match(Validate.parsePositiveDuration("every", every ?? "30 seconds"), {
      onFailure: (violation) => [violation],
      onSuccess: () => []
    }),
    ...Validate.check(report === undefined || typeof report === "function", "report", "must be a function")
  ]
}

/** How long what cannot go on by itself is left alone. */
const longest = Duration.minutes(10)

const isToBeSent = (listed: Checkpoint.Listed): boolean => {
  if (listed._tag === "Unreadable") return false
  const { phase, post } = listed.checkpoint
  const isPulled = post !== undefined && !Publish.isUploaded(post)
  return phase !== "Following" && !(isPulled && phase === "Accepting")
}

const keyOf = (listed: Checkpoint.Listed): string => listed._tag === "Unreadable" ? listed.key : listed.checkpoint.key

const byStart = (a: Checkpoint.Listed, b: Checkpoint.Listed): number => startOf(a) - startOf(b)

const startOf = (listed: Checkpoint.Listed): number =>
  listed._tag === "Unreadable" ? 0 : listed.checkpoint.startedAt.epochMilliseconds
