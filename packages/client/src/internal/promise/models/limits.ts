import type { Refusal, TemporaryRefusal } from "../reasons.ts"

/**
 * At most `limit` calls in any `window`, counted under `key`.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Limit {
  readonly name: string
  readonly key: string
  readonly limit: number
  /** Milliseconds. */
  readonly window: number
  /** Whether it is for one creator or for the whole app. @default "creator" */
  readonly scope?: "creator" | "app" | undefined
  /** The refusal that TikTok sends when it is used up. */
  readonly refusal?: Exclude<(Refusal | TemporaryRefusal)["_tag"], "UploadExpired"> | undefined
}

/**
 * How much of a limit is used at the moment, by every process that shares the count.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Usage {
  readonly limit: Limit
  /** Calls within the window. Zero if only TikTok can count. */
  readonly used: number
  /** Calls that may be sent now: zero during a pause, and `Infinity` if only TikTok can count. */
  readonly left: number
  /** Milliseconds until a call may be sent. Zero if one may be sent now. */
  readonly freeIn: number
}

/**
 * A call that waits until a limit has room.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Wait {
  /** The limit that blocks the longest. */
  readonly limit: Limit
  /** Milliseconds, if no other call takes the slot. */
  readonly duration: number
  readonly until: Date
}

/**
 * One call's slot in every limit that it counts against.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Slot {
  /** For a call that was certainly not sent. */
  readonly giveBack: () => Promise<void>
}
