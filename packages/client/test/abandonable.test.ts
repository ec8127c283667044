import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { abandonable } from "../src/internal/upload/abandonable.ts"

/** An uninterruptible acquisition that the test completes. Counts open resources. */
const slow = Effect.gen(function*() {
  const gate = yield* Deferred.make<void>()
  const open = { count: 0 }
  const file = Effect.acquireRelease(
    Effect.andThen(Deferred.await(gate), Effect.sync(() => open.count++)),
    () => Effect.sync(() => open.count--)
  )
  return { gate, open, file }
})

const turns = Effect.repeat(Effect.yieldNow, { times: 20 })

describe("abandonable", () => {
  it.effect("can be interrupted while it hangs, and closes a late resource", () =>
    Effect.gen(function*() {
      const { file, gate, open } = yield* slow
      const fiber = yield* Effect.forkChild(Effect.scoped(Effect.andThen(abandonable(file), Effect.never)))
      yield* turns
      yield* Fiber.interrupt(fiber)
      yield* Deferred.succeed(gate, undefined)
      yield* turns
      assert.strictEqual(open.count, 0)
    }))

  it.effect("is open until its scope closes, and is closed first", () =>
    Effect.gen(function*() {
      const { file, gate, open } = yield* slow
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.scoped(Effect.andThen(abandonable(file), Effect.sync(() => assert.strictEqual(open.count, 1))))
      assert.strictEqual(open.count, 0)
    }))

  it.effect("fails like the original effect", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Effect.flip(Effect.scoped(abandonable(Effect.fail("no")))), "no")
    }))

  it.live("does not wait for a close that hangs", () =>
    Effect.scoped(abandonable(Effect.acquireRelease(Effect.void, () => Effect.never), "10 millis")))
})
