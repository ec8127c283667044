import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Deferred, Duration, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { RecordStore, TikTokError } from "effect-tiktok"
import { SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import { settableClock } from "../../../test/support/settableClock.ts"
import * as Claims from "../src/internal/claims/claims.ts"

type Store = RecordStore.RecordStore["Service"]

const bytes = (text: string) => new TextEncoder().encode(text)

const noResponse = new TikTokError.StoreFailed({ action: "write", detail: "no response within 5 seconds" })

const claims = (store: Store) => Claims.make(store, Duration.seconds(30))

/** Records in memory, and the claims of two processes. The test can change the store of the first. */
const processes = (change: (store: Store) => Partial<Store> = () => ({})) =>
  Effect.gen(function*() {
    const store = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
    return { store, here: yield* claims({ ...store, ...change(store) }), there: yield* claims(store) }
  }).pipe(Effect.provide(SecureRandom.layerWebCrypto))

/** A claim until it is released. */
const holding = Effect.fnUntraced(function*({ claim }: Claims.Claims, maxWait = Duration.zero) {
  const scope = yield* Scope.make()
  const held = yield* Scope.provide(claim("name", maxWait), scope)
  return { ...held, letGo: Scope.close(scope, Exit.void) }
})

const tagOf = <E extends { readonly _tag: string }>(effect: Effect.Effect<unknown, E>) =>
  Effect.map(Effect.flip(Effect.andThen(effect, Effect.die("it was done"))), ({ _tag }) => _tag)

describe("a claim", () => {
  it.effect("waits up to maxWait, and does not affect other names", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes()
      yield* holding(here)
      yield* Effect.scoped(there.claim("another", Duration.zero))
      const waiting = yield* Effect.forkChild(tagOf(holding(there, Duration.minutes(1))))
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(waiting), "Held")
    }))

  it.effect("waits up to maxWait if the system clock is set back", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes()
      const { clock, set } = yield* settableClock
      yield* holding(here)
      const waiting = yield* Effect.forkChild(
        Effect.provideService(tagOf(holding(there, Duration.seconds(20))), Clock.Clock, clock)
      )
      yield* TestClock.adjust("10 seconds")
      set(-3_600_000)
      yield* TestClock.adjust("9 seconds")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(waiting), "Held")
    }))

  it.effect("goes to the waiting process when it is released, with the written bytes", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes()
      const first = yield* holding(here)
      yield* first.write(bytes("a"), true)
      const waiting = yield* Effect.forkChild(holding(there, Duration.minutes(1)))
      yield* TestClock.adjust("10 seconds")
      yield* first.letGo
      yield* TestClock.adjust("1 second")
      const second = yield* Fiber.join(waiting)
      assert.deepStrictEqual(second.found, bytes("a"))
      assert.isAbove(second.number, first.number)
      assert.strictEqual(yield* tagOf(first.write(bytes("b"), true)), "Held")
    }))

  it.effect("writes in one round trip", () =>
    Effect.gen(function*() {
      const calls: Array<string> = []
      const { here } = yield* processes((store) => ({
        get: (name) => Effect.andThen(Effect.sync(() => calls.push("get")), store.get(name)),
        put: (...args) => Effect.andThen(Effect.sync(() => calls.push("put")), store.put(...args))
      }))
      const held = yield* holding(here)
      calls.length = 0
      yield* held.write(bytes("a"), true)
      yield* held.write(bytes("b"), false)
      assert.deepStrictEqual(calls, ["put", "put"])
    }))

  it.effect("is taken over when another process has seen it unchanged for one lease, and no sooner", () =>
    Effect.gen(function*() {
      const { here, store, there } = yield* processes()
      const first = yield* holding(here)
      yield* first.write(bytes("a"), true)
      const left = (yield* store.get("name")) ?? assert.fail("no record")
      yield* first.letGo
      // The record of a killed process.
      const { version } = (yield* store.get("name")) ?? assert.fail("no record")
      yield* store.put("name", version, { version: "9.x", isOpen: true, changedAt: 0, bytes: left.bytes })
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* tagOf(holding(there)), "Held")
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(yield* tagOf(holding(there)), "Held")
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual((yield* holding(there)).found, bytes("a"))
    }))

  it.effect("is left to its owner by a process whose clock is a day ahead", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes()
      const { clock, set } = yield* settableClock
      const first = yield* holding(here)
      yield* first.write(bytes("a"), true)
      set(86_400_000)
      const waiting = yield* Effect.forkChild(
        Effect.provideService(tagOf(holding(there, Duration.seconds(50))), Clock.Clock, clock)
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(waiting), "Held")
      yield* first.write(bytes("b"), true)
    }))

  it.effect("outlives its lease while it is held", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes()
      const first = yield* holding(here)
      for (let minutes = 0; minutes < 5; minutes++) {
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* tagOf(holding(there)), "Held")
      }
      yield* first.write(bytes("a"), true)
    }))

  it.effect("blocks for one lease if clocks disagree", () =>
    Effect.gen(function*() {
      const { here, there } = yield* processes((store) => ({
        // The process is paused after its first write, with a clock that is a day ahead.
        put: (name, expected, entry) => expected === undefined ? store.put(name, expected, entry) : Effect.never
      }))
      yield* TestClock.setTime(86_400_000)
      yield* holding(here)
      yield* TestClock.setTime(0)
      const waiting = yield* Effect.forkChild(holding(there, Duration.minutes(1)))
      yield* TestClock.adjust("29 seconds")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(waiting)
    }))

  it.effect("continues after a write whose response was lost, whether it arrived or not", () =>
    Effect.gen(function*() {
      for (const arrives of [true, false]) {
        let isLost = false
        const { here, store } = yield* processes((store) => ({
          put: (...args) =>
            isLost
              ? Effect.andThen(arrives ? store.put(...args) : Effect.void, Effect.fail(noResponse))
              : store.put(...args)
        }))
        const held = yield* holding(here)
        isLost = true
        assert.strictEqual(yield* tagOf(held.write(bytes("a"), true)), "StoreFailed")
        isLost = false
        yield* held.write(bytes("b"), true)
        yield* held.letGo
        assert.include(new TextDecoder().decode((yield* store.get("name"))?.bytes), "\nb")
      }
    }))

  it.effect("is renewed again after an outage of the store", () =>
    Effect.gen(function*() {
      let isOut = false
      const { here, there } = yield* processes((store) => ({
        put: (...args) => isOut ? Effect.fail(noResponse) : store.put(...args)
      }))
      const held = yield* holding(here)
      isOut = true
      yield* TestClock.adjust("15 seconds")
      isOut = false
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* tagOf(holding(there)), "Held")
      yield* held.write(bytes("a"), true)
    }))

  it.effect("fails if the store has lost its record", () =>
    Effect.gen(function*() {
      const { here, store } = yield* processes()
      const held = yield* holding(here)
      yield* held.write(bytes("a"), true)
      const { version } = (yield* store.get("name")) ?? assert.fail("no record")
      yield* store.remove("name", version)
      assert.strictEqual(yield* tagOf(held.write(bytes("b"), true)), "StoreFailed")
      yield* held.remove
      yield* held.letGo
      assert.isUndefined(yield* store.get("name"))
    }))

  it.effect("that failed to remove its record removes it at the release", () =>
    Effect.gen(function*() {
      let isOut = false
      const { here, store } = yield* processes((store) => ({
        remove: (...args) => isOut ? Effect.fail(noResponse) : store.remove(...args)
      }))
      const held = yield* holding(here)
      yield* held.write(bytes("a"), true)
      isOut = true
      assert.strictEqual(yield* tagOf(held.remove), "StoreFailed")
      isOut = false
      yield* held.letGo
      assert.isUndefined(yield* store.get("name"))
    }))

  it.effect("that was removed can be claimed by another process", () =>
    Effect.gen(function*() {
      const { here, store, there } = yield* processes()
      const first = yield* holding(here)
      yield* first.write(bytes("a"), true)
      yield* first.remove
      const second = yield* holding(there)
      assert.isUndefined(second.found)
      assert.strictEqual(yield* tagOf(first.write(bytes("b"), true)), "Held")
      yield* first.letGo
      yield* second.write(bytes("c"), true)
      assert.isDefined(yield* store.get("name"))
    }))

  it.effect("leaves no record if it was interrupted or wrote nothing", () =>
    Effect.gen(function*() {
      const sent = yield* Deferred.make<void>()
      const { here, store, there } = yield* processes((store) => ({
        put: (...args) =>
          Effect.tap(store.put(...args), () =>
            Effect.andThen(Deferred.succeed(sent, undefined), Effect.sleep("1 second")))
      }))
      const claiming = yield* Effect.forkChild(Effect.scoped(here.claim("name", Duration.minutes(1))))
      yield* Deferred.await(sent)
      const stopping = yield* Effect.forkChild(Fiber.interrupt(claiming))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(stopping)
      assert.isUndefined(yield* store.get("name"))
      yield* Effect.scoped(there.claim("name", Duration.zero))
      assert.isUndefined(yield* store.get("name"))
    }))
})
