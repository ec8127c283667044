import * as Cache from "effect/Cache"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { TokenGrant } from "../Contract.ts"
import type { CreatorId } from "../Post.ts"
import * as RetryPolicy from "../RetryPolicy.ts"
import * as TikTokApi from "../TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type InvalidInput,
  ReauthorizationRequired,
  RefreshUnavailable,
  type StoreFailed,
  type TikTokError
} from "../TikTokError.ts"
import { TokenLock } from "../TokenLock.ts"
import { Tokens, TokenStore } from "../TokenStore.ts"
import * as Given from "./given.ts"

/** @internal */
export type Failure = InvalidInput | ReauthorizationRequired | RefreshUnavailable | StoreFailed | CallFailure

/** @internal */
export interface Renewal {
  /** The tokens in the store. */
  readonly stored: (creator: CreatorId) => Effect.Effect<
    Tokens,
    TikTokError<InvalidInput | ReauthorizationRequired | StoreFailed>
  >
  /** Newer tokens than the given ones, of whoever refreshes first. */
  readonly renew: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>
  /** The same for tokens that still work: tries once, and gives them back when that fails in passing or takes long. */
  readonly renewEarly: (working: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>
  /** Stores the tokens of a login, which exist nowhere else. */
  readonly add: (tokens: Tokens) => Effect.Effect<void, TikTokError<StoreFailed>>
  /** Removes the tokens of a creator, so that no refresh under way brings them back. */
  readonly remove: (creator: CreatorId) => Effect.Effect<void, TikTokError<RefreshUnavailable | StoreFailed>>
}

/**
 * Refreshes tokens once for all who ask at once: one fiber of this process goes
 * for the lock, and one process at a time holds it.
 *
 * @internal
 */
export const make: Effect.Effect<
  Renewal,
  never,
  TikTokApi.TikTokApi | TokenStore | TokenLock | Scope.Scope
> = Effect.gen(
  function*() {
    const scope = yield* Effect.scope
    const { app, call, contract } = yield* TikTokApi.TikTokApi
    const store = yield* TokenStore
    const lock = yield* TokenLock

    const stored: Renewal["stored"] = (creator) =>
      Effect.flatMap(
        Effect.andThen(Given.refuse("Auth.accessToken", Given.ofName("creator", creator)), () => store.get(creator)),
        (tokens) => tokens === undefined ? reauthorize(creator, "NoToken") : Effect.succeed(tokens)
      )

    const keep = Effect.fnUntraced(function*(previous: Tokens, grant: TokenGrant) {
      const next = yield* toTokens({ ...grant, creator: previous.creator })
      const replaced = yield* Effect.retry(store.replace(previous, next), keeping)
      // Otherwise the creator has logged in anew in the meantime, or the tokens were revoked.
      return replaced ? next : yield* stored(previous.creator)
    })

    // TikTok refuses a token that another process has used before, the lock notwithstanding: a lease can run out.
    const takenOver = Effect.fnUntraced(function*(refused: Tokens, logId: string | undefined) {
      const current = yield* stored(refused.creator)
      return current.isSameAs(refused) ? yield* reauthorize(refused.creator, "RefreshRejected", logId) : current
    })

    const refresh = Effect.fnUntraced(function*(stale: Tokens) {
      const current = yield* stored(stale.creator)
      if (!current.isSameAs(stale)) return current
      const { refreshToken } = current
      if (refreshToken === undefined) return yield* reauthorize(current.creator, "NoRefreshToken")
      return yield* call(contract.refresh, { app, refreshToken }).pipe(
        Effect.flatMap((grant) => keep(current, grant)),
        // TikTok may have rotated the refresh token already: the new one has to reach the store.
        Effect.uninterruptible,
        Effect.catchReason("TikTokError", "GrantRejected", (reason) => takenOver(current, reason.logId))
      )
    })

    const retry = yield* RetryPolicy.makeRetry
    const attempt = (stale: Tokens) => lock.withLock(stale.creator)(refresh(stale))

    // Each attempt takes the lock anew, so that pauses hold up nobody.
    const renewals = yield* sharing((stale) => retry("reads", isPassing)(attempt(stale)))
    // Apart from the others, so that nobody whose token is over is left with a single attempt.
    const earlyRenewals = yield* sharing(attempt)

    const renewEarly: Renewal["renewEarly"] = Effect.fnUntraced(function*(working) {
      // It may be past interruption, so whoever waits leaves it behind; the service ends no sooner than it has.
      const renewing = yield* Effect.forkIn(Cache.get(earlyRenewals, working), scope)
      return yield* Fiber.join(renewing).pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(working) }),
        Effect.catchIf((error) => error.retryable, () => Effect.succeed(working))
      )
    })

    const add: Renewal["add"] = (tokens) => {
      const write = Effect.retry(store.set(tokens), keeping)
      return lock.withLock(tokens.creator)(write).pipe(
        // Without the lock a refresh may still overwrite them; unwritten they are lost for certain.
        Effect.catchIf(isUnavailable, () => write)
      )
    }

    const remove: Renewal["remove"] = (creator) => lock.withLock(creator)(Effect.retry(store.remove(creator), keeping))

    return { stored, renew: (stale) => Cache.get(renewals, stale), renewEarly, add, remove }
  }
)

/**
 * How long to wait for a refresh while the old token still works.
 *
 * @internal
 */
export const patience = Duration.seconds(10)

/**
 * Gives the tokens of a grant the time of their end.
 *
 * @internal
 */
export const toTokens = (grant: TokenGrant): Effect.Effect<Tokens> =>
  Effect.map(DateTime.now, (now) =>
    new Tokens({
      creator: grant.creator,
      accessToken: grant.accessToken,
      refreshToken: grant.refreshToken,
      expiresAt: DateTime.addDuration(now, grant.expiresIn),
      refreshExpiresAt: grant.refreshExpiresIn === undefined
        ? undefined
        : DateTime.addDuration(now, grant.refreshExpiresIn),
      scopes: grant.scopes
    }))

/** @internal */
export const reauthorize = (
  creator: CreatorId,
  because: ReauthorizationRequired["because"],
  logId?: string
): Effect.Effect<never, TikTokError<ReauthorizationRequired>> =>
  Effect.fail(fromReason("Auth.accessToken")(new ReauthorizationRequired({ creator, because, logId })))

/**
 * Says of a passing failure that it leaves the creator without a token for now.
 *
 * @internal
 */
export const withoutToken = (creator: CreatorId) => (error: TikTokError<Failure>): TikTokError<Failure> =>
  isPassing(error)
    ? fromReason("Auth.accessToken")(
      new RefreshUnavailable({ creator, detail: error.message, retryAfter: error.retryAfter, logId: error.logId })
    )
    : error

/**
 * Whether a repetition is worth it. Not when the store has failed: TikTok may take the stored refresh token no more,
 * and would say that a new login is needed.
 *
 * @internal
 */
export const isPassing = (error: TikTokError): boolean =>
  RetryPolicy.isPassing(error) && error.reason._tag !== "StoreFailed"

const isUnavailable = (error: TikTokError): error is TikTokError<RefreshUnavailable> =>
  error.reason._tag === "RefreshUnavailable"

// One renewal for all who ask while it lasts, and none for those who come later.
const sharing = (lookup: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>) =>
  Cache.make({ capacity: Number.MAX_SAFE_INTEGER, timeToLive: Duration.zero, lookup })

// The tokens of a login or a refresh exist nowhere else, so one refused write is not the end of them.
const keeping = {
  schedule: Schedule.exponential("50 millis").pipe(Schedule.upTo({ times: 4 })),
  while: ({ reason }: TikTokError<StoreFailed>) => reason.action === "read" || reason.action === "write"
}
