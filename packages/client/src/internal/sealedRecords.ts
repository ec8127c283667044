import * as Effect from "effect/Effect"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import { StoreFailed } from "../TikTokError.ts"

/**
 * Sealed records by name: what a place to keep secrets has to offer.
 *
 * @internal
 */
export interface SealedRecords {
  readonly get: (name: string) => Effect.Effect<Uint8Array | undefined, StoreFailed>
  readonly set: (name: string, record: Uint8Array) => Effect.Effect<void, StoreFailed>
  /** Writes only over the expected record, and says whether it did. */
  readonly swap: (name: string, expected: Uint8Array, record: Uint8Array) => Effect.Effect<boolean, StoreFailed>
  readonly remove: (name: string) => Effect.Effect<void, StoreFailed>
  /** The names that begin so. */
  readonly names: (prefix: string) => Effect.Effect<ReadonlyArray<string>, StoreFailed>
}

/**
 * Records in the current `KeyValueStore`, which knows no compare-and-set: whoever
 * swaps has just read, and holds the lock.
 *
 * @internal
 */
export const keyValueStore: Effect.Effect<SealedRecords, never, KeyValueStore.KeyValueStore> = Effect.map(
  KeyValueStore.KeyValueStore,
  (store) => {
    const set: SealedRecords["set"] = (name, record) => Effect.mapError(store.set(name, record), failed("write"))
    return {
      get: (name) => Effect.mapError(store.getUint8Array(name), failed("read")),
      set,
      swap: (name, _, record) => Effect.as(set(name, record), true),
      remove: (name) => Effect.mapError(store.remove(name), failed("write")),
      names: (prefix) =>
        Effect.mapBoth(store.keys, {
          onFailure: failed("read"),
          onSuccess: (keys) => keys.filter((key) => key.startsWith(prefix))
        })
    }
  }
)

/** @internal */
export const failed = (action: "read" | "write") => (error: { readonly message: string }): StoreFailed =>
  new StoreFailed({ action, detail: error.message })
