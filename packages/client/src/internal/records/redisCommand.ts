import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"

/** What Redis, or the way to it, had against a command. @internal */
export class RedisFailed extends Data.TaggedError("RedisFailed")<{ readonly message: string }> {}

/**
 * Gives a command five seconds. Clients keep commands while they are
 * disconnected, and a lost Redis would hold up every caller.
 *
 * @internal
 */
export const bounded = <A>(command: Effect.Effect<A, Redis.RedisError>): Effect.Effect<A, RedisFailed> =>
  command.pipe(
    Effect.mapError(({ cause }) =>
      new RedisFailed({ message: `Redis: ${cause instanceof Error ? cause.message : String(cause)}` })
    ),
    Effect.timeoutOrElse({
      duration: "5 seconds",
      orElse: () => Effect.fail(new RedisFailed({ message: "Redis: no answer within 5 seconds" }))
    })
  )
