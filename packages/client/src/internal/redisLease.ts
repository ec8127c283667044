import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { bounded, type RedisFailed } from "./redisCommand.ts"

/** A key that belongs to one owner until it is released or runs out. @internal */
export interface Lease {
  /** Whether the key was free and is ours now. */
  readonly take: (key: string, owner: string) => Effect.Effect<boolean, RedisFailed>
  /** Begins the time anew, if the key is still ours. */
  readonly renew: (key: string, owner: string) => Effect.Effect<boolean, RedisFailed>
  /** Frees the key, if it is still ours. */
  readonly release: (key: string, owner: string) => Effect.Effect<void, RedisFailed>
}

/** @internal */
export const make = (duration: Duration.Duration): Effect.Effect<Lease, never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const millis = String(Math.ceil(Duration.toMillis(duration)))
    const renew = redis.eval(renewScript)
    const release = redis.eval(releaseScript)
    return {
      take: (key, owner) =>
        Effect.map(bounded(redis.send<string | null>("SET", key, owner, "NX", "PX", millis)), (set) => set === "OK"),
      renew: (key, owner) => Effect.map(bounded(renew(key, owner, millis)), (renewed) => renewed === 1),
      release: (key, owner) => Effect.asVoid(bounded(release(key, owner)))
    }
  })

const renewScript = Redis.script((key: string, owner: string, millis: string) => [key, owner, millis], {
  numberOfKeys: 1,
  lua: `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])`
}).withReturnType<number>()

const releaseScript = Redis.script((key: string, owner: string) => [key, owner], {
  numberOfKeys: 1,
  lua: `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("DEL", KEYS[1])`
}).withReturnType<number>()
