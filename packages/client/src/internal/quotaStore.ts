import type * as Effect from "effect/Effect"
import type { Limit, Slot } from "../Quota.ts"
import type { QuotaUnavailable } from "../TikTokError.ts"

/** What stands in the way of a call the longest. @internal */
export interface Block {
  /** Which of the limits. */
  readonly index: number
  /** Until the limit has room, if nobody is faster. */
  readonly millis: number
}

/**
 * Where calls are counted. A store waits for nothing: it takes a slot of every
 * limit, or says what is in the way and changes nothing.
 *
 * @internal
 */
export interface QuotaStore {
  readonly take: (limits: ReadonlyArray<Limit>) => Effect.Effect<Block | Slot, QuotaUnavailable>
  /** What stands in the way, if anything does. */
  readonly look: (limits: ReadonlyArray<Limit>) => Effect.Effect<Block | undefined, QuotaUnavailable>
  readonly pause: (limit: Limit, millis: number) => Effect.Effect<void, QuotaUnavailable>
  readonly reset: (limit: Limit) => Effect.Effect<void, QuotaUnavailable>
}
