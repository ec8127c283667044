import * as Cache from "effect/Cache"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { TokenGrant } from "../Contract.ts"
import type { CreatorId } from "../Post.ts"
import * as RetryPolicy from "../RetryPolicy.ts"
import * as TikTokApi from "../TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  ReauthorizationRequired,
  RefreshUnavailable,
  type StoreFailed,
  type TikTokError
} from "../TikTokError.ts"
import { TokenLock } from "../TokenLock.ts"
import { Tokens, TokenStore } from "../TokenStore.ts"

/** @internal */
export type Failure = ReauthorizationRequired | RefreshUnavailable | StoreFailed | CallFailure

/** @internal */
export interface Renewal {
  /** The tokens in the store. */
  readonly stored: (creator: CreatorId) => Effect.Effect<Tokens, TikTokError<ReauthorizationRequired | StoreFailed>>
  /** Newer tokens than the given ones, of whoever refreshes first. */
  readonly renew: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>
}

/**
 * Refreshes tokens once for all who ask at once: one fiber of this process goes
 * for the lock, and one process at a time holds it.
 *
 * @internal
 */
export const make: Effect.Effect<Renewal, never, TikTokApi.TikTokApi | TokenStore | TokenLock> = Effect.gen(
  function*() {
    const { app, call, contract } = yield* TikTokApi.TikTokApi
    const store = yield* TokenStore
    const lock = yield* TokenLock

    const stored: Renewal["stored"] = Effect.fnUntraced(function*(creator) {
      return (yield* store.get(creator)) ?? (yield* reauthorize(creator, "NoToken"))
    })

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
      return yield* call(contract.refresh, { app, refreshToken: current.refreshToken }).pipe(
        Effect.flatMap((grant) => keep(current, grant)),
        // TikTok may have rotated the refresh token already: the new one has to reach the store.
        Effect.uninterruptible,
        Effect.catchReason("TikTokError", "GrantRejected", (reason) => takenOver(current, reason.logId))
      )
    })

    const renewals = yield* Cache.make({
      capacity: Number.MAX_SAFE_INTEGER,
      timeToLive: Duration.zero,
      lookup: (stale: Tokens) =>
        refresh(stale).pipe(
          lock.withLock(stale.creator),
          // Each attempt takes the lock anew, so that pauses hold up nobody.
          RetryPolicy.retry("reads", isPassing)
        )
    })

    return { stored, renew: (stale) => Cache.get(renewals, stale) }
  }
)

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

// A rotated refresh token exists nowhere else, so one refused write is not the end of it.
const keeping = {
  schedule: Schedule.exponential("50 millis").pipe(Schedule.upTo({ times: 4 })),
  while: ({ reason }: TikTokError<StoreFailed>) => reason.action === "read" || reason.action === "write"
}

// Whoever has waited for the lock in vain has waited long enough.
const isPassing = ({ reason }: TikTokError): boolean => reason.retryable && reason._tag !== "RefreshUnavailable"
