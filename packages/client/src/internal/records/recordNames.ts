import * as Effect from "effect/Effect"
import type { RecordStore } from "../../RecordStore.ts"
import { StoreFailed } from "../../TikTokError.ts"

/**
 * The same store, which refuses names that two of them would share: UTF-8 has no lone surrogates, and all of them are
 * written as one character.
 *
 * @internal
 */
export const wellFormed = (store: RecordStore["Service"]): RecordStore["Service"] => ({
  ...store,
  get: (name) => name.isWellFormed() ? store.get(name) : refused("read", name),
  put: (name, expected, entry) => name.isWellFormed() ? store.put(name, expected, entry) : refused("write", name),
  remove: (name, expected) => name.isWellFormed() ? store.remove(name, expected) : refused("write", name)
})

const refused = (action: "read" | "write", name: string) =>
  Effect.fail(
    new StoreFailed({ action, record: name.toWellFormed(), detail: "a name must have no lone surrogates" })
  )
