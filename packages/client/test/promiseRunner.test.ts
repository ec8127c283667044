// @effect-diagnostics asyncFunction:off
/** How effects and streams of the library run for a program of promises. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Layer, ManagedRuntime, Stream } from "effect"
import { getEventListeners } from "node:events"
import * as Runner from "../src/internal/promise/runner.ts"

const open = () => Runner.make(ManagedRuntime.make(Layer.empty))

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => assert.fail("no error"), (error: unknown) => error)

const ticks = async (count: number) => {
  for (let tick = 0; tick < count; tick++) await Promise.resolve()
}

describe("the runner of promises", () => {
  it("ends a pending next, and releases the stream, when its iterator returns", async () => {
    let held = 0
    const resource = Effect.acquireRelease(Effect.sync(() => held++), () => Effect.sync(() => held--))
    const stream = Stream.unwrap(Effect.as(resource, Stream.concat(Stream.make(1), Stream.never)))
    const runner = open()
    const items = runner.iterate(() => stream, undefined)[Symbol.asyncIterator]()
    assert.deepStrictEqual(await items.next(), { done: false, value: 1 })
    const pending = items.next()
    await ticks(10)
    assert.strictEqual(held, 1)
    assert.deepStrictEqual(await items.return?.(), { done: true, value: undefined })
    assert.deepStrictEqual(await pending, { done: true, value: undefined })
    assert.strictEqual(held, 0)
    await runner.close()
  })

  it("releases what it keeps, whenever its signal aborts", async () => {
    for (let count = 0; count < 30; count++) {
      const stop = new AbortController()
      const runner = open()
      let held = 0
      const effect = Effect.acquireRelease(
        Effect.sync(() => {
          held++
          void ticks(count).then(() => stop.abort())
        }),
        () => Effect.sync(() => held--)
      )
      await runner.keep(() => effect, { signal: stop.signal }).catch((error: unknown) =>
        assert.strictEqual(error, stop.signal.reason)
      )
      await ticks(60)
      assert.isTrue(stop.signal.aborted)
      assert.strictEqual(held, 0, `${count} ticks`)
      await runner.close()
    }
  })

  it("leaves no listener on a signal when it is closed", async () => {
    const { signal } = new AbortController()
    const runner = open()
    await runner.keep(() => Effect.void, { signal })
    assert.lengthOf(getEventListeners(signal, "abort"), 1)
    await runner.close()
    assert.isEmpty(getEventListeners(signal, "abort"))
  })

  it("throws an error that happens as its signal aborts", async () => {
    const stop = new AbortController()
    const lost = new Error("the cleanup failed")
    const runner = open()
    const effect = Effect.onInterrupt(Effect.never, () => Effect.die(lost))
    const call = caught(runner.run(() => effect, { signal: stop.signal }))
    await ticks(10)
    stop.abort()
    assert.strictEqual(await call, lost)
    await runner.close()
  })

  it("says that it is closed only if it is", async () => {
    const runner = open()
    const interrupted = await caught(runner.run(() => Effect.failCause(Cause.interrupt()), undefined))
    assert.deepInclude(interrupted, { name: "AbortError", message: "The call was interrupted" })
    const running = caught(runner.run(() => Effect.never, undefined))
    await ticks(10)
    await runner.close()
    assert.deepInclude(await running, { name: "AbortError", message: "This client of TikTok is closed" })
  })
})
