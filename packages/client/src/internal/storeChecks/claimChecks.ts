import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Checkpoint from "../../Checkpoint.ts"
import { CreatorId } from "../../Post.ts"
import * as RecordStore from "../../RecordStore.ts"
import * as TokenLock from "../../TokenLock.ts"
import { check, type Checks, refusal, same, type Store } from "./check.ts"

/**
 * Checks of claims and locks over a store.
 *
 * @internal
 */
export const checks: Checks = {
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
        yield* same((yield* second.found)?.phase, "Waiting", "the checkpoint of the first")
        return second.number
      }))
      yield* check(number > first.number, `the second claim has number ${number}, the first ${first.number}`)
      yield* same((yield* refusal(first.write(checkpoint(id, "Done")))).reason._tag, "KeyInUse", "after the end")
    }
  ),

  "a write that is delayed until another claim is refused": Effect.fnUntraced(function*({ id, one, other }) {
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
    yield* check(late.length > 0, "no write was delayed")
    yield* Fiber.await(stuck)
    yield* same((yield* there.get(id))?.phase, "Done", "after the late write")
    yield* same((yield* refusal(first.remove)).reason._tag, "KeyInUse", "a late removal")
    yield* same((yield* there.get(id))?.phase, "Done", "after the late removal")
  }),

  "a lock has one holder at a time, and another gets it when the holder is paused": Effect.fnUntraced(
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

/** A store whose writes and removals wait while the gate is closed, as on a connection that hangs. */
const gated = (store: Store) => {
  let gate: Deferred.Deferred<void> | undefined
  const late: Array<Fiber.Fiber<boolean, unknown>> = []
  const held = <E>(change: Effect.Effect<boolean, E>): Effect.Effect<boolean, E> =>
    Effect.suspend(() => {
      if (gate === undefined) return change
      // The command was sent: it arrives even if its fiber has ended.
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
    /** Opens the gate and returns the results of the delayed commands. */
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
