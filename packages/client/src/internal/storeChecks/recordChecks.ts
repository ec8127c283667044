import * as Effect from "effect/Effect"
import type { Entry, Selection } from "../../model/record.ts"
import { check, type Checks, same, type Store } from "./check.ts"

/**
 * Checks of single records.
 *
 * @internal
 */
export const checks: Checks = {
  "a new record is written once": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* same(yield* text(one, name), undefined, "before")
    yield* same(yield* one.put(name, "1.x", entry("2.x")), false, "over a version that is not there")
    yield* same(yield* one.put(name, undefined, entry("1.a")), true, "the first")
    yield* same(yield* other.put(name, undefined, entry("1.b")), false, "the second")
    yield* same(yield* text(other, name), "1.a 1.a", "what is there")
  }),

  "a record is written over the expected version only": Effect.fnUntraced(
    function*({ id, one, other }) {
      const name = folder + id
      yield* one.put(name, undefined, entry("1.a"))
      yield* same(yield* other.put(name, "1.a", entry("2.b")), true, "over its version")
      yield* same(yield* one.put(name, "1.a", entry("2.a")), false, "late")
      yield* same(yield* one.put(name, undefined, entry("1.c")), false, "as if there were none")
      yield* same(yield* text(one, name), "2.b 2.b", "what is there")
    }
  ),

  "a write that arrives twice succeeds twice": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* one.put(name, undefined, entry("1.a"))
    yield* same(yield* one.put(name, undefined, entry("1.a")), true, "the first write again")
    yield* one.put(name, "1.a", entry("2.a"))
    yield* same(yield* other.put(name, "1.a", entry("2.a")), true, "the second write again")
    yield* other.put(name, "2.a", entry("3.a"))
    yield* same(yield* one.put(name, "1.a", entry("2.a")), false, "the second write after the third")
    yield* same(yield* text(one, name), "3.a 3.a", "what is there")
  }),

  "a record is removed at the expected version only, and no late write restores it": Effect.fnUntraced(
    function*({ id, one, other }) {
      const name = folder + id
      yield* same(yield* one.remove(name, "1.a"), false, "where there is none")
      yield* one.put(name, undefined, entry("1.a"))
      yield* one.put(name, "1.a", entry("2.a"))
      yield* same(yield* other.remove(name, "1.a"), false, "at an old version")
      yield* same(yield* other.remove(name, "2.a"), true, "at its version")
      yield* same(yield* other.remove(name, "2.a"), false, "again")
      yield* same(yield* one.put(name, "2.a", entry("3.a")), false, "a write after the removal")
      yield* same(yield* text(one, name), undefined, "what is there")
      yield* same(yield* one.put(name, undefined, entry("1.c")), true, "a new record")
      yield* same(yield* other.put(name, "2.a", entry("3.b")), false, "a write of the one before")
      yield* same(yield* other.remove(name, "2.a"), false, "a removal of the one before")
      yield* same(yield* text(one, name), "1.c 1.c", "the new record")
    }
  ),

  "one of several writes over one version succeeds": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* one.put(name, undefined, entry("0"))
    for (let round = 0; round < 20; round++) {
      const made = yield* Effect.forEach(
        Array.from({ length: 8 }, (_, index) => index),
        (index) => (index % 2 === 0 ? one : other).put(name, String(round), entry(String(round + 1), `${index}`)),
        { concurrency: "unbounded" }
      )
      // The entries have one version, so a loser may find its own version. The content decides.
      const stored = yield* one.get(name)
      yield* same(stored?.version, String(round + 1), "the version")
      yield* check(made.includes(true), "no write was made")
    }
    const winners = yield* Effect.forEach(
      Array.from({ length: 8 }, (_, index) => index),
      (index) => (index % 2 === 0 ? one : other).put(name, "20", entry(`21.${index}`)),
      { concurrency: "unbounded" }
    )
    yield* same(winners.filter(Boolean).length, 1, "successful writes")
    yield* same((yield* other.get(name))?.version, `21.${winners.indexOf(true)}`, "the stored one")
  }),

  "a name is any text of any length": Effect.fnUntraced(function*({ id, one, other }) {
    const names = oddNames.map((odd) => `${folder}${id}/${odd}`)
    yield* Effect.forEach(names, (name, index) => one.put(name, undefined, entry(`1.${index}`)))
    for (const [index, name] of names.entries()) {
      yield* same(yield* text(other, name), `1.${index} 1.${index}`, oddNames[index]?.slice(0, 20) ?? "")
    }
    const listed = yield* other.list({ prefix: folder, isOpen: true })
    const found = new Set(listed)
    yield* check(names.every((name) => found.has(name)), "a name is not listed as it is")
    yield* Effect.forEach(names, (name, index) => other.remove(name, `1.${index}`))
    yield* same((yield* one.list({ prefix: folder, isOpen: true })).some((name) => name.includes(id)), false, "removed")
  }),

  "bytes are unchanged": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    const every = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256)
    yield* one.put(name, undefined, { ...entry("1"), bytes: new Uint8Array() })
    yield* same((yield* other.get(name))?.bytes.length, 0, "no bytes")
    yield* one.put(name, "1", { ...entry("2"), bytes: every })
    const { bytes = new Uint8Array() } = (yield* other.get(name)) ?? {}
    yield* check(
      bytes.length === every.length && bytes.every((byte, at) => byte === every[at]),
      "the bytes have changed"
    )
  }),

  "records are listed by state and time": Effect.fnUntraced(function*({ id, one, other }) {
    const name = (index: number) => `${folder}${id}-${index}`
    for (let index = 0; index < 6; index++) {
      yield* one.put(
        name(index),
        undefined,
        entry("1", "", { isOpen: index < 2, changedAt: 1_000_000 + index * 1_000 })
      )
    }
    const list = (selection: Omit<Selection, "prefix">) =>
      Effect.map(
        other.list({ prefix: folder, ...selection }),
        (names) =>
          names.filter((found) => found.includes(id)).map((found) => Number(found.at(-1))).toSorted((a, b) => a - b)
            .join()
      )
    yield* same(yield* list({ isOpen: true }), "0,1", "open")
    yield* same(yield* list({ isOpen: false }), "2,3,4,5", "closed")
    yield* same(yield* list({ isOpen: false, since: 1_003_000 }), "3,4,5", "closed since")
    yield* same(yield* list({ isOpen: false, before: 1_003_000 }), "2", "closed before")
    yield* one.put(name(0), "1", entry("2", "", { isOpen: false, changedAt: 1_004_500 }))
    yield* one.put(name(2), "1", entry("2", "", { isOpen: true, changedAt: 1_004_500 }))
    yield* one.remove(name(1), "1")
    yield* one.remove(name(5), "1")
    yield* same(yield* list({ isOpen: true }), "2", "open, after changes")
    yield* same(yield* list({ isOpen: false, since: 1_004_000, before: 1_005_000 }), "0,4", "closed, after changes")
  })
}

const entry = (version: string, text = version, more: Partial<Entry> = {}): Entry => ({
  version,
  bytes: new TextEncoder().encode(text),
  isOpen: true,
  changedAt: 1_000,
  ...more
})

const text = (store: Store, name: string) =>
  Effect.map(store.get(name), (stored) => stored && `${stored.version} ${new TextDecoder().decode(stored.bytes)}`)

const folder = "effect-tiktok/checks/"

const oddNames = [
  "",
  "a",
  "a ",
  "A",
  "\uFEFFa",
  "a'b\"c%_",
  "\u202E",
  "../../x",
  "a/b?c#d%2F%",
  "~",
  "*?[x]\\",
  "nul\0byte",
  "line\nbreak",
  "\u{1F600}".repeat(80),
  "k".repeat(300),
  "k".repeat(10_000),
  `${"k".repeat(9_999)}l`
]
