import * as Cache from "effect/Cache"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { CreatorId } from "../../Post.ts"
import { fromReason, type RefreshUnavailable, type StoreFailed, type TikTokError } from "../../TikTokError.ts"
import * as TokenLock from "../../TokenLock.ts"
import { type Tokens, TokenStore } from "../../TokenStore.ts"
import { timeLimit } from "../common/timeLimit.ts"
import { about } from "../records/storeFailed.ts"
import * as TokenWriter from "./tokenWriter.ts"
import * as WaitingTokens from "./waitingTokens.ts"

type Failure = TikTokError<StoreFailed>
type Waiting = WaitingTokens.Waiting

/**
 * A `TokenStore` that loses nothing: what the store does not take stays in
 * memory, is used, and is written at the next chance.
 *
 * @internal
 */
export interface TokenKeeper {
  /** The newest tokens. While some wait in memory, a store that fails is no failure. */
  readonly get: (creator: CreatorId) => Effect.Effect<Tokens | undefined, Failure>
  /** The same for the holder of the lock. */
  readonly getLocked: (creator: CreatorId) => Effect.Effect<Tokens | undefined, Failure>
  /** Holds the creator's lock. What the effect ended in stands, also where the lock fails afterwards. */
  readonly withLock: (
    creator: CreatorId
  ) => <A, E>(self: Effect.Effect<A, E>) => Effect.Effect<A, E | TikTokError<RefreshUnavailable>>
  /** Keeps the tokens of a refresh for the holder of the lock, and says whether they are the newest. */
  readonly replace: (previous: Tokens, next: Tokens) => Effect.Effect<boolean>
  /** Keeps the tokens of a login, and says whether the store has them. */
  readonly add: (tokens: Tokens) => Effect.Effect<boolean>
  /** Forgets a creator: none of the dead tokens is given any more, even while the store does not forget them. */
  readonly remove: (
    creator: CreatorId,
    dead: ReadonlyArray<WaitingTokens.AccessToken>
  ) => Effect.Effect<void, Failure>
  /** Whether the store has yet to forget a creator. */
  readonly isRemoving: (creator: CreatorId) => boolean
}

/** @internal */
export const make: Effect.Effect<
  TokenKeeper,
  never,
  TokenStore | TokenLock.TokenLock | Scope.Scope
> = Effect.gen(function*() {
  const scope = yield* Effect.scope
  const store = yield* TokenStore
  const own = yield* Effect.context()
  const all = new Map<CreatorId, Waiting>()
  const { apart, drop, forget, isCurrent, overwrite, replaceFirst, settle, underLock } = yield* TokenWriter.make(all)
  const lock = yield* TokenLock.TokenLock
  let isWriting = false

  const put = (
    creator: CreatorId,
    next: WaitingTokens.Next,
    tendedBy: Waiting["tendedBy"]
  ): Waiting => {
    const isTold = all.get(creator)?.isTold ?? false
    const waiting: Waiting = { ...next, creator, tendedBy, isWritten: false, isTold }
    all.set(creator, waiting)
    return waiting
  }

  // ---------------------------------------------------------------------------
  // writing
  // ---------------------------------------------------------------------------

  /** Lets others write what is left. */
  const leave = (waiting: Waiting) =>
    Effect.suspend(() => {
      if (!isCurrent(waiting)) return Effect.void
      waiting.tendedBy = undefined
      waiting.isWritten = false
      const warning = waiting.isTold ? Effect.void : warn(waiting)
      waiting.isTold = true
      return Effect.andThen(warning, wake)
    })

  /** Writes what the caller has put, and leaves it to others when the store does not take it. */
  const deliver = <E>(waiting: Waiting, effect: Effect.Effect<boolean, E>) =>
    effect.pipe(
      Effect.tap((isTaken) => Effect.sync(() => isTaken && drop(waiting))),
      Effect.ensuring(leave(waiting))
    )

  const attempt = (creator: CreatorId, patience: Duration.Duration) =>
    Effect.suspend(() => {
      const waiting = all.get(creator)
      if (waiting === undefined || waiting.tendedBy !== undefined) return Effect.void
      const settled = timeLimit(
        underLock(waiting, settle(waiting), settle(waiting)),
        patience,
        () => undefined
      ).pipe(Effect.catchIf((error) => error === undefined, () => settle(waiting)))
      return Effect.ignoreCause(Effect.tap(settled, (isTaken) => Effect.sync(() => isTaken && drop(waiting))))
    })
  const attempts = yield* Cache.make({
    capacity: Number.MAX_SAFE_INTEGER,
    timeToLive: Duration.zero,
    lookup: (creator: CreatorId) => attempt(creator, TokenWriter.short)
  })
  const forAll = (each: (creator: CreatorId) => Effect.Effect<void>) =>
    Effect.suspend(() => Effect.forEach([...all.keys()], each, { concurrency: 16, discard: true }))

  const wake = Effect.suspend(() => {
    if (isWriting) return Effect.void
    isWriting = true
    return forAll((creator) => Cache.get(attempts, creator)).pipe(
      Effect.andThen(Effect.sync(() => isWriting = all.size > 0)),
      Effect.repeat({ schedule: pauses, while: (isLeft) => isLeft }),
      Effect.delay("1 second"),
      Effect.updateContext<never, never>(() => own),
      Effect.forkIn(scope)
    )
  })

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      if (all.size === 0) return Effect.void
      const last = forAll((creator) =>
        Effect.suspend(() => {
          const waiting = all.get(creator)
          if (waiting !== undefined) waiting.tendedBy = undefined
          return attempt(creator, Duration.seconds(2))
        })
      )
      return timeLimit(last, Duration.seconds(5), () => undefined).pipe(
        Effect.ignore,
        Effect.andThen(Effect.suspend(() => all.size === 0 ? Effect.void : Effect.logWarning(lost(all.size))))
      )
    })
  )

  // ---------------------------------------------------------------------------
  // reading
  // ---------------------------------------------------------------------------

  const known = (creator: CreatorId): Effect.Effect<Tokens | undefined, Failure> => {
    const tokens = all.get(creator)?.tokens
    return tokens === undefined ? read(creator) : Effect.succeed(tokens)
  }

  // Tokens may have come to wait while the store was read.
  const read = (creator: CreatorId) =>
    Effect.matchEffect(store.get(creator), {
      onSuccess: (found) => {
        const waiting = all.get(creator)
        return Effect.succeed(
          waiting === undefined || WaitingTokens.compare(waiting, found) === "Newer" ? found : waiting.tokens
        )
      },
      onFailure: (error) => {
        const tokens = all.get(creator)?.tokens
        return tokens === undefined ? Effect.fail(ofTokens(error)) : Effect.succeed(tokens)
      }
    })

  const get: TokenKeeper["get"] = (creator) =>
    Effect.suspend(() => {
      const waiting = all.get(creator)
      if (waiting === undefined || waiting.tendedBy !== undefined) return known(creator)
      // Another may need longer, so a caller that waits leaves it behind.
      return Effect.forkIn(apart(Cache.get(attempts, creator)), scope).pipe(
        Effect.flatMap((trying) => Effect.ignore(timeLimit(Fiber.await(trying), moment, () => undefined))),
        Effect.andThen(Effect.suspend(() => known(creator)))
      )
    })

  const getLocked: TokenKeeper["getLocked"] = (creator) =>
    Effect.suspend(() => {
      const waiting = all.get(creator)
      if (waiting === undefined || waiting.tendedBy !== undefined) return known(creator)
      waiting.tendedBy = "Lock"
      return timeLimit(settle(waiting), moment, () => undefined).pipe(
        Effect.tap((isTaken) => Effect.sync(() => waiting.isWritten = isTaken)),
        Effect.ignoreCause,
        Effect.andThen(Effect.suspend(() => known(creator)))
      )
    })

  // ---------------------------------------------------------------------------
  // keeping
  // ---------------------------------------------------------------------------

  const release = (waiting: Waiting | undefined, exit: Exit.Exit<unknown, unknown>) => {
    if (waiting?.tendedBy !== "Lock") return Effect.void
    if (Exit.isSuccess(exit)) return deliver(waiting, Effect.succeed(waiting.isWritten))
    // The lock may have taken back what was written, or kept it from being written.
    return Exit.hasInterrupts(exit) ? leave(waiting) : Effect.ignoreCause(deliver(waiting, settle(waiting)))
  }

  const withLock: TokenKeeper["withLock"] = (creator) => <A, E>(self: Effect.Effect<A, E>) =>
    Effect.suspend(() => {
      let ended: Exit.Exit<A, E> | undefined
      let kept: Waiting | undefined
      const body = Effect.onExit(self, (exit) =>
        Effect.sync(() => {
          ended = exit
          kept = all.get(creator)
        }))
      return lock.withLock(creator)(Effect.exit(body)).pipe(
        Effect.onExit((exit) => release(kept, exit)),
        Effect.catchCause((cause) =>
          ended === undefined || Cause.hasInterruptsOnly(cause) ? Effect.failCause(cause) : Effect.succeed(ended)
        ),
        Effect.flatten
      )
    })

  const replace: TokenKeeper["replace"] = (previous, next) =>
    Effect.suspend(() => {
      const { creator } = next
      const after = WaitingTokens.afterRefresh(all.get(creator), previous, next)
      if (after === undefined) return Effect.succeed(false)
      const waiting = put(creator, after, "Lock")
      return replaceFirst(waiting, previous, next).pipe(
        Effect.tap((isTaken) => Effect.sync(() => waiting.isWritten = isTaken)),
        Effect.ignoreCause,
        Effect.andThen(Effect.sync(() => isCurrent(waiting)))
      )
    })

  const add: TokenKeeper["add"] = (tokens) =>
    Effect.suspend(() => {
      const waiting = put(tokens.creator, WaitingTokens.afterLogin(all.get(tokens.creator), tokens), "Self")
      const write = overwrite(waiting, tokens)
      return Effect.ignoreCause(deliver(waiting, underLock(waiting, write, write))).pipe(
        Effect.andThen(Effect.sync(() => !isCurrent(waiting)))
      )
    })

  const remove: TokenKeeper["remove"] = (creator, dead) =>
    Effect.suspend(() => {
      const waiting = put(creator, WaitingTokens.afterWithdrawal(all.get(creator), dead), "Self")
      // Without the lock another may have logged in: only what is dead is forgotten.
      return Effect.mapError(
        Effect.asVoid(deliver(waiting, underLock(waiting, forget(waiting), settle(waiting)))),
        ofTokens
      )
    })

  const isRemoving: TokenKeeper["isRemoving"] = (creator) => all.has(creator) && all.get(creator)?.tokens === undefined

  return { get, getLocked, withLock, replace, add, remove, isRemoving }
})

// How long a caller waits for a store while there are tokens in memory.
const moment = Duration.seconds(1)

const pauses = Schedule.min([Schedule.exponential("2 seconds"), Schedule.spaced("30 seconds")])

const warn = ({ creator, tokens }: Waiting) =>
  Effect.logWarning(
    tokens === undefined
      ? `The token store has not removed the withdrawn tokens of creator ${creator}. This process uses them no more, and tries again.`
      : `The token store has not taken the new tokens of creator ${creator}. This process uses them from memory, and tries again.`
  )

const lost = (creators: number) =>
  `The token store has not taken the last changes of ${creators} creators until the end. Those with new tokens may have to log in again.`

// A store of the caller's need not name itself.
const ofTokens = (error: Failure): Failure =>
  error.reason.store === undefined
    ? fromReason(error.operation)(about({ store: "token store" })(error.reason))
    : error
