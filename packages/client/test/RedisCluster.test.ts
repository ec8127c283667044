import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { Quota, RecordStore } from "effect-tiktok"
import * as StoreChecks from "effect-tiktok/StoreChecks"
import { Redis } from "effect/persistence"
import { limit } from "../../../test/support/limits.ts"
import { hasOwnRedis } from "../../../test/support/ownRedis.ts"
import { redisCluster } from "../../../test/support/redisCluster.ts"

const two = (key: string): Quota.Limit => limit(key, 2)

/** The hash slots of all keys. */
const slotsOf = Effect.fnUntraced(function*(redis: Redis.Redis["Service"]) {
  const keys = yield* redis.send<ReadonlyArray<string>>("KEYS", "*")
  assert.isNotEmpty(keys)
  return new Set(yield* Effect.forEach(keys, (key) => redis.send<number>("CLUSTER", "KEYSLOT", key)))
})

describe.skipIf(!hasOwnRedis)("a Redis cluster", () => {
  it.live("refuses a script over two hash slots, so the next test can fail", () =>
    Effect.gen(function*() {
      const redis = Context.get(yield* Layer.build(yield* redisCluster), Redis.Redis)
      const { cause } = yield* Effect.flip(redis.send<number>("DEL", "a", "b"))
      assert.include(String(cause), "CROSSSLOT")
    }))

  it.live("keeps records and limits in one hash slot, with any prefix", () =>
    Effect.gen(function*() {
      const redis = yield* Layer.build(yield* redisCluster)
      for (const prefix of ["", "app:", "{app}:", "{}", "a}b{", "{effect-tiktok}"]) {
        const context = yield* Layer.build(
          Layer.mergeAll(RecordStore.layerRedis({ prefix }), Quota.layerRedis({ prefix, maxWait: 0 })).pipe(
            Layer.provideMerge(Layer.succeedContext(redis))
          )
        )
        const records = Context.get(context, RecordStore.RecordStore)
        for (const { check, name } of StoreChecks.make(Effect.succeed(records))) {
          const passed = { message: "" }
          const { message } = yield* Effect.match(check, { onSuccess: () => passed, onFailure: (error) => error })
          assert.strictEqual(message, "", `${name}, with the prefix "${prefix}"`)
        }
        yield* records.put("effect-tiktok/checkpoints/{other}", undefined, {
          version: "1",
          bytes: new Uint8Array(3),
          isOpen: true,
          changedAt: 1
        })
        const quota = Context.get(context, Quota.Quota)
        const limits = [two("init:{mara}"), two("videos:}{jonas"), two("app")]
        const slot = yield* quota.take(limits)
        yield* slot.giveBack
        yield* quota.take(limits)
        yield* quota.pause(two("app"))
        assert.strictEqual((yield* Effect.flip(quota.take(limits))).reason._tag, "QuotaExhausted")
        assert.strictEqual((yield* slotsOf(Context.get(context, Redis.Redis))).size, 1)
        for (const one of limits) yield* quota.reset(one)
        yield* Context.get(context, Redis.Redis).send("FLUSHALL")
      }
    }))
})
