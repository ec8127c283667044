import type * as Effect from "effect/Effect"
import { type StoreFailed } from "../TikTokError.ts"

/**
 * A record as it is now.
 *
 * @category models
 * @since 0.1.0
 */
export interface Stored {
  /** Unique for each write of each record. It is compared only as text. */
  readonly version: string
  readonly bytes: Uint8Array
}

/**
 * A record as it is written.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry extends Stored {
  /** Whether recovery must read it. */
  readonly isOpen: boolean
  /** Epoch milliseconds, by the clock of the process that writes. */
  readonly changedAt: number
}

/**
 * Which records to list. Times are epoch milliseconds, as stores index them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  /** The start of their names, such as `effect-tiktok/checkpoints/`. */
  readonly prefix: string
  readonly isOpen: boolean
  /** Only records changed at this time or later. */
  readonly since?: number | undefined
  /** Only records changed before this time. */
  readonly before?: number | undefined
}

/**
 * What a record store can do. Names are well-formed text of any length, such as
 * `effect-tiktok/checkpoints/<key>`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Service {
  /** Returns the record, damaged or not, or undefined if there is none. */
  readonly get: (name: string) => Effect.Effect<Stored | undefined, StoreFailed>
  /**
   * Writes in one atomic step if the record has the expected version, or if there is none and that is undefined. Returns
   * whether the record is now this entry: also true if the entry arrived before.
   */
  readonly put: (
    name: string,
    expected: string | undefined,
    entry: Entry
  ) => Effect.Effect<boolean, StoreFailed>
  /** Removes in one atomic step if the record has the expected version. Returns whether it did. */
  readonly remove: (name: string, expected: string) => Effect.Effect<boolean, StoreFailed>
  /** Lists names from an index, also of unreadable records. May include one that has just changed its state. */
  readonly list: (selection: Selection) => Effect.Effect<ReadonlyArray<string>, StoreFailed>
}
