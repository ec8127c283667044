import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { CreatorId } from "../Post.ts"
import { fromReason, RefreshUnavailable, type TikTokError } from "../TikTokError.ts"

/** Someone else has the lock. @internal */
export class Held extends Data.TaggedError("Held")<{}> {}

/** The lock could not be asked for. @internal */
export class Unusable extends Data.TaggedError("Unusable")<{ readonly message: string }> {}

/**
 * Repeats an attempt while the lock is held, from every 20 milliseconds at first
 * to every quarter of a second.
 *
 * @internal
 */
export const waiting =
  (creator: CreatorId, maxWait: Duration.Duration) =>
  <A, R>(attempt: Effect.Effect<A, Held | Unusable, R>): Effect.Effect<A, TikTokError<RefreshUnavailable>, R> =>
    attempt.pipe(
      Effect.retry({
        schedule: polling.pipe(Schedule.upTo({ duration: maxWait })),
        while: ({ _tag }) => _tag === "Held"
      }),
      Effect.catchTags({
        Held: () => unavailable(creator, `another process has been refreshing it for ${Duration.format(maxWait)}`),
        Unusable: ({ message }) => unavailable(creator, message)
      })
    )

const polling = Schedule.min([Schedule.exponential("20 millis", 1.5), Schedule.spaced("250 millis")]).pipe(
  Schedule.jittered
)

const unavailable = (creator: CreatorId, detail: string) =>
  Effect.fail(fromReason("TokenLock.withLock")(new RefreshUnavailable({ creator, detail: `lock: ${detail}` })))
