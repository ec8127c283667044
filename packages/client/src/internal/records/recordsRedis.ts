import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Redis from "effect/persistence/Redis"
import * as Result from "effect/Result"
import type { Service, Stored } from "../../model/record.ts"
import { bounded } from "./redisCommand.ts"
import { redisKey } from "./redisKeys.ts"
import { failed } from "./storeFailed.ts"

/**
 * One key for each record: its version, a line break, its bytes as Base64,
 * because commands carry text. Two sorted sets for each folder index the records
 * by the time of their last change: one of the open ones, one of the others.
 *
 * @internal
 */
export const make = (prefix: string): Effect.Effect<Service, never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const put = redis.eval(putScript)
    const remove = redis.eval(removeScript)
    const digest = redis.eval(digestScript)

    const stored = Effect.fnUntraced(function*(name: string): Effect.fn.Return<Stored | undefined, Redis.RedisError> {
      const key = redisKey(prefix, name)
      const text = yield* redis.send<string | null>("GET", key)
      if (text === null) return undefined
      const end = text.indexOf("\n")
      const version = end < 0 ? text : text.slice(0, end)
      // Bytes that are not UTF-8 are damaged, and differ from those in Redis.
      if (version.includes("\uFFFD")) {
        const sum = yield* digest(key)
        // The record may have changed since.
        return sum === "" ? yield* stored(name) : { version: damaged + sum, bytes: new Uint8Array() }
      }
      // Text that is not Base64 is also damaged.
      const bytes = Result.getOrElse(Base64.decode(text.slice(version.length + 1)), () => new Uint8Array())
      return { version, bytes }
    })

    return {
      get: (name) =>
        Effect.mapError(
          bounded(stored(name)),
          (error) => failed(error.message.includes("WRONGTYPE") ? "decode" : "read", name)(error)
        ),
      put: (name, expected, { bytes, changedAt, isOpen, version }) =>
        bounded(put({
          keys: [redisKey(prefix, name), indexKey(prefix, name, isOpen), indexKey(prefix, name, !isOpen)],
          expected: expected === undefined ? "" : `=${expected}`,
          version,
          bytes: Base64.encode(bytes),
          changedAt,
          name
        })).pipe(Effect.mapBoth({ onFailure: failed("write", name), onSuccess: (done) => done === 1 })),
      remove: (name, expected) =>
        bounded(remove({
          keys: [redisKey(prefix, name), indexKey(prefix, name, true), indexKey(prefix, name, false)],
          expected: `=${expected}`,
          name
        })).pipe(Effect.mapBoth({ onFailure: failed("write", name), onSuccess: (done) => done === 1 })),
      list: ({ before, isOpen, prefix: start, since }) =>
        bounded(redis.send<ReadonlyArray<string>>(
          "ZRANGEBYSCORE",
          indexKey(prefix, start, isOpen),
          since === undefined ? "-inf" : String(since),
          before === undefined ? "+inf" : `(${before}`
        )).pipe(Effect.mapBoth({
          onFailure: failed("read", start),
          onSuccess: (names) => names.filter((name) => name.startsWith(start))
        }))
    } satisfies Service
  })

/** The index of a folder, which is the first two segments of a name. */
const indexKey = (prefix: string, name: string, isOpen: boolean): string =>
  redisKey(prefix, `${name.split("/", 2).join("/")}${isOpen ? ":open" : ":closed"}`)

interface Put {
  /** The record, its index, and the other index. */
  readonly keys: ReadonlyArray<string>
  /** After an equals sign, because a damaged record has an empty version. Empty for no record. */
  readonly expected: string
  readonly version: string
  readonly bytes: string
  readonly changedAt: number
  readonly name: string
}

/** Starts the version of a record without a readable one. Its digest follows. */
const damaged = "damaged "

const isExpected = (expected: string) =>
  `(current == ${expected} or
  text and ${expected} == "=${damaged}" .. redis.sha1hex(text))`

const digestScript = Redis.script((key: string) => [key], {
  numberOfKeys: 1,
  lua: `
local text = redis.call("GET", KEYS[1])
return text and string.match(text, "^[^\\n]*[\\128-\\255]") and redis.sha1hex(text) or ""`
}).withReturnType<string>()

const putScript = Redis.script(
  ({ bytes, changedAt, expected, keys, name, version }: Put) => [...keys, expected, version, bytes, changedAt, name],
  {
    numberOfKeys: ({ keys }) => keys.length,
    // A command that fails undoes none before it. An extra name in an index costs a read; a missing one would hide a record.
    lua: `
local text = redis.call("GET", KEYS[1])
local current = text and "=" .. string.match(text, "^[^\\n]*") or ""
if current == "=" .. ARGV[2] then return 1 end
if not ${isExpected("ARGV[1]")} then return 0 end
redis.call("ZADD", KEYS[2], ARGV[4], ARGV[5])
redis.call("SET", KEYS[1], ARGV[2] .. "\\n" .. ARGV[3])
redis.call("ZREM", KEYS[3], ARGV[5])
return 1`
  }
).withReturnType<number>()

const removeScript = Redis.script(
  ({ expected, keys, name }: Pick<Put, "keys" | "expected" | "name">) => [...keys, expected, name],
  {
    numberOfKeys: ({ keys }) => keys.length,
    lua: `
local text = redis.call("GET", KEYS[1])
local current = text and "=" .. string.match(text, "^[^\\n]*")
if not text or not ${isExpected("ARGV[1]")} then return 0 end
redis.call("DEL", KEYS[1])
redis.call("ZREM", KEYS[2], ARGV[2])
redis.call("ZREM", KEYS[3], ARGV[2])
return 1`
  }
).withReturnType<number>()
