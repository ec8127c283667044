import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import type { CreatorId } from "../../Post.ts"
import { fromReason, type RefreshUnavailable, StoreFailed, type TikTokError } from "../../TikTokError.ts"
import * as TokenLock from "../../TokenLock.ts"
import { type Tokens, TokenStore } from "../../TokenStore.ts"
import { timeLimit } from "../common/timeLimit.ts"
import * as WaitingTokens from "./waitingTokens.ts"

type Failure = TikTokError<StoreFailed>
type Waiting = WaitingTokens.Waiting

/**
 * The ways to tell the store what waits. Each says whether the store has taken
 * it, and ends although the store answers nothing.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(all: Map<CreatorId, Waiting>) {
  const store = yield* TokenStore
  const lock = yield* TokenLock.TokenLock
  const own = yield* Effect.context()
  // Writes of one creator take turns, also while the lock that processes share fails.
  const turns = yield* TokenLock.makeMemory

  const isCurrent = (waiting: Waiting) => all.get(waiting.creator) === waiting
  const drop = (waiting: Waiting) => isCurrent(waiting) && all.delete(waiting.creator)

  /** Outside a transaction of the caller's, which would take back what was written in it. */
  const apart = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.updateContext(
      effect,
      (context: Context.Context<never>) =>
        Option.match(Context.getOption(context, Tracer.ParentSpan), {
          onNone: () => own,
          onSome: (span) => Context.add(own, Tracer.ParentSpan, span)
        })
    )

  /** Says whether the store has taken what waits. */
  const write = (waiting: Waiting, effect: Effect.Effect<boolean, Failure>, limit: Duration.Duration) =>
    apart(timeLimit(
      turns.withLock(waiting.creator)(Effect.suspend(() => isCurrent(waiting) ? effect : Effect.succeed(false))).pipe(
        // A lock in memory never fails.
        Effect.catchIf(isUnavailable, Effect.die)
      ),
      limit,
      () =>
        fromReason("TokenStore.set")(
          new StoreFailed({ action: "write", detail: `no answer within ${Duration.format(limit)}` })
        )
    ))

  const compareAndWrite = Effect.fnUntraced(function*(waiting: Waiting) {
    // A store that refuses has changed since it was read. Look again, though not forever.
    for (let look = 0; look < 3; look++) {
      const found = yield* store.get(waiting.creator)
      if (!isCurrent(waiting)) return false
      const comparison = WaitingTokens.compare(waiting, found)
      if (comparison === "Same") return true
      if (comparison === "Newer") {
        drop(waiting)
        return false
      }
      if (waiting.tokens === undefined) return yield* Effect.as(store.remove(waiting.creator), true)
      if (found === undefined) return yield* Effect.as(store.set(waiting.tokens), true)
      if (yield* store.replace(found, waiting.tokens)) return true
    }
    return false
  })
  const settle = (waiting: Waiting) => write(waiting, compareAndWrite(waiting), short)

  /** Over what the store holds. */
  const overwrite = (waiting: Waiting, tokens: Tokens) =>
    write(
      waiting,
      Effect.as(Effect.retry(store.set(tokens), keeping), true).pipe(
        Effect.catch((error) =>
          // What it holds now is older than this login; what it holds later need not be.
          Effect.flatMap(store.get(tokens.creator), (found) => {
            if (found?.isSameAs(tokens) === true) return Effect.succeed(true)
            waiting.older = [...waiting.older, found?.accessToken]
            waiting.olderUntil = undefined
            return Effect.fail(error)
          })
        )
      ),
      long
    )

  /** Without the lock where it cannot be had or fails: then it may have taken back what was written under it. */
  const underLock = (
    waiting: Waiting,
    locked: Effect.Effect<boolean, Failure>,
    unlocked: Effect.Effect<boolean, Failure>
  ): Effect.Effect<boolean, Failure> =>
    lock.withLock(waiting.creator)(Effect.exit(locked)).pipe(
      Effect.catchCause((cause) => Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.exit(unlocked)),
      Effect.flatten
    )

  /** Over the tokens that were refreshed, which the store holds as a rule. */
  const replaceFirst = (waiting: Waiting, previous: Tokens, next: Tokens) =>
    write(
      waiting,
      Effect.flatMap(
        Effect.retry(store.replace(previous, next), keeping),
        (replaced) => replaced ? Effect.succeed(true) : compareAndWrite(waiting)
      ),
      long
    )

  const forget = (waiting: Waiting) =>
    write(waiting, Effect.as(Effect.retry(store.remove(waiting.creator), keeping), true), long)

  return { apart, drop, forget, isCurrent, overwrite, replaceFirst, settle, underLock }
})

// How long the first write of new tokens may take, which others wait for under the lock.
const long = Duration.seconds(30)

/**
 * How long each later try may take.
 *
 * @internal
 */
export const short = Duration.seconds(10)

// Under the lock others wait, so that none of them refreshes with tokens that are over.
const keeping = {
  schedule: Schedule.exponential("50 millis").pipe(Schedule.upTo({ times: 4 })),
  while: ({ retryable }: Failure) => retryable
}

const isUnavailable = (error: TikTokError): error is TikTokError<RefreshUnavailable> =>
  error.reason._tag === "RefreshUnavailable"
