import * as Effect from "effect/Effect"
import type { Entry, Selection, Service } from "../../model/record.ts"

/**
 * Records in this process.
 *
 * @internal
 */
export const make: Effect.Effect<Service> = Effect.sync(() => {
  const records = new Map<string, Entry>()
  return {
    get: (name) => Effect.sync(() => records.get(name)),
    put: (name, expected, entry) =>
      Effect.sync(() => {
        const current = records.get(name)?.version
        if (current === entry.version) return true
        if (current !== expected) return false
        records.set(name, entry)
        return true
      }),
    remove: (name, expected) => Effect.sync(() => records.get(name)?.version === expected && records.delete(name)),
    list: (selection) =>
      Effect.sync(() => [...records].flatMap(([name, entry]) => isSelected(selection, name, entry) ? [name] : []))
  }
})

/** @internal */
export const isSelected = (
  { before = Infinity, isOpen, prefix, since = -Infinity }: Selection,
  name: string,
  entry: Pick<Entry, "isOpen" | "changedAt">
): boolean => entry.isOpen === isOpen && entry.changedAt >= since && entry.changedAt < before && name.startsWith(prefix)
