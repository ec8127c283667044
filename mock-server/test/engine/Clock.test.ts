import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeClock } from "../../src/engine/Clock.ts"

const never = new AbortController().signal

describe("Clock", () => {
  it("moves on with its source and by hand", () => {
    let time = 1_000
    const clock = makeClock({ now: () => time })
    clock.advance(500)
    time = 2_000
    assert.strictEqual(clock.now(), 2_500)
  })

  it("stands still while frozen, and goes on from there", () => {
    let time = 1_000
    const clock = makeClock({ now: () => time })
    clock.freeze()
    time = 5_000
    assert.strictEqual(clock.now(), 1_000)
    clock.advance(10)
    assert.strictEqual(clock.now(), 1_010)
    clock.resume()
    time = 5_100
    assert.strictEqual(clock.now(), 1_110)
  })

  it("moves to a moment, back as well, frozen or not", () => {
    let time = 1_000
    const clock = makeClock({ now: () => time })
    clock.set(500)
    assert.isFalse(clock.isFrozen())
    time = 1_010
    assert.strictEqual(clock.now(), 510)
    clock.freeze(100)
    time = 2_000
    assert.strictEqual(clock.now(), 100)
    assert.isTrue(clock.isFrozen())
    clock.set(200)
    assert.strictEqual(clock.now(), 200)
    clock.resume()
    time = 2_001
    assert.strictEqual(clock.now(), 201)
    for (const at of [Number.NaN, -1, 1e16]) {
      assert.throws(() => clock.set(at), RangeError)
      assert.throws(() => clock.freeze(at), RangeError)
    }
    assert.throws(() => clock.advance(1e16), RangeError)
  })

  it("refuses to go back", () => {
    assert.throws(() => makeClock().advance(-1), RangeError)
    assert.throws(() => makeClock().advance(Number.NaN), RangeError)
  })

  it("goes back to a stored position", () => {
    const clock = makeClock({ now: () => 1_000 })
    clock.advance(1)
    const position = clock.position()
    clock.advance(1_000)
    clock.freeze()
    clock.restore(position)
    assert.strictEqual(clock.now(), 1_001)
  })

  it.effect("wakes a sleeper as soon as time is moved far enough", () =>
    Effect.gen(function*() {
      const clock = makeClock({ now: () => 0 })
      let woken = false
      const sleep = clock.sleep(60_000, never).then(() => woken = true)
      clock.advance(59_999)
      yield* Effect.promise(() => Promise.resolve())
      assert.isFalse(woken)
      clock.advance(1)
      yield* Effect.promise(() => sleep)
      assert.isTrue(woken)
    }))

  it.effect("notices when its source jumps, and lets go of a sleeper whose signal aborts", () =>
    Effect.gen(function*() {
      let time = 0
      const clock = makeClock({ now: () => time })
      const jumped = clock.sleep(60_000, never)
      time = 60_000
      yield* Effect.promise(() => jumped)
      const controller = new AbortController()
      const aborted = clock.sleep(60_000, controller.signal)
      controller.abort()
      yield* Effect.promise(() => aborted)
      assert.strictEqual(clock.now(), 60_000)
    }))
})
