import * as Effect from "effect/Effect"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Semaphore from "effect/Semaphore"
import type { Service } from "../../model/record.ts"
import * as RecordHeader from "./recordHeader.ts"
import { isSelected } from "./recordsMemory.ts"
import { failed } from "./storeFailed.ts"

/**
 * Records in the current `KeyValueStore`. It has no conditional write, so a read and
 * write are atomic only in this process.
 *
 * @internal
 */
export const make: Effect.Effect<Service, never, KeyValueStore.KeyValueStore> = Effect.gen(function*() {
  const store = yield* KeyValueStore.KeyValueStore
  const oneAtATime = yield* Semaphore.make(1)

  const read = (name: string) =>
    Effect.mapBoth(store.getUint8Array(name), {
      onFailure: failed("read", name),
      onSuccess: (file) => file === undefined ? undefined : RecordHeader.parse(file)
    })

  return {
    get: (name) =>
      Effect.map(read(name), (found) => found && { version: found.header?.version ?? "damaged", bytes: found.bytes }),
    put: (name, expected, entry) =>
      oneAtATime.withPermit(Effect.gen(function*() {
        const found = yield* read(name)
        const current = found && (found.header?.version ?? "damaged")
        if (current === entry.version) return true
        if (current !== expected) return false
        yield* Effect.mapError(store.set(name, RecordHeader.format(name, entry)), failed("write", name))
        return true
      })),
    remove: (name, expected) =>
      oneAtATime.withPermit(Effect.gen(function*() {
        const found = yield* read(name)
        if (found === undefined || (found.header?.version ?? "damaged") !== expected) return false
        yield* Effect.mapError(store.remove(name), failed("write", name))
        return true
      })),
    list: (selection) =>
      store.keys.pipe(
        Effect.mapError(failed("read", selection.prefix)),
        Effect.map((names) => names.filter((name) => name.startsWith(selection.prefix))),
        Effect.flatMap(Effect.filter((name) =>
          // A record that cannot be read may be open or not.
          Effect.match(read(name), {
            onFailure: () => true,
            onSuccess: (found) =>
              found !== undefined && (found.header === undefined || isSelected(selection, name, found.header))
          })
        ))
      )
  } satisfies Service
})
