import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type * as Outcome from "../Outcome.ts"
import type * as Post from "../Post.ts"
import type * as Publisher from "../Publisher.ts"
import * as StatusPoller from "../StatusPoller.ts"
import { fromReason, type TikTokError } from "../TikTokError.ts"
import type { Journal } from "./journal.ts"

/**
 * One publish under way.
 *
 * @internal
 */
export interface Publish<P extends Post.Post = Post.Post> {
  readonly creator: Post.CreatorId
  readonly post: P
  readonly options: Publisher.Options | undefined
  readonly journal: Journal
}

/** @internal */
export type Events = Stream.Stream<Publisher.PublishEvent, TikTokError<Publisher.PublishFailure>>

/**
 * Asks for the status until the outcome is known or the deadline has passed. A
 * publish that goes on after a crash keeps the deadline it had; when that has
 * passed, one ask is made.
 *
 * @internal
 */
export const makeFollow =
  (poller: StatusPoller.StatusPoller["Service"]) => (publish: Publish, publishId: Post.PublishId): Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { creator, journal, options, post } = publish
      const left = yield* timeLeft(publish)
      const asking = Duration.isZero(left)
        ? { ...options, schedule: Schedule.recurs(0), deadline: undefined }
        : { ...options, deadline: left }
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(creator, publishId, { ...asking, kind: post._tag }).pipe(
        Stream.map((report): Publisher.PublishEvent => {
          last = report
          return { _tag: "StatusReceived", report }
        }),
        Stream.concat(Stream.unwrap(Effect.suspend(() => finish(journal, StatusPoller.outcomeOf(publishId, last)))))
      )
    }))

/**
 * Stores the outcome and ends the events with it. What is still processing has
 * no outcome yet, and is asked for again by whoever resumes.
 *
 * @internal
 */
export const finish = (journal: Journal, outcome: Outcome.Outcome) =>
  Effect.as(
    outcome._tag === "StillProcessing" ? Effect.void : journal.write({ phase: "Done", outcome }),
    Stream.succeed<Publisher.PublishEvent>({ _tag: "Finished", outcome })
  )

/**
 * From here on TikTok has a post of ours, and a failure must not lose its id.
 *
 * @internal
 */
export const withPublishId = (publishId: Post.PublishId, rest: Events): Events =>
  Stream.concat(
    Stream.succeed<Publisher.PublishEvent>({ _tag: "Initialised", publishId }),
    Stream.mapError(rest, ({ operation, reason }) => fromReason(operation, publishId)(reason))
  )

/**
 * How long an outcome is waited for from now on.
 *
 * @internal
 */
export const timeLeft = Effect.fnUntraced(function*({ journal, options }: Publish) {
  const now = yield* DateTime.now
  const stored = journal.found?.deadline
  if (options?.deadline === undefined && stored !== undefined) {
    return Duration.max(Duration.zero, DateTime.distance(now, stored))
  }
  const given = Duration.fromInputUnsafe(options?.deadline ?? "10 minutes")
  yield* journal.write({ deadline: DateTime.addDuration(now, given) })
  return given
})
