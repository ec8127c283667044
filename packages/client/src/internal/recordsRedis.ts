import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Redis from "effect/persistence/Redis"
import * as Result from "effect/Result"
import type { RecordStore } from "../RecordStore.ts"
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
export const make = (prefix: string): Effect.Effect<RecordStore["Service"], never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const put = redis.eval(putScript)
    const remove = redis.eval(removeScript)
    return {
      get: (name) =>
        Effect.mapBoth(bounded(redis.send<string | null>("GET", redisKey(prefix, name))), {
          onFailure: failed("read", name),
          onSuccess: (text) => {
            if (text === null) return undefined
            const end = text.indexOf("\n")
            const version = end < 0 ? text : text.slice(0, end)
            // What is no Base64 is damaged, and has no bytes that could be opened.
            const bytes = Result.getOrElse(Base64.decode(text.slice(version.length + 1)), () => new Uint8Array())
            return { version, bytes }
          }
        }),
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
    } satisfies RecordStore["Service"]
  })

/** The index of a folder, which is the first two segments of a name. */
const indexKey = (prefix: string, name: string, isOpen: boolean): string =>
  redisKey(prefix, `${name.split("/", 2).join("/")}${isOpen ? ":open" : ":closed"}`)

interface Put {
  /** The record, the index it belongs to, the one it does not belong to. */
  readonly keys: ReadonlyArray<string>
  /** Behind an equals sign, because a damaged record has an empty version; empty for no record. */
  readonly expected: string
  readonly version: string
  readonly bytes: string
  readonly changedAt: number
  readonly name: string
}

const putScript = Redis.script(
  ({ bytes, changedAt, expected, keys, name, version }: Put) => [...keys, expected, version, bytes, changedAt, name],
  {
    numberOfKeys: ({ keys }) => keys.length,
    lua: `
local text = redis.call("GET", KEYS[1])
local current = text and "=" .. string.match(text, "^[^\\n]*") or ""
if current == "=" .. ARGV[2] then return 1 end
if current ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[2] .. "\\n" .. ARGV[3])
redis.call("ZADD", KEYS[2], ARGV[4], ARGV[5])
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
if not text or "=" .. string.match(text, "^[^\\n]*") ~= ARGV[1] then return 0 end
redis.call("DEL", KEYS[1])
redis.call("ZREM", KEYS[2], ARGV[2])
redis.call("ZREM", KEYS[3], ARGV[2])
return 1`
  }
).withReturnType<number>()
