import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import { bounded } from "../records/redisCommand.ts"
import { redisKey } from "../records/redisKeys.ts"
import type { Channel } from "./sharedHub.ts"

/**
 * A PUB/SUB channel of Redis.
 *
 * @internal
 */
export const make = (prefix: string): Effect.Effect<Channel, never, Redis.Redis> =>
  Effect.map(Redis.Redis, ({ send, subscribe }) => {
    const name = redisKey(prefix, "effect-tiktok/webhooks")
    return {
      send: (text) => Effect.asVoid(bounded(send("PUBLISH", name, text))),
      listen: Effect.map(
        subscribe(name),
        (messages) =>
          Effect.mapBoth(Queue.take(messages), {
            onFailure: ({ cause }) => ({ message: `Redis: ${cause instanceof Error ? cause.message : String(cause)}` }),
            onSuccess: ({ message }) => message
          })
      )
    }
  })
