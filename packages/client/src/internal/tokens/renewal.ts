import * as Cache from "effect/Cache"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { TokenGrant } from "../../model/contract.ts"
import type { CreatorId } from "../../Post.ts"
import * as TikTokApi from "../../TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type InvalidInput,
  ReauthorizationRequired,
  RefreshUnavailable,
  type StoreFailed,
  type TikTokError
} from "../../TikTokError.ts"
import type { TokenLock } from "../../TokenLock.ts"
import { Tokens, type TokenStore } from "../../TokenStore.ts"
import * as Given from "../common/given.ts"
import * as Retry from "../common/retry.ts"
import * as TokenKeeper from "./tokenKeeper.ts"

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
  /** Keeps the tokens of a login, which exist nowhere else, and says whether the store has them. */
  readonly add: TokenKeeper.TokenKeeper["add"]
  /** Removes the tokens of a creator, so that no refresh under way brings them back. */
  readonly remove: TokenKeeper.TokenKeeper["remove"]
  /** Whether the store has yet to remove the tokens of a creator. */
  readonly isRemoving: TokenKeeper.TokenKeeper["isRemoving"]
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
    const keeper = yield* TokenKeeper.make

    const stored: Renewal["stored"] = (creator) =>
      Effect.andThen(
        Given.refuse("Auth.accessToken", Given.ofName("creator", creator)),
        () => existing(creator, keeper.get(creator))
      )
    const storedLocked: Renewal["stored"] = (creator) => existing(creator, keeper.getLocked(creator))

    const keep = Effect.fnUntraced(function*(previous: Tokens, grant: TokenGrant) {
      const next = toTokens(grant, previous, yield* DateTime.now)
      // Otherwise the creator has logged in anew in the meantime, or the tokens were revoked.
      return (yield* keeper.replace(previous, next)) ? next : yield* storedLocked(previous.creator)
    })

    // TikTok refuses a token that another process has used before, the lock notwithstanding: a lease can run out.
    const takenOver = Effect.fnUntraced(function*(refused: Tokens, logId: string | undefined) {
      const current = yield* storedLocked(refused.creator)
      return current.isSameAs(refused) ? yield* reauthorize(refused.creator, "RefreshRejected", logId) : current
    })

    const refresh = Effect.fnUntraced(function*(stale: Tokens) {
      const current = yield* storedLocked(stale.creator)
      if (!current.isSameAs(stale)) return current
      const { refreshToken } = current
      if (refreshToken === undefined) return yield* reauthorize(current.creator, "NoRefreshToken")
      return yield* call(contract.oauth.refresh, { app, refreshToken }).pipe(
        Effect.flatMap((grant) => keep(current, grant)),
        // TikTok may have rotated the refresh token already: the new one has to be kept.
        Effect.uninterruptible,
        Effect.catchReason("TikTokError", "GrantRejected", (reason) => takenOver(current, reason.logId))
      )
    })

    const retry = yield* Retry.make
    const attempt = (stale: Tokens) => keeper.withLock(stale.creator)(refresh(stale))

    // Each attempt takes the lock anew, so that pauses hold up nobody.
    const renewals = yield* sharing((stale) => retry("reads", isTransient)(attempt(stale)))
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

    return {
      stored,
      renew: (stale) => Cache.get(renewals, stale),
      renewEarly,
      add: keeper.add,
      remove: keeper.remove,
      isRemoving: keeper.isRemoving
    }
  }
)

/**
 * How long to wait for a refresh while the old token still works.
 *
 * @internal
 */
export const patience = Duration.seconds(10)

/**
 * Gives the tokens of a grant that came now their creator, the time of their end and, where
 * TikTok does not name any, the scopes that were asked for (RFC 6749, section 5.1).
 *
 * @internal
 */
export const toTokens = (
  grant: TokenGrant,
  { creator, refreshExpiresAt, refreshToken, scopes }: Before,
  now: DateTime.Utc
): Tokens =>
  new Tokens({
    creator,
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken ?? refreshToken,
    expiresAt: after(now, grant.expiresIn),
    refreshExpiresAt: grant.refreshExpiresIn === undefined ? refreshExpiresAt : after(now, grant.refreshExpiresIn),
    scopes: grant.scopes ?? scopes
  })

/** What a grant leaves as it was, where TikTok says nothing else. */
interface Before extends Pick<Tokens, "creator" | "scopes"> {
  readonly refreshToken?: Tokens["refreshToken"]
  readonly refreshExpiresAt?: Tokens["refreshExpiresAt"]
}

// A date ends 8.64e15 milliseconds after 1970 (ECMA-262), and stores keep whole milliseconds.
const after = (now: DateTime.Utc, duration: Duration.Duration): DateTime.Utc => {
  const start = DateTime.toEpochMillis(now)
  const end = Math.floor(start + Duration.toMillis(duration))
  return DateTime.makeUnsafe(Number.isNaN(end) ? start : Math.min(Math.max(end, start), 8.64e15))
}

const existing = (
  creator: CreatorId,
  tokens: Effect.Effect<Tokens | undefined, TikTokError<StoreFailed>>
): Effect.Effect<Tokens, TikTokError<ReauthorizationRequired | StoreFailed>> =>
  Effect.flatMap(tokens, (tokens) => tokens === undefined ? reauthorize(creator, "NoToken") : Effect.succeed(tokens))

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
  isTransient(error)
    ? fromReason("Auth.accessToken")(
      new RefreshUnavailable({ creator, detail: error.message, retryAfter: error.retryAfter, logId: error.logId })
    )
    : error

/**
 * Whether a repetition is worth it. Not when the store cannot be read: it is asked again with the next call.
 *
 * @internal
 */
export const isTransient = (error: TikTokError): boolean =>
  Retry.isTransient(error) && error.reason._tag !== "StoreFailed"

// One renewal for all who ask while it lasts, and none for those who come later.
const sharing = (lookup: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>) =>
  Cache.make({ capacity: Number.MAX_SAFE_INTEGER, timeToLive: Duration.zero, lookup })
