import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Redis from "effect/persistence/Redis"
import { StoreFailed } from "../TikTokError.ts"
import { bounded } from "./redisCommand.ts"
import { failed, type SealedRecords } from "./sealedRecords.ts"

/**
 * One key for each record, as Base64, because commands carry text.
 *
 * @internal
 */
export const make = (prefix: string): Effect.Effect<SealedRecords, never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const swap = redis.eval(swapScript)
    return {
      get: Effect.fnUntraced(function*(name) {
        const text = yield* bounded(redis.send<string | null>("GET", prefix + name)).pipe(
          Effect.mapError(failed("read"))
        )
        if (text === null) return undefined
        return yield* Effect.fromResult(Base64.decode(text)).pipe(
          Effect.mapError(() => new StoreFailed({ action: "decode", detail: "the record is not Base64" }))
        )
      }),
      set: (name, record) =>
        bounded(redis.send("SET", prefix + name, Base64.encode(record))).pipe(
          Effect.mapError(failed("write")),
          Effect.asVoid
        ),
      swap: (name, expected, record) =>
        bounded(swap(prefix + name, Base64.encode(expected), Base64.encode(record))).pipe(
          Effect.mapBoth({ onFailure: failed("write"), onSuccess: (swapped) => swapped === 1 })
        ),
      remove: (name) => bounded(redis.send("DEL", prefix + name)).pipe(Effect.mapError(failed("write")), Effect.asVoid),
      names: (start) =>
        bounded(redis.send<ReadonlyArray<string>>("KEYS", `${escapePattern(prefix + start)}*`)).pipe(
          Effect.mapBoth({
            onFailure: failed("read"),
            onSuccess: (keys) => keys.map((key) => key.slice(prefix.length))
          })
        )
    }
  })

const swapScript = Redis.script((key: string, expected: string, record: string) => [key, expected, record], {
  numberOfKeys: 1,
  lua: `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[2])
return 1`
}).withReturnType<number>()

const escapePattern = (text: string): string => text.replace(/[*?[\]\\]/g, "\\$&")
