import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import type { CreatorId } from "../../Post.ts"
import {
  fromReason,
  type InvalidInput,
  type RefreshUnavailable,
  StoreFailed,
  type TikTokError
} from "../../TikTokError.ts"
import * as TokenLock from "../../TokenLock.ts"
import { type Tokens, TokenStore } from "../../TokenStore.ts"
import { timeLimit } from "../common/timeLimit.ts"
import * as WaitingTokens from "./waitingTokens.ts"

/** @internal */
export type Failure = TikTokError<StoreFailed | InvalidInput>
type Waiting = WaitingTokens.Waiting

/**
 * Writes waiting tokens to the store. Each write returns whether the store has them,
 * and ends even if the store does not respond.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(all: Map<CreatorId, Waiting>) {
  const store = yield* TokenStore
  const lock = yield* TokenLock.TokenLock
  const own = yield* Effect.context()
  // Writes of one creator run one by one, even if the shared lock fails.
  const turns = yield* TokenLock.makeMemory

  const isCurrent = (waiting: Waiting) => all.get(waiting.creator) === waiting
  const drop = (waiting: Waiting) => isCurrent(waiting) && all.delete(waiting.creator)

  /** Runs outside the caller's transaction, whose rollback would undo a write. */
  const outsideTransaction = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.updateContext(
      effect,
      (context: Context.Context<never>) =>
        Option.match(Context.getOption(context, Tracer.ParentSpan), {
          onNone: () => own,
          onSome: (span) => Context.add(own, Tracer.ParentSpan, span)
        })
    )

  /** Returns whether the store has the waiting tokens. */
  const write = (waiting: Waiting, effect: Effect.Effect<boolean, Failure>, limit: Duration.Duration) =>
    outsideTransaction(timeLimit(
      turns.withLock(waiting.creator)(Effect.suspend(() => isCurrent(waiting) ? effect : Effect.succeed(false))).pipe(
        // A lock in memory never fails.
        Effect.catch((error) => isFailure(error) ? Effect.fail(error) : Effect.die(error))
      ),
      limit,
      () =>
        fromReason("TokenStore.set")(
          new StoreFailed({ action: "write", detail: `no response within ${Duration.format(limit)}` })
        )
    ))

  const compareAndWrite = Effect.fnUntraced(function*(waiting: Waiting) {
    // A store that refuses has changed since it was read. Read it again, a few times.
    for (let tries = 0; tries < 3; tries++) {
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
  const flush = (waiting: Waiting) => write(waiting, compareAndWrite(waiting), retryTimeout)

  /** Writes over any tokens in the store. */
  const overwrite = (waiting: Waiting, tokens: Tokens) =>
    write(
      waiting,
      Effect.as(Effect.retry(store.set(tokens), writeRetry), true).pipe(
        Effect.catch((error) =>
          // The tokens in the store now are older than this login. Later ones may not be.
          Effect.flatMap(store.get(tokens.creator), (found) => {
            if (found?.isSameAs(tokens) === true) return Effect.succeed(true)
            waiting.older = [...waiting.older, found?.accessToken]
            waiting.olderUntil = undefined
            return Effect.fail(error)
          })
        )
      ),
      firstTimeout
    )

  /** Writes again without the lock if it fails. It may have undone the first write. */
  const underLock = (
    waiting: Waiting,
    locked: Effect.Effect<boolean, Failure>,
    unlocked: Effect.Effect<boolean, Failure>
  ): Effect.Effect<boolean, Failure> =>
    lock.withLock(waiting.creator)(Effect.exit(locked)).pipe(
      Effect.catchCause((cause) => Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.exit(unlocked)),
      Effect.flatten
    )

  /** Writes over the refreshed tokens, which the store usually has. */
  const replaceFirst = (waiting: Waiting, previous: Tokens, next: Tokens) =>
    write(
      waiting,
      Effect.flatMap(
        Effect.retry(store.replace(previous, next), writeRetry),
        (replaced) => replaced ? Effect.succeed(true) : compareAndWrite(waiting)
      ),
      firstTimeout
    )

  const forget = (waiting: Waiting) =>
    write(waiting, Effect.as(Effect.retry(store.remove(waiting.creator), writeRetry), true), firstTimeout)

  return { outsideTransaction, drop, forget, isCurrent, overwrite, replaceFirst, flush, underLock }
})

// How long the first write of new tokens may take. Others wait for it under the lock.
const firstTimeout = Duration.seconds(30)

/**
 * How long each later attempt may take.
 *
 * @internal
 */
export const retryTimeout = Duration.seconds(10)

// Others wait for the lock meanwhile, so none refreshes with expired tokens.
const writeRetry = {
  schedule: Schedule.exponential("50 millis").pipe(Schedule.upTo({ times: 4 })),
  while: ({ retryable }: Failure) => retryable
}

const isFailure = (error: TikTokError<Failure["reason"] | RefreshUnavailable>): error is Failure =>
  error.reason._tag === "StoreFailed" || error.reason._tag === "InvalidInput"
