import type * as Effect from "effect/Effect"
import { type StoreFailed } from "../TikTokError.ts"

/**
 * A record as it is now.
 *
 * @category models
 * @since 0.1.0
 */
export interface Stored {
  /** Unique for each write of each record. Compared as text and nothing else. */
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
  /** Whether recovery has to look at it. */
  readonly isOpen: boolean
  /** Epoch milliseconds, by the clock of the process that writes. */
  readonly changedAt: number
}

/**
 * Which records to name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  /** How their names begin: `effect-tiktok/checkpoints/` or another folder of that kind. */
  readonly prefix: string
  readonly isOpen: boolean
  /** Only those changed at this time or later, in epoch milliseconds. */
  readonly since?: number | undefined
  /** Only those changed before this time, in epoch milliseconds. */
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
  /** Gives the record, damaged or not; undefined where there is none. */
  readonly get: (name: string) => Effect.Effect<Stored | undefined, StoreFailed>
  /**
   * Writes in one atomic step, while the record has the expected version, or while there is none if that is undefined.
   * Says whether the record is now this entry: true as well for an entry that arrived before.
   */
  readonly put: (
    name: string,
    expected: string | undefined,
    entry: Entry
  ) => Effect.Effect<boolean, StoreFailed>
  /** Removes in one atomic step, while the record has the expected version, and says whether it did. */
  readonly remove: (name: string, expected: string) => Effect.Effect<boolean, StoreFailed>
  /** Names records from an index, unreadable ones as well. May name one that has just changed its state. */
  readonly list: (selection: Selection) => Effect.Effect<ReadonlyArray<string>, StoreFailed>
}
