import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, type Duration, Effect, Exit, Fiber, Layer, Redacted, Scope } from "effect"
import { Checkpoint } from "effect-tiktok"
import { Redis } from "effect/persistence"
import { TestClock } from "effect/testing"
import { layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"

type Store = Checkpoint.CheckpointStore["Service"]

/** Has the key until it is let go. */
const holding = Effect.fnUntraced(function*(store: Store, key: string) {
  const scope = yield* Scope.make()
  const { check } = yield* Scope.provide(store.claim(key), scope)
  return { check, letGo: Scope.close(scope, Exit.void) }
})

const failing = Effect.fnUntraced(function*(store: Store, key: string) {
  const { reason } = yield* Effect.flip(Effect.scoped(store.claim(key)))
  return reason._tag
})

describe("a claim in memory", () => {
  it.effect("goes to whoever waits once it is let go", () =>
    Effect.gen(function*() {
      const store = yield* Checkpoint.makeMemory
      const first = yield* holding(store, "key")
      const second = yield* Effect.forkChild(Effect.scoped(store.claim("key")))
      yield* TestClock.adjust("30 seconds")
      assert.isUndefined(second.pollUnsafe())
      yield* first.letGo
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(second)
    }))

  it.effect("is waited for a minute, and leaves other keys alone", () =>
    Effect.gen(function*() {
      const store = yield* Checkpoint.makeMemory
      yield* holding(store, "key")
      yield* Effect.scoped(store.claim("another"))
      const second = yield* Effect.forkChild(failing(store, "key"))
      yield* TestClock.adjust("61 seconds")
      assert.strictEqual(yield* Fiber.join(second), "KeyInUse")
    }))
})

/** The stores of two processes, and a way to end every lease. */
const pair = (lease: Duration.Input) =>
  Effect.flatMap(redisPrefix, (prefix) => {
    const opened = Effect.map(
      Layer.build(Layer.fresh(
        Checkpoint.layerRedis({ prefix, lease, encryptionKeys: [Redacted.make(new Uint8Array(32))] }).pipe(
          Layer.provide(Layer.fresh(layerRedis))
        )
      )),
      Context.get(Checkpoint.CheckpointStore)
    )
    const runOut = Redis.Redis.use((redis) => redis.send("DEL", `${prefix}effect-tiktok/claims/key`)).pipe(
      Effect.provide(layerRedis)
    )
    return Effect.all([opened, opened, Effect.succeed(runOut)])
  })

// Redis keeps its own time, so these tests do as well.
describe.skipIf(!redisServer.isThere)("a claim in Redis", () => {
  it.live("goes to whoever waits in another process, and outlives its own lease while it is held", () =>
    Effect.gen(function*() {
      const [one, other] = yield* pair("300 millis")
      const first = yield* holding(one, "key")
      const got = yield* Deferred.make<void>()
      yield* Effect.forkScoped(Effect.scoped(Effect.andThen(other.claim("key"), Deferred.succeed(got, undefined))))
      yield* Effect.sleep("900 millis")
      yield* first.check
      assert.isFalse(Deferred.isDoneUnsafe(got))
      yield* first.letGo
      yield* Deferred.await(got)
    }))

  it.live("that ran out under a process that stood still is lost for it", () =>
    Effect.gen(function*() {
      const [one, other, runOut] = yield* pair("30 seconds")
      const first = yield* holding(one, "key")
      yield* runOut
      const second = yield* holding(other, "key")
      assert.strictEqual((yield* Effect.flip(first.check)).reason._tag, "KeyInUse")
      yield* first.letGo
      yield* second.check
    }))
})
