import type * as DateTime from "effect/DateTime"
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
  /** Name for people, such as `init`. */
  readonly name: string
  /**
   * Calls are counted under this key: text that is not empty and has no lone surrogates. Two limits must not share one:
   * each has its own window.
   */
  readonly key: string
  /** `Infinity` if only TikTok can count. Only a pause uses up such a limit. Zero refuses every call. */
  readonly limit: number
  readonly window: Duration.Duration
  /** Whether it is for one creator or for the whole app. @default "creator" */
  readonly scope?: "creator" | "app" | undefined
  /** The refusal that TikTok sends when it is used up. */
  readonly refusal?: Refusal["_tag"] | undefined
}

/**
 * One call's slot in every limit that it counts against.
 *
 * @category models
 * @since 0.1.0
 */
export interface Slot {
  /** For a call that was certainly not sent. Best effort: if the store fails, the slot stays taken for its window. */
  readonly giveBack: Effect.Effect<void>
  /**
   * When the slot was asked for, in milliseconds of this process's monotonic clock. If a call is sent more than half a
   * second later, it takes another slot.
   */
  readonly askedAt?: number | undefined
}

/**
 * How much of a limit is used at the moment, by every process that shares the count.
 *
 * @category models
 * @since 0.1.0
 */
export interface Usage {
  readonly limit: Limit
  /** Calls within the window. Zero if only TikTok can count. */
  readonly used: number
  /** Calls that may be sent now: zero during a pause, and `Infinity` if only TikTok can count. */
  readonly left: number
  /** How long until a call may be sent. Zero if one may be sent now. */
  readonly freeIn: Duration.Duration
}

/**
 * A call that waits until a limit has room.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wait {
  /** The limit that blocks the longest. */
  readonly limit: Limit
  /** How long, if no other call takes the slot. */
  readonly duration: Duration.Duration
  /** The end of `duration`, by the clock of this process. */
  readonly until: DateTime.Utc
}

/**
 * How one call waits.
 *
 * @category options
 * @since 0.1.0
 */
export interface TakeOptions {
  /** Runs beside the call each time it starts to wait. What it throws changes nothing. */
  readonly onWait?: ((wait: Wait) => Effect.Effect<unknown>) | undefined
}

/**
 * Why a slot cannot be taken.
 *
 * @category models
 * @since 0.1.0
 */
export type QuotaFailure = QuotaExhausted | QuotaUnavailable | InvalidInput

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
   * Added to every window. TikTok counts a call when it arrives, this library when
   * it is sent.
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
   * Takes one slot in every limit. Waits for room as long as the options allow. Calls
   * of this process that wait for the same limits keep their order. An interrupted
   * wait takes no slot.
   */
  readonly take: (
    limits: ReadonlyArray<Limit>,
    options?: TakeOptions
  ) => Effect.Effect<Slot, TikTokError<QuotaFailure>>

  /** How much of each limit is used, in the order of the limits. Takes no slot. */
  readonly usage: (
    limits: ReadonlyArray<Limit>
  ) => Effect.Effect<ReadonlyArray<Usage>, TikTokError<QuotaUnavailable | InvalidInput>>

  /** How long until every limit has room. Takes no slot. */
  readonly nextSlot: (
    limits: ReadonlyArray<Limit>
  ) => Effect.Effect<Duration.Duration, TikTokError<QuotaUnavailable | InvalidInput>>

  /** Pauses a limit, for its window or for as long as TikTok says. The latest pause replaces earlier ones. */
  readonly pause: (
    limit: Limit,
    duration?: Duration.Input
  ) => Effect.Effect<void, TikTokError<QuotaUnavailable | InvalidInput>>

  /** Gives a limit all its room: TikTok does so early when a creator finishes drafts, or an app passes the audit. */
  readonly reset: (limit: Limit) => Effect.Effect<void, TikTokError<QuotaUnavailable | InvalidInput>>
}
