import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import type { Limit } from "../../model/quota.ts"
import { bounded } from "../records/redisCommand.ts"
import { redisKey } from "../records/redisKeys.ts"
import { type CountedLimit, type QuotaStore, unavailable, wholeMillis } from "./quotaStore.ts"

/** @internal */
export interface Options {
  readonly prefix: string
  /** Milliseconds since 1970, in place of Redis' own clock. */
  readonly now?: Effect.Effect<number> | undefined
}

/**
 * Counts in Redis: for each limit a sorted set of the slots taken, by time, and
 * a key for a pause.
 *
 * @internal
 */
export const make = ({ now, prefix }: Options): Effect.Effect<QuotaStore, never, Redis.Redis> => {
  const keysOf = ({ key }: Pick<Limit, "key">): readonly [taken: string, paused: string] => [
    redisKey(prefix, `effect-tiktok/quota/taken/${key}`),
    redisKey(prefix, `effect-tiktok/quota/paused/${key}`)
  ]
  return Effect.gen(function*() {
    const redis = yield* Redis.Redis
    const { uuidV4 } = yield* SecureRandom.SecureRandom
    const room = redis.eval(roomScript)
    const pause = redis.eval(pauseScript)
    const usage = redis.eval(usageScript)
    const clock: Effect.Effect<number | ""> = now ?? Effect.succeed("")

    const check = (limits: ReadonlyArray<CountedLimit>, slot: string) =>
      Effect.flatMap(clock, (now) =>
        bounded(room({
          keys: limits.flatMap((limit) => keysOf(limit)),
          slot,
          now,
          windows: windowsOf(limits)
        }))).pipe(
          Effect.map(([position, millis]) => position === 0 ? undefined : { index: position - 1, millis })
        )

    const giveBack = (limits: ReadonlyArray<CountedLimit>, slot: string) =>
      Effect.forEach(limits, (limit) => Effect.ignore(bounded(redis.send("ZREM", keysOf(limit)[0], slot))), {
        concurrency: "unbounded",
        discard: true
      })

    const take = (limits: ReadonlyArray<CountedLimit>, slot: string) =>
      check(limits, slot).pipe(
        // The command may run later, such as after a reconnect. On the same connection these follow it.
        Effect.onError(() => Effect.forkDetach(giveBack(limits, slot), { startImmediately: true })),
        Effect.map((block) => block ?? { giveBack: giveBack(limits, slot) })
      )

    return {
      check: (limits) => Effect.mapError(check(limits, ""), unavailable),
      take: (limits) => Effect.mapError(Effect.flatMap(uuidV4(), (slot) => take(limits, slot)), unavailable),
      usage: (limits) =>
        Effect.flatMap(
          clock,
          (now) => bounded(usage({ keys: limits.flatMap(keysOf), now, windows: windowsOf(limits) }))
        ).pipe(
          Effect.mapBoth({
            onFailure: unavailable,
            onSuccess: (counts) => limits.map((_, i) => ({ used: counts[2 * i] ?? 0, millis: counts[2 * i + 1] ?? 0 }))
          })
        ),
      pause: (limit, millis) =>
        Effect.flatMap(clock, (now) => bounded(pause(keysOf(limit)[1], now, wholeMillis(millis)))).pipe(
          Effect.mapError(unavailable)
        ),
      reset: (limit) => bounded(redis.send("DEL", ...keysOf(limit))).pipe(Effect.mapError(unavailable), Effect.asVoid)
    } satisfies QuotaStore
  }).pipe(Effect.provide(SecureRandom.layerWebCrypto))
}

interface Asked {
  /** Two for each limit: slots taken, and pause. */
  readonly keys: ReadonlyArray<string>
  readonly now: number | ""
  /** Two for each limit: how many calls (0 if only a pause counts), and in how many milliseconds. */
  readonly windows: ReadonlyArray<number>
}

interface Room extends Asked {
  /** Name of the slot to take. If it is empty, no slot is taken. */
  readonly slot: string
}

const windowsOf = (limits: ReadonlyArray<CountedLimit>): ReadonlyArray<number> =>
  limits.flatMap(({ limit, window }) => [limit === Infinity ? 0 : limit, wholeMillis(window)])

// All processes share the clock of Redis.
const readClock = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call("TIME")
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end`

// If the clock was set back, slots and pauses may be in the future. They count as taken now, so none lasts longer than
// intended.
const roomScript = Redis.script(
  ({ keys, now, slot, windows }: Room) => [...keys, now, slot, ...windows],
  {
    numberOfKeys: ({ keys }) => keys.length,
    lua: `${readClock}
local slot = ARGV[2]
local longest, position = 0, 0
for i = 1, #KEYS / 2 do
  local limit, window = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local freeAt = 0
  local pause = redis.call("GET", KEYS[2 * i])
  if pause then
    local pausedUntil, length = string.match(pause, "^(%d+) (%d+)$")
    freeAt = tonumber(pausedUntil)
    if freeAt > now + tonumber(length) then
      freeAt = now + tonumber(length)
      redis.call("SET", KEYS[2 * i], string.format("%.0f %.0f", freeAt, length), "PX", length)
    end
  end
  if limit > 0 then
    local ahead = redis.call("ZRANGEBYSCORE", KEYS[2 * i - 1], "(" .. now, "+inf")
    for _, slot in ipairs(ahead) do redis.call("ZADD", KEYS[2 * i - 1], now, slot) end
    if #ahead > 0 then redis.call("PEXPIRE", KEYS[2 * i - 1], window) end
    local oldest = redis.call("ZRANGE", KEYS[2 * i - 1], -limit, -limit, "WITHSCORES")[2]
    if oldest then freeAt = math.max(freeAt, oldest + window) end
  end
  if freeAt - now > longest then longest, position = freeAt - now, i end
end
if position > 0 or slot == "" then return { position, longest } end
for i = 1, #KEYS / 2 do
  local taken, limit, window = KEYS[2 * i - 1], tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  if limit > 0 then
    redis.call("ZREMRANGEBYSCORE", taken, "-inf", now - window)
    redis.call("ZADD", taken, now, slot)
    redis.call("PEXPIRE", taken, window)
  end
end
return { 0, 0 }`
  }
).withReturnType<readonly [position: number, millis: number]>()

// Writes nothing. Slots and pauses in the future count as begun now, as above.
const usageScript = Redis.script(
  ({ keys, now, windows }: Asked) => [...keys, now, ...windows],
  {
    numberOfKeys: ({ keys }) => keys.length,
    lua: `${readClock}
local counts = {}
for i = 1, #KEYS / 2 do
  local limit, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local used, freeAt = 0, now
  local pause = redis.call("GET", KEYS[2 * i])
  if pause then
    local pausedUntil, length = string.match(pause, "^(%d+) (%d+)$")
    freeAt = math.min(tonumber(pausedUntil), now + tonumber(length))
  end
  if limit > 0 then
    used = redis.call("ZCOUNT", KEYS[2 * i - 1], string.format("(%.0f", now - window), "+inf")
    local oldest = redis.call("ZRANGE", KEYS[2 * i - 1], -limit, -limit, "WITHSCORES")[2]
    if oldest then freeAt = math.max(freeAt, math.min(tonumber(oldest), now) + window) end
  end
  counts[2 * i - 1], counts[2 * i] = used, math.max(0, freeAt - now)
end
return counts`
  }
).withReturnType<ReadonlyArray<number>>()

const pauseScript = Redis.script((key: string, now: number | "", millis: number) => [key, now, millis], {
  numberOfKeys: 1,
  lua: `${readClock}
if tonumber(ARGV[2]) > 0 then
  redis.call("SET", KEYS[1], string.format("%.0f %.0f", now + ARGV[2], ARGV[2]), "PX", ARGV[2])
else
  redis.call("DEL", KEYS[1])
end`
})
