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
import * as Deadline from "../common/deadline.ts"
import * as Retry from "../common/retry.ts"
import * as Validate from "../common/validate.ts"
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
  /** Newer tokens than the given ones, from the first caller that refreshes. */
  readonly renew: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>
  /** Like `renew`, for tokens that still work. Tries once. Returns the old tokens after a transient failure or timeout. */
  readonly renewEarly: (working: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>
  /** Keeps the only copy of the tokens of a login. Returns whether the store has them. */
  readonly add: TokenKeeper.TokenKeeper["add"]
  /** Removes the tokens of a creator. No running refresh can bring them back. */
  readonly remove: TokenKeeper.TokenKeeper["remove"]
  /** Whether the store must still remove the tokens of a creator. */
  readonly isRemoving: TokenKeeper.TokenKeeper["isRemoving"]
}

/**
 * Refreshes tokens once for all callers at the same time: one fiber of this process
 * asks for the lock, and one process at a time holds it.
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
      Validate.ifNames("Auth.accessToken", "creator", [creator], existing(creator, keeper.get(creator)))
    const storedLocked: Renewal["stored"] = (creator) => existing(creator, keeper.getLocked(creator))

    const keep = Effect.fnUntraced(function*(previous: Tokens, grant: TokenGrant) {
      const next = toTokens(grant, previous, yield* DateTime.now)
      // Otherwise the creator has logged in again, or the tokens were revoked.
      return (yield* keeper.replace(previous, next)) ? next : yield* storedLocked(previous.creator)
    })

    // TikTok refuses a token that another process has used. This can happen after a lease has expired.
    const newerThan = Effect.fnUntraced(function*(refused: Tokens, logId: string | undefined) {
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
        // TikTok may have rotated the refresh token already, so the new one must be stored.
        Effect.uninterruptible,
        Effect.catchReason("TikTokError", "GrantRejected", (reason) => newerThan(current, reason.logId))
      )
    })

    const retry = yield* Retry.make
    const attempt = (stale: Tokens) => keeper.withLock(stale.creator)(refresh(stale))

    // Each attempt takes the lock again, so other processes do not wait during a pause.
    const renewals = yield* makeShared((stale) => retry("reads", isTransient)(attempt(stale)))
    // A separate cache: a caller whose token has expired needs more than one attempt.
    const earlyRenewals = yield* makeShared(attempt)

    /** A publish waits no longer than it may. The renewal goes on for other callers, and ends before the service. */
    const renew: Renewal["renew"] = (stale) =>
      Effect.flatMap(Deadline.left, (left) => {
        const renewing = Cache.get(renewals, stale)
        return left === Infinity ? renewing : Effect.flatMap(
          Effect.forkIn(renewing, scope),
          (fiber) =>
            Effect.timeoutOrElse(Fiber.join(fiber), {
              duration: Math.max(0, left + Duration.toMillis(oneCall)),
              orElse: () => late(stale.creator)
            })
        )
      })

    const renewEarly: Renewal["renewEarly"] = Effect.fnUntraced(function*(working) {
      // It may be uninterruptible, so callers stop waiting and it continues. The service ends after it.
      const renewing = yield* Effect.forkIn(Cache.get(earlyRenewals, working), scope)
      return yield* Fiber.join(renewing).pipe(
        Effect.timeoutOrElse({ duration: earlyTimeout, orElse: () => Effect.succeed(working) }),
        Effect.catchIf((error) => error.retryable, () => Effect.succeed(working))
      )
    })

    return {
      stored,
      renew,
      renewEarly,
      add: keeper.add,
      remove: keeper.remove,
      isRemoving: keeper.isRemoving
    }
  }
)

/**
 * How long to wait for a refresh if the old token still works.
 *
 * @internal
 */
export const earlyTimeout = Duration.seconds(10)

// How long a refresh may take after the deadline of the publish that waits for it.
const oneCall = Duration.seconds(30)

const late = (creator: CreatorId) =>
  Effect.fail(
    fromReason("Auth.accessToken")(
      new RefreshUnavailable({ creator, detail: "the deadline of the publish has passed" })
    )
  )

/**
 * Makes tokens from a grant that arrived now: adds the creator, the expiry and, if TikTok names none, the requested
 * scopes (RFC 6749, section 5.1).
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

/** Values that remain if the grant has no new ones. */
interface Before extends Pick<Tokens, "creator" | "scopes"> {
  readonly refreshToken?: Tokens["refreshToken"]
  readonly refreshExpiresAt?: Tokens["refreshExpiresAt"]
}

// The last date is 8.64e15 milliseconds after 1970 (ECMA-262). Stores keep whole milliseconds.
const after = (now: DateTime.Utc, duration: Duration.Duration): DateTime.Utc => {
  const start = DateTime.toEpochMillis(now)
  const end = Math.floor(start + Duration.toMillis(duration))
  return DateTime.makeUnsafe(Number.isNaN(end) ? start : Math.min(Math.max(end, start), 8.64e15))
}

const existing = (
  creator: CreatorId,
  tokens: Effect.Effect<Tokens | undefined, TikTokError<InvalidInput | StoreFailed>>
): Effect.Effect<Tokens, TikTokError<InvalidInput | ReauthorizationRequired | StoreFailed>> =>
  Effect.flatMap(tokens, (tokens) => tokens === undefined ? reauthorize(creator, "NoToken") : Effect.succeed(tokens))

/** @internal */
export const reauthorize = (
  creator: CreatorId,
  because: ReauthorizationRequired["because"],
  logId?: string
): Effect.Effect<never, TikTokError<ReauthorizationRequired>> =>
  Effect.fail(fromReason("Auth.accessToken")(new ReauthorizationRequired({ creator, because, logId })))

/**
 * Turns a transient failure into one that names the creator without a token.
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
 * Whether to retry. Not if the store fails: the next call reads it again.
 *
 * @internal
 */
export const isTransient = (error: TikTokError): boolean =>
  Retry.isTransient(error) && error.reason._tag !== "StoreFailed"

// One renewal for all callers while it runs, without the deadline of the first one. Later callers start another.
const makeShared = (lookup: (stale: Tokens) => Effect.Effect<Tokens, TikTokError<Failure>>) =>
  Cache.make({
    capacity: Number.MAX_SAFE_INTEGER,
    timeToLive: Duration.zero,
    lookup: (stale: Tokens) => Effect.provideService(lookup(stale), Deadline.Current, undefined)
  })
