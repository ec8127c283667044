import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import {
  type InvalidInput,
  type QuotaExhausted,
  type QuotaUnavailable,
  type Refusal,
  type TikTokError
} from "../TikTokError.ts"

/**
 * At most `limit` calls in any `window`, counted under `key`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  /** What a person calls it, such as `init`. */
  readonly name: string
  /** What it is counted under. No two limits may share a key: each counts every call, and forgets by its own window. */
  readonly key: string
  /** `Infinity` where TikTok alone can count; such a limit is used up by a pause. Zero lets no call through. */
  readonly limit: number
  readonly window: Duration.Duration
  /** Whom it concerns. @default "creator" */
  readonly scope?: "creator" | "app" | undefined
  /** The refusal by which TikTok says that it is used up. */
  readonly refusal?: Refusal["_tag"] | undefined
}

/**
 * One call's place in every limit that it counts against.
 *
 * @category models
 * @since 0.1.0
 */
export interface Slot {
  /** For a call that surely never reached TikTok. Best effort: a store that is out keeps the slot for its window. */
  readonly giveBack: Effect.Effect<void>
}

/**
 * Why a slot may not be had.
 *
 * @category models
 * @since 0.1.0
 */
export type QuotaFailure = QuotaExhausted | QuotaUnavailable

/**
 * How calls wait for room under the limits.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long `take` waits for room before it fails. Zero fails at once.
   *
   * @default "2 minutes"
   */
  readonly maxWait?: Duration.Input | undefined
  /**
   * Added to every window, because TikTok counts when a call arrives and we
   * count when it leaves.
   *
   * @default "1 second"
   */
  readonly margin?: Duration.Input | undefined
}

/**
 * What `Quota` can do.
 *
 * @category models
 * @since 0.1.0
 */
export interface Service {
  /**
   * Takes one slot of every limit, waiting for room as long as the options allow.
   * Of those who wait for the same limits in this process, the first to come is
   * the first to go; a wait that is interrupted spends nothing.
   */
  readonly take: (limits: ReadonlyArray<Limit>) => Effect.Effect<Slot, TikTokError<QuotaFailure>>

  /** How long until there is room in every limit. Spends nothing. */
  readonly nextSlot: (limits: ReadonlyArray<Limit>) => Effect.Effect<Duration.Duration, TikTokError<QuotaUnavailable>>

  /** Uses a limit up, for its window or for as long as TikTok says. The last word counts. */
  readonly pause: (
    limit: Limit,
    duration?: Duration.Input
  ) => Effect.Effect<void, TikTokError<QuotaUnavailable | InvalidInput>>

  /** Gives a limit all its room: TikTok does so early when a creator finishes drafts, or an app passes the audit. */
  readonly reset: (limit: Limit) => Effect.Effect<void, TikTokError<QuotaUnavailable>>
}
