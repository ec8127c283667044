import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"

/** The failure of a command, or of the connection. @internal */
export class RedisFailed extends Data.TaggedError("RedisFailed")<{ readonly message: string }> {}

/**
 * Limits a command to five seconds. Clients keep commands while they are disconnected,
 * so an outage of Redis would block every caller.
 *
 * @internal
 */
export const bounded = <A>(command: Effect.Effect<A, Redis.RedisError>): Effect.Effect<A, RedisFailed> =>
  command.pipe(
    Effect.mapError(({ cause }) =>
      new RedisFailed({ message: `Redis: ${cause instanceof Error ? textOf(cause) : String(cause)}` })
    ),
    Effect.timeoutOrElse({
      duration: "5 seconds",
      orElse: () => Effect.fail(new RedisFailed({ message: "Redis: no response within 5 seconds" }))
    })
  )

/** The client's own time limit has a name and no message. */
const textOf = ({ constructor, message }: Error): string => message === "" ? constructor.name : message
