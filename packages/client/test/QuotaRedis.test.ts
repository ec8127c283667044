import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer } from "effect"
import { Quota, type TikTokError } from "effect-tiktok"
import { Redis } from "effect/persistence"
import { TestClock } from "effect/testing"
import { app, day, minute } from "../../../test/support/limits.ts"
import { redisProxy } from "../../../test/support/redisProxy.ts"
import { layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { redisKey } from "../src/internal/records/redisKeys.ts"

const connection = Effect.map(Layer.build(Layer.fresh(layerRedis)), Context.get(Redis.Redis))

/** A connection and a quota over it, like those of another process. */
const process = Effect.fnUntraced(function*(prefix: string) {
  const redis = yield* connection
  const quota = yield* Quota.makeRedis({ prefix, maxWait: 0, margin: 0 }).pipe(
    Effect.provideService(Redis.Redis, redis)
  )
  return { redis, quota }
})

const slotsTaken = (redis: Redis.Redis["Service"], prefix: string) =>
  redis.send<number>("ZCARD", redisKey(prefix, `effect-tiktok/quota/taken/${minute.key}`))

/** A quota over a Redis stub that otherwise does not respond. */
const over = (redis: Partial<Redis.Redis["Service"]>, prefix?: string) =>
  Quota.makeRedis({ prefix }).pipe(Effect.provideService(
    Redis.Redis,
    Redis.Redis.of({
      send: () => Effect.never,
      eval: () => () => Effect.never,
      subscribe: () => Effect.never,
      reserve: Effect.never,
      ...redis
    })
  ))

describe.skipIf(!redisServer.isThere)("Quota across connections to Redis", () => {
  it.live("starts every key with the prefix, and sets an expiry on each", () =>
    Effect.gen(function*() {
      const prefix = yield* redisPrefix
      const { quota, redis } = yield* process(prefix)
      yield* quota.take([minute, day])
      yield* quota.pause(app)
      const keys = yield* redis.send<ReadonlyArray<string>>("KEYS", `${prefix}*`)
      assert.strictEqual(keys.length, 3)
      for (const key of keys) assert.isAbove(yield* redis.send<number>("PTTL", key), 50_000)
    }))

  it.live("takes no slot for a call that is interrupted after Redis has counted it", () =>
    Effect.gen(function*() {
      const prefix = yield* redisPrefix
      const redis = yield* connection
      const counted = yield* Deferred.make<void>()
      const quota = yield* over({
        send: redis.send,
        eval: (script) => {
          const run = redis.eval(script)
          return (...params) =>
            run(...params).pipe(Effect.andThen(Deferred.succeed(counted, undefined)), Effect.andThen(Effect.never))
        }
      }, prefix)
      const fiber = yield* Effect.forkChild(quota.take([minute]))
      yield* Deferred.await(counted)
      assert.strictEqual(yield* slotsTaken(redis, prefix), 1)
      yield* Fiber.interrupt(fiber)
      // The command that gives it back runs on the same connection, before this.
      assert.strictEqual(yield* slotsTaken(redis, prefix), 0)
    }))

  it.effect("fails within five seconds when Redis is lost, and has taken no slot when it is back", () =>
    Effect.gen(function*() {
      const prefix = yield* redisPrefix
      const proxy = yield* redisProxy
      const proxied = yield* Layer.build(proxy.layer)
      const quota = yield* Quota.makeRedis({ prefix, maxWait: "1 hour" }).pipe(Effect.provide(proxied))
      yield* quota.take([minute])
      yield* proxy.cut
      const lost = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 20 }, () => Effect.flip(quota.take([minute]))), { concurrency: "unbounded" })
      )
      while (lost.pollUnsafe() === undefined) {
        yield* pause
        yield* TestClock.adjust("1 second")
      }
      for (const { reason } of yield* Fiber.join(lost)) assert.strictEqual(reason._tag, "QuotaUnavailable")
      yield* proxy.mend
      const again = yield* Effect.forkChild(quota.take([minute]))
      while (again.pollUnsafe() === undefined) yield* pause
      yield* Fiber.join(again)
      assert.strictEqual(yield* slotsTaken(yield* connection, prefix), 2)
    }))
})

// The Redis client uses the real clock.
const pause = TestClock.withLive(Effect.sleep("20 millis"))

describe("Quota over a Redis", () => {
  it.effect("that is down fails at once and allows nothing", () =>
    Effect.gen(function*() {
      const down = Effect.fail(new Redis.RedisError({ cause: new Error("connect ECONNREFUSED") }))
      const quota = yield* over({ send: () => down, eval: () => () => down })
      const calls: ReadonlyArray<Effect.Effect<void, TikTokError.TikTokError>> = [
        Effect.asVoid(quota.take([minute])),
        Effect.asVoid(quota.nextSlot([minute])),
        quota.pause(app),
        quota.reset(app)
      ]
      for (const call of calls) {
        const error = yield* Effect.flip(call)
        assert(error.reason._tag === "QuotaUnavailable")
        assert.include(error.message, "ECONNREFUSED")
        assert.isTrue(error.retryable)
        assert.strictEqual(error.scope, "app")
      }
    }))

  it.effect("that does not respond fails all waiting calls after five seconds, not one by one", () =>
    Effect.gen(function*() {
      const quota = yield* over({})
      const fiber = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 100 }, () => Effect.flip(quota.take([minute]))), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("5 seconds")
      const errors = yield* Fiber.join(fiber)
      for (const { reason } of errors) assert.strictEqual(reason._tag, "QuotaUnavailable")
      // The next call tries again.
      const next = yield* Effect.forkChild(Effect.flip(quota.take([minute])))
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(next.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(next)).reason._tag, "QuotaUnavailable")
    }))
})
