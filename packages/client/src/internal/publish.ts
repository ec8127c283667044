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
 * Where the events so far have led: to an outcome, or to a post whose outcome is
 * still to come.
 *
 * @internal
 */
export type Standing = { readonly outcome: Outcome.Outcome } | { readonly publishId: Post.PublishId }

/** @internal */
export const standingAfter = (before: Standing | undefined, event: Publisher.PublishEvent): Standing | undefined => {
  switch (event._tag) {
    case "Initialised":
      return { publishId: event.publishId }
    case "Finished":
      return { outcome: event.outcome }
    default:
      return before
  }
}

/**
 * Asks for the status until the outcome is known or the deadline has passed. A
 * publish that goes on after a crash keeps the deadline it had; when that has
 * passed, one ask is made.
 *
 * @internal
 */
export const makeFollow = (poller: StatusPoller.StatusPoller["Service"]) => {
  const events = (publish: Publish, publishId: Post.PublishId): Events =>
    Stream.unwrap(Effect.map(asking(publish), (options) => {
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(publish.creator, publishId, options).pipe(
        Stream.map((report): Publisher.PublishEvent => {
          last = report
          return { _tag: "StatusReceived", report }
        }),
        Stream.concat(Stream.unwrap(
          Effect.suspend(() => finish(publish.journal, StatusPoller.outcomeOf(publishId, last)))
        ))
      )
    })).pipe(Stream.mapError(about(publishId)))

  /** The same without its events. */
  const outcome = Effect.fnUntraced(function*(
    publish: Publish,
    publishId: Post.PublishId
  ): Effect.fn.Return<Outcome.Outcome, TikTokError<Publisher.PublishFailure>> {
    const options = yield* asking(publish)
    const outcome = yield* poller.outcome(publish.creator, publishId, options)
    yield* keep(publish.journal, outcome)
    return outcome
  }, (self, _publish, publishId) => Effect.mapError(self, about(publishId)))

  return { events, outcome }
}

const asking = (publish: Publish) =>
  Effect.map(timeLeft(publish), (left): StatusPoller.Options => {
    const { options, post } = publish
    return Duration.isZero(left)
      ? { kind: post._tag, schedule: Schedule.recurs(0) }
      : { schedule: options?.schedule, events: options?.events, deadline: left, kind: post._tag }
  })

/**
 * Stores the outcome and ends the events with it.
 *
 * @internal
 */
export const finish = (journal: Journal, outcome: Outcome.Outcome) =>
  Effect.as(keep(journal, outcome), Stream.succeed<Publisher.PublishEvent>({ _tag: "Finished", outcome }))

// What is still processing has no outcome yet, and is asked for again by whoever resumes.
const keep = (journal: Journal, outcome: Outcome.Outcome) =>
  outcome._tag === "StillProcessing" ? Effect.void : journal.write({ phase: "Done", outcome })

/**
 * From here on TikTok has a post of ours, and a failure must not lose its id.
 *
 * @internal
 */
export const withPublishId = (publishId: Post.PublishId, rest: Events = Stream.empty): Events =>
  Stream.concat(
    Stream.succeed<Publisher.PublishEvent>({ _tag: "Initialised", publishId }),
    Stream.mapError(rest, about(publishId))
  )

const about =
  (publishId: Post.PublishId) =>
  ({ operation, reason }: TikTokError<Publisher.PublishFailure>): TikTokError<Publisher.PublishFailure> =>
    fromReason(operation, publishId)(reason)

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
  // Checked before the publish began.
  const given = Duration.fromInputUnsafe(options?.deadline ?? "10 minutes")
  yield* journal.write({ deadline: DateTime.addDuration(now, given) })
  return given
})
