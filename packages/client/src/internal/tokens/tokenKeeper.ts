import * as Cache from "effect/Cache"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { CreatorId } from "../../Post.ts"
import { fromReason, type InvalidInput, type RefreshUnavailable, type TikTokError } from "../../TikTokError.ts"
import * as TokenLock from "../../TokenLock.ts"
import { type Tokens, TokenStore } from "../../TokenStore.ts"
import { timeLimit } from "../common/timeLimit.ts"
import { about } from "../records/storeFailed.ts"
import * as TokenWriter from "./tokenWriter.ts"
import * as WaitingTokens from "./waitingTokens.ts"

type Failure = TokenWriter.Failure
type Waiting = WaitingTokens.Waiting

/**
 * A `TokenStore` that loses nothing. If the store fails, tokens stay in memory, are
 * used, and are written later.
 *
 * @internal
 */
export interface TokenKeeper {
  /** The newest tokens. If some wait in memory, a failure of the store does not matter. */
  readonly get: (creator: CreatorId) => Effect.Effect<Tokens | undefined, Failure>
  /** Like `get`, for the holder of the lock. */
  readonly getLocked: (creator: CreatorId) => Effect.Effect<Tokens | undefined, Failure>
  /** Holds the creator's lock. Keeps the result of the effect, even if the lock fails afterwards. */
  readonly withLock: (
    creator: CreatorId
  ) => <A, E>(self: Effect.Effect<A, E>) => Effect.Effect<A, E | TikTokError<RefreshUnavailable | InvalidInput>>
  /** Keeps the tokens of a refresh for the holder of the lock. Returns whether they are the newest. */
  readonly replace: (previous: Tokens, next: Tokens) => Effect.Effect<boolean>
  /** Keeps the tokens of a login. Returns whether the store has them. */
  readonly add: (tokens: Tokens) => Effect.Effect<boolean>
  /** Removes the tokens of a creator. The dead tokens are no longer used, even if the store still has them. */
  readonly remove: (
    creator: CreatorId,
    dead: ReadonlyArray<WaitingTokens.AccessToken>
  ) => Effect.Effect<void, Failure>
  /** Whether the store must still remove the tokens of a creator. */
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
  const { outsideTransaction, drop, forget, isCurrent, overwrite, replaceFirst, flush, underLock } = yield* TokenWriter
    .make(all)
  const lock = yield* TokenLock.TokenLock
  let isWriting = false

  const put = (
    creator: CreatorId,
    next: WaitingTokens.Next,
    writer: Waiting["writer"]
  ): Waiting => {
    const isReported = all.get(creator)?.isReported ?? false
    const waiting: Waiting = { ...next, creator, writer, isWritten: false, isReported }
    all.set(creator, waiting)
    return waiting
  }

  // ---------------------------------------------------------------------------
  // writing
  // ---------------------------------------------------------------------------

  /** Leaves the write to later attempts. */
  const leave = (waiting: Waiting) =>
    Effect.suspend(() => {
      if (!isCurrent(waiting)) return Effect.void
      waiting.writer = undefined
      waiting.isWritten = false
      const warning = waiting.isReported ? Effect.void : warn(waiting)
      waiting.isReported = true
      return Effect.andThen(warning, wake)
    })

  /** Writes for the caller. If that fails, leaves the write to later attempts. */
  const deliver = <E>(waiting: Waiting, effect: Effect.Effect<boolean, E>) =>
    effect.pipe(
      Effect.tap((isStored) => Effect.sync(() => isStored && drop(waiting))),
      Effect.ensuring(leave(waiting))
    )

  const attempt = (creator: CreatorId, timeout: Duration.Duration) =>
    Effect.suspend(() => {
      const waiting = all.get(creator)
      if (waiting === undefined || waiting.writer !== undefined) return Effect.void
      const flushed = timeLimit(
        underLock(waiting, flush(waiting), flush(waiting)),
        timeout,
        () => undefined
      ).pipe(Effect.catchIf((error) => error === undefined, () => flush(waiting)))
      return Effect.ignoreCause(Effect.tap(flushed, (isStored) => Effect.sync(() => isStored && drop(waiting))))
    })
  const attempts = yield* Cache.make({
    capacity: Number.MAX_SAFE_INTEGER,
    timeToLive: Duration.zero,
    lookup: (creator: CreatorId) => attempt(creator, TokenWriter.retryTimeout)
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
          if (waiting !== undefined) waiting.writer = undefined
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

  // Tokens may have started to wait while the store was read.
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
      if (waiting === undefined || waiting.writer !== undefined) return known(creator)
      // The attempt may take long, so a caller stops waiting and it continues.
      return Effect.forkIn(outsideTransaction(Cache.get(attempts, creator)), scope).pipe(
        Effect.flatMap((trying) => Effect.ignore(timeLimit(Fiber.await(trying), readTimeout, () => undefined))),
        Effect.andThen(Effect.suspend(() => known(creator)))
      )
    })

  const getLocked: TokenKeeper["getLocked"] = (creator) =>
    Effect.suspend(() => {
      const waiting = all.get(creator)
      if (waiting === undefined || waiting.writer !== undefined) return known(creator)
      waiting.writer = "Lock"
      return timeLimit(flush(waiting), readTimeout, () => undefined).pipe(
        Effect.tap((isStored) => Effect.sync(() => waiting.isWritten = isStored)),
        Effect.ignoreCause,
        Effect.andThen(Effect.suspend(() => known(creator)))
      )
    })

  // ---------------------------------------------------------------------------
  // keeping
  // ---------------------------------------------------------------------------

  const release = (waiting: Waiting | undefined, exit: Exit.Exit<unknown, unknown>) => {
    if (waiting?.writer !== "Lock") return Effect.void
    if (Exit.isSuccess(exit)) return deliver(waiting, Effect.succeed(waiting.isWritten))
    // The lock may have undone or prevented the write.
    return Exit.hasInterrupts(exit) ? leave(waiting) : Effect.ignoreCause(deliver(waiting, flush(waiting)))
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
        Effect.tap((isStored) => Effect.sync(() => waiting.isWritten = isStored)),
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
      const waiting = put(creator, WaitingTokens.afterRevocation(all.get(creator), dead), "Self")
      // Without the lock, the creator may have logged in again: remove only dead tokens.
      return Effect.mapError(
        Effect.asVoid(deliver(waiting, underLock(waiting, forget(waiting), flush(waiting)))),
        ofTokens
      )
    })

  const isRemoving: TokenKeeper["isRemoving"] = (creator) => all.has(creator) && all.get(creator)?.tokens === undefined

  return { get, getLocked, withLock, replace, add, remove, isRemoving }
})

// How long a caller waits for a store if there are tokens in memory.
const readTimeout = Duration.seconds(1)

const pauses = Schedule.min([Schedule.exponential("2 seconds"), Schedule.spaced("30 seconds")])

const warn = ({ creator, tokens }: Waiting) =>
  Effect.logWarning(
    tokens === undefined
      ? `The token store has not removed the revoked tokens of creator ${creator}. This process no longer uses them, and retries.`
      : `The token store has not stored the new tokens of creator ${creator}. This process uses them from memory, and retries.`
  )

const lost = (creators: number) =>
  `The token store did not store the last changes of ${creators} creators before the end. Those with new tokens may have to log in again.`

// A custom store may not name itself.
const ofTokens = (error: Failure): Failure =>
  error.reason._tag === "StoreFailed" && error.reason.store === undefined
    ? fromReason(error.operation)(about({ store: "token store" })(error.reason))
    : error
