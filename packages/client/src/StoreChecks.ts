/**
 * What a `RecordStore` has to do, as checks for any test runner.
 *
 * A store of your own that passes them keeps the promises of the library: no
 * write that arrives late undoes anything, and one publish at a time has a key.
 *
 * **Example** (Checking a store with vitest)
 *
 * ```ts
 * import { it } from "@effect/vitest"
 * import { Context, Effect, Layer } from "effect"
 * import { RecordStore } from "effect-tiktok"
 * import * as StoreChecks from "effect-tiktok/StoreChecks"
 *
 * const open = Effect.map(Layer.build(Layer.fresh(RecordStore.layerMemory)), Context.get(RecordStore.RecordStore))
 *
 * for (const { name, check } of StoreChecks.make(open)) it.live(name, () => check)
 * ```
 *
 * @since 0.1.0
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Checkpoint from "./Checkpoint.ts"
import { CreatorId } from "./Post.ts"
import * as RecordStore from "./RecordStore.ts"
import type { StoreFailed, TikTokError } from "./TikTokError.ts"
import * as TokenLock from "./TokenLock.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * A store did not do what it has to.
 *
 * @category errors
 * @since 0.1.0
 */
export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}

/**
 * One thing that a store has to do. Runs on the clock of the one who runs it, for
 * a second at most.
 *
 * @category models
 * @since 0.1.0
 */
export interface Check {
  readonly name: string
  readonly check: Effect.Effect<void, CheckFailed, Scope.Scope>
}

/**
 * Opens the store as one more process would: each opening has connections of its
 * own, and all of them share the records.
 *
 * @category models
 * @since 0.1.0
 */
export type Open<E> = Effect.Effect<RecordStore.RecordStore["Service"], E, Scope.Scope>

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Gives the checks of a store. They use names of their own, so the store may have
 * other records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <E>(open: Open<E>): ReadonlyArray<Check> =>
  Object.entries(checks).map(([name, check]) => ({
    name,
    check: Effect.gen(function*() {
      const { uuidV4 } = yield* SecureRandom.SecureRandom
      const opened = Effect.mapError(
        open,
        (error) => new CheckFailed({ message: `cannot be opened: ${String(error)}` })
      )
      yield* check({ one: yield* opened, other: yield* opened, id: yield* uuidV4() })
    }).pipe(
      Effect.provide(SecureRandom.layerWebCrypto),
      Effect.mapError((error) => error instanceof CheckFailed ? error : new CheckFailed({ message: String(error) }))
    )
  }))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

type Failure = CheckFailed | StoreFailed | TikTokError

type Store = RecordStore.RecordStore["Service"]

interface Given {
  readonly one: Store
  readonly other: Store
  /** Unlike that of any other run. */
  readonly id: string
}

const check = (holds: boolean, message: string): Effect.Effect<void, CheckFailed> =>
  holds ? Effect.void : Effect.fail(new CheckFailed({ message }))

const same = (found: unknown, expected: unknown, what: string) =>
  check(Equal.equals(found, expected), `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)

const refusal = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, CheckFailed, R> =>
  Effect.matchEffect(effect, {
    onFailure: Effect.succeed,
    onSuccess: () => Effect.fail(new CheckFailed({ message: "what had to be refused was done" }))
  })

const entry = (version: string, text = version, more: Partial<RecordStore.Entry> = {}): RecordStore.Entry => ({
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
  "a",
  "A",
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

/** A store whose writes and removals wait while the gate is shut, as on a connection that hangs. */
const gated = (store: Store) => {
  let gate: Deferred.Deferred<void> | undefined
  const late: Array<Fiber.Fiber<boolean, unknown>> = []
  const held = <E>(change: Effect.Effect<boolean, E>): Effect.Effect<boolean, E> =>
    Effect.suspend(() => {
      if (gate === undefined) return change
      // The command has left: it arrives, whatever becomes of the one who waits for it.
      return Effect.flatMap(Effect.forkDetach(Effect.andThen(Deferred.await(gate), change)), (fiber) => {
        late.push(fiber)
        return Fiber.join(fiber)
      })
    })
  return {
    store: {
      ...store,
      put: (name: string, expected: string | undefined, next: RecordStore.Entry) =>
        held(store.put(name, expected, next)),
      remove: (name: string, expected: string) => held(store.remove(name, expected))
    },
    shut: Effect.sync(() => {
      gate = Deferred.makeUnsafe()
    }),
    /** Lets everything through, and tells what the store said to what came late. */
    open: Effect.suspend(() => {
      const [waiting, arriving] = [gate, late.splice(0)]
      gate = undefined
      return Effect.andThen(
        waiting === undefined ? Effect.void : Deferred.succeed(waiting, undefined),
        Effect.forEach(arriving, (fiber) => Effect.map(Fiber.await(fiber), Exit.getSuccess))
      )
    })
  }
}

const epoch = DateTime.makeUnsafe(0)

const lease = "300 millis"

const checkpointsOf = (store: Store) =>
  Effect.provideService(
    Checkpoint.make({ encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))], lease }),
    RecordStore.RecordStore,
    store
  )

const locksOf = (store: Store) =>
  Effect.provideService(TokenLock.make({ lease, maxWait: "5 seconds" }), RecordStore.RecordStore, store)

const checkpoint = (key: string, phase: Checkpoint.Phase): Checkpoint.Checkpoint => ({
  version: 1,
  key,
  creator: CreatorId.make("mara"),
  contract: "live",
  fingerprint: "f",
  kind: "Photos",
  phase,
  startedAt: epoch,
  confirmed: 0,
  outcome: phase === "Done" ? { _tag: "Published", postIds: [], url: undefined } : undefined
})

const checks: { readonly [name: string]: (given: Given) => Effect.Effect<void, Failure, Scope.Scope> } = {
  "a record is written where there is none, once": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* same(yield* text(one, name), undefined, "before")
    yield* same(yield* one.put(name, "1.x", entry("2.x")), false, "over a version that is not there")
    yield* same(yield* one.put(name, undefined, entry("1.a")), true, "the first")
    yield* same(yield* other.put(name, undefined, entry("1.b")), false, "the second")
    yield* same(yield* text(other, name), "1.a 1.a", "what is there")
  }),

  "a record is written over the version that is expected, and over no other": Effect.fnUntraced(
    function*({ id, one, other }) {
      const name = folder + id
      yield* one.put(name, undefined, entry("1.a"))
      yield* same(yield* other.put(name, "1.a", entry("2.b")), true, "over its version")
      yield* same(yield* one.put(name, "1.a", entry("2.a")), false, "late")
      yield* same(yield* one.put(name, undefined, entry("1.c")), false, "as if there were none")
      yield* same(yield* text(one, name), "2.b 2.b", "what is there")
    }
  ),

  "a write that arrives twice has been made": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* one.put(name, undefined, entry("1.a"))
    yield* same(yield* one.put(name, undefined, entry("1.a")), true, "the first write again")
    yield* one.put(name, "1.a", entry("2.a"))
    yield* same(yield* other.put(name, "1.a", entry("2.a")), true, "the second write again")
    yield* other.put(name, "2.a", entry("3.a"))
    yield* same(yield* one.put(name, "1.a", entry("2.a")), false, "the second write after the third")
    yield* same(yield* text(one, name), "3.a 3.a", "what is there")
  }),

  "a record is removed at the version that is expected, and comes back by no late write": Effect.fnUntraced(
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

  "of writes at once over one version, one is made": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    yield* one.put(name, undefined, entry("0"))
    for (let round = 0; round < 20; round++) {
      const made = yield* Effect.forEach(
        Array.from({ length: 8 }, (_, index) => index),
        (index) => (index % 2 === 0 ? one : other).put(name, String(round), entry(String(round + 1), `${index}`)),
        { concurrency: "unbounded" }
      )
      // The entries have one version, so a loser may find that version there. What counts is what it holds.
      const stored = yield* one.get(name)
      yield* same(stored?.version, String(round + 1), "the version")
      yield* check(made.includes(true), "no write was made")
    }
    const winners = yield* Effect.forEach(
      Array.from({ length: 8 }, (_, index) => index),
      (index) => (index % 2 === 0 ? one : other).put(name, "20", entry(`21.${index}`)),
      { concurrency: "unbounded" }
    )
    yield* same(winners.filter(Boolean).length, 1, "writes that were made")
    yield* same((yield* other.get(name))?.version, `21.${winners.indexOf(true)}`, "the one that is there")
  }),

  "names are any text of any length": Effect.fnUntraced(function*({ id, one, other }) {
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

  "bytes come back as they were": Effect.fnUntraced(function*({ id, one, other }) {
    const name = folder + id
    const every = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256)
    yield* one.put(name, undefined, { ...entry("1"), bytes: new Uint8Array() })
    yield* same((yield* other.get(name))?.bytes.length, 0, "no bytes")
    yield* one.put(name, "1", { ...entry("2"), bytes: every })
    const { bytes = new Uint8Array() } = (yield* other.get(name)) ?? {}
    yield* check(
      bytes.length === every.length && bytes.every((byte, at) => byte === every[at]),
      "other bytes came back"
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
    const list = (selection: Omit<RecordStore.Selection, "prefix">) =>
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
  }),

  "a key belongs to one publish at a time, and its claims have growing numbers": Effect.fnUntraced(
    function*({ id, one, other }) {
      const [here, there] = [yield* checkpointsOf(one), yield* checkpointsOf(other)]
      const scope = yield* Scope.make()
      const first = yield* Scope.provide(here.claim(id), scope)
      yield* first.write(checkpoint(id, "Waiting"))
      // Longer than the lease: a claim that is held is renewed.
      yield* Effect.sleep("900 millis")
      yield* same((yield* refusal(Effect.scoped(there.tryClaim(id)))).reason._tag, "KeyInUse", "while it is held")
      yield* Scope.close(scope, Exit.void)
      const number = yield* Effect.scoped(Effect.gen(function*() {
        const second = yield* there.tryClaim(id)
        yield* same((yield* second.found)?.phase, "Waiting", "what the first has left")
        return second.number
      }))
      yield* check(number > first.number, `the second claim has number ${number}, the first ${first.number}`)
      yield* same((yield* refusal(first.write(checkpoint(id, "Done")))).reason._tag, "KeyInUse", "after the end")
    }
  ),

  "a write that is held up until another has the key is refused": Effect.fnUntraced(function*({ id, one, other }) {
    const slow = gated(one)
    const [here, there] = [yield* checkpointsOf(slow.store), yield* checkpointsOf(other)]
    const first = yield* here.claim(id)
    yield* first.write(checkpoint(id, "Accepting"))
    yield* slow.shut
    const stuck = yield* Effect.forkScoped(Effect.exit(first.write(checkpoint(id, "Following"))))
    yield* Effect.scoped(Effect.gen(function*() {
      const second = yield* there.claim(id)
      yield* same((yield* second.found)?.phase, "Accepting", "what the second finds")
      yield* second.write(checkpoint(id, "Done"))
    }))
    const late = yield* slow.open
    yield* check(late.length > 0, "nothing was held up")
    yield* Fiber.await(stuck)
    yield* same((yield* there.get(id))?.phase, "Done", "after the late write")
    yield* same((yield* refusal(first.remove)).reason._tag, "KeyInUse", "a late removal")
    yield* same((yield* there.get(id))?.phase, "Done", "after the late removal")
  }),

  "a lock is held by one at a time, and passes on when its holder stands still": Effect.fnUntraced(
    function*({ id, one, other }) {
      const slow = gated(one)
      const [here, there] = [yield* locksOf(slow.store), yield* locksOf(other)]
      const creator = CreatorId.make(id)
      let inside = 0
      const visit = Effect.gen(function*() {
        yield* same(++inside, 1, "inside at once")
        yield* Effect.sleep("5 millis")
        inside--
      })
      yield* Effect.forEach(
        Array.from({ length: 10 }, (_, index) => index % 2 === 0 ? here : there),
        ({ withLock }) => withLock(creator)(visit),
        { concurrency: "unbounded", discard: true }
      )
      const held = yield* Deferred.make<void>()
      const done = yield* Deferred.make<void>()
      const first = yield* Effect.forkScoped(
        here.withLock(creator)(Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(done)))
      )
      yield* Deferred.await(held)
      yield* slow.shut
      yield* same(yield* there.withLock(creator)(Effect.succeed("mine")), "mine", "the second holder")
      yield* Deferred.succeed(done, undefined)
      yield* slow.open
      yield* Fiber.await(first)
      yield* same(yield* here.withLock(creator)(Effect.succeed("again")), "again", "the first holder again")
    }
  )
}
