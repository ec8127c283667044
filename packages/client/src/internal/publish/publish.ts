import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type * as Media from "../../Media.ts"
import type * as Publisher from "../../model/publishing.ts"
import type * as Outcome from "../../Outcome.ts"
import type * as Post from "../../Post.ts"
import * as StatusPoller from "../../StatusPoller.ts"
import { TikTokError } from "../../TikTokError.ts"
import * as Redact from "../wire/redact.ts"
import type { Journal } from "./publishRecord.ts"

/**
 * One publish under way, as far as its outcome can be waited for.
 *
 * @internal
 */
export interface Run {
  readonly creator: Post.CreatorId
  readonly kind: Post.Post["_tag"]
  readonly options: Publisher.Options | undefined
  readonly journal: Journal
  /** Whether others wait until it is sent: then it waits for nothing that can be looked at again later. */
  readonly isInLine?: boolean | undefined
}

/**
 * One publish under way, with its post.
 *
 * @internal
 */
export interface Publish<P extends Post.Post = Post.Post> extends Run {
  readonly post: P
}

/** @internal */
export type Failure = TikTokError<Publisher.PublishFailure>

/** @internal */
export type Events = Stream.Stream<Publisher.PublishEvent, Failure>

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
    case "Initialized":
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
  const events = (publish: Run, publishId: Post.PublishId): Events =>
    Stream.unwrap(Effect.map(asking(publish), (options) => {
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(publish.creator, publishId, options).pipe(
        Stream.map((found): Publisher.PublishEvent => {
          const report = Redact.withoutSecrets(found, secretsOf(publish.journal))
          last = report
          return { _tag: "StatusReceived", report }
        }),
        Stream.concat(Stream.unwrap(
          Effect.suspend(() => finish(publish.journal, StatusPoller.outcomeOf(publishId, last)))
        ))
      )
    })).pipe(Stream.catch((error) => Stream.fromEffect(failing(publish.journal, publishId)(error))))

  /** The same without its events. */
  const outcome = Effect.fnUntraced(function*(
    publish: Run,
    publishId: Post.PublishId
  ): Effect.fn.Return<Outcome.Outcome, Failure> {
    const options = yield* asking(publish)
    const found = yield* poller.outcome(publish.creator, publishId, options)
    return yield* keep(publish.journal, Redact.withoutSecrets(found, secretsOf(publish.journal)))
  }, (self, { journal }, publishId) => self.pipe(Effect.catch(failing(journal, publishId))))

  return { events, outcome }
}

const asking = (publish: Run) =>
  Effect.map(timeLeft(publish), (left): StatusPoller.Options => {
    const { kind, options } = publish
    return Duration.isZero(left)
      ? { kind, schedule: Schedule.recurs(0), deadline: oneAsk }
      : { kind, schedule: options?.schedule, webhooks: options?.webhooks, deadline: left }
  })

/**
 * How long one ask for the status may take, its repetitions included: as long as
 * one call does by default.
 *
 * @internal
 */
export const oneAsk = Duration.seconds(30)

/**
 * Stores the outcome and ends the events with it.
 *
 * @internal
 */
export const finish = (journal: Journal, outcome: Outcome.Outcome) =>
  Effect.map(
    keep(journal, outcome),
    (outcome) => Stream.succeed<Publisher.PublishEvent>({ _tag: "Finished", outcome })
  )

// What is still processing has no outcome yet, and is asked for again by whoever resumes.
const keep = (journal: Journal, outcome: Outcome.Outcome): Effect.Effect<Outcome.Outcome> =>
  (outcome._tag === "StillProcessing" ? Effect.void : journal.after({ phase: "Done", outcome })).pipe(
    Effect.andThen(journal.save),
    Effect.map((unsaved) => unsaved === undefined ? outcome : { ...outcome, unsaved })
  )

/**
 * From here on TikTok has a post of ours, and a failure must not lose its id.
 *
 * @internal
 */
export const withPublishId = (journal: Journal, publishId: Post.PublishId, rest: Events = Stream.empty): Events =>
  Stream.concat(
    Stream.succeed<Publisher.PublishEvent>({ _tag: "Initialized", publishId }),
    rest.pipe(Stream.catch((error) => Stream.fromEffect(failing(journal, publishId)(error))))
  )

const failing = (journal: Journal, publishId: Post.PublishId) => (error: Failure): Effect.Effect<never, Failure> =>
  Effect.flatMap(
    isOfTheStore(error) ? Effect.undefined : journal.save,
    (unsaved) => Effect.fail(told(Redact.failed(error, secretsOf(journal)), { publishId, unsaved }))
  )

/** TikTok may name the address of the upload in all it says of the post. */
const secretsOf = ({ uploadUrl }: Journal) => (): ReadonlyArray<string> => {
  const address = uploadUrl()
  return address === undefined ? [] : Redact.secretsOfUrl(Redacted.value(address))
}

/**
 * Ends a publish whose beginning has failed. Where TikTok has nothing that it could publish, and the failure is for
 * good, nothing may bring the post back: its key is free. What failed in passing is left to the caller who has the
 * post, or to the next run where an earlier one has left it.
 *
 * @internal
 */
export const abandon =
  ({ journal }: Run, post: Post.Post | undefined) => (error: Failure): Effect.Effect<never, Failure> =>
    Effect.flatMap(DateTime.now, (now) => {
      const phase = journal.phase()
      const isUpload = post !== undefined && isUploaded(post)
      const isUnsent = phase === "Waiting" || isUpload && (phase === "Accepting" || phase === "Uploading")
      const isOver = !error.retryable || journal.found === undefined && phase !== "Uploading"
      // What a server holds may be there again, signed anew or as it was. The upload waits for it while its URL lives.
      const isServed = isUpload && post.media._tag === "Http" && mediaFailures.has(error.reason._tag)
      const endsAt = journal.uploadEndsAt()
      // A time that is further away is of another clock.
      const isWaiting = isServed && endsAt !== undefined && DateTime.isLessThan(now, endsAt) &&
        DateTime.isLessThan(endsAt, DateTime.addDuration(now, Duration.days(1)))
      return Effect.flatMap(
        isUnsent && isOver && !isWaiting ? journal.forget : journal.save,
        (unsaved) => Effect.fail(isOfTheStore(error) ? error : told(error, { publishId: error.publishId, unsaved }))
      )
    })

/** Whether we send the bytes of a post, instead of TikTok fetching them. @internal */
export const isUploaded = (
  post: Post.Post
): post is (Post.Video | Post.VideoDraft) & { readonly media: Media.Uploadable } =>
  "media" in post && post.media._tag !== "Url"

const mediaFailures: ReadonlySet<string> = new Set(["MediaSourceError", "MediaUnreadable"])

const told = (
  { operation, reason, unsaved }: Failure,
  more: { readonly publishId: string | undefined; readonly unsaved: Outcome.Unsaved | undefined }
): Failure => new TikTokError({ operation, reason, ...more, unsaved: more.unsaved ?? unsaved })

const isOfTheStore = ({ reason }: TikTokError): boolean => reason._tag === "StoreFailed" || reason._tag === "KeyInUse"

/**
 * How long an outcome is waited for from now on.
 *
 * @internal
 */
export const timeLeft = Effect.fnUntraced(function*({ journal, options }: Run) {
  const now = yield* DateTime.now
  const stored = journal.found?.deadline
  if (options?.deadline === undefined && stored !== undefined) {
    // The clock that it was stored by may have been ahead of ours.
    const whole = journal.found?.patience ?? DateTime.distance(journal.startedAt, stored)
    return Duration.max(Duration.zero, Duration.min(DateTime.distance(now, stored), whole))
  }
  // Checked before the publish began.
  const given = Duration.fromInputUnsafe(options?.deadline ?? "10 minutes")
  yield* journal.after({ deadline: timeAfter(now, given), patience: given })
  return given
})

/**
 * A time to store, in whole milliseconds and no further away than a century, however long the duration.
 *
 * @internal
 */
export const timeAfter = (now: DateTime.Utc, duration: Duration.Duration): DateTime.Utc =>
  DateTime.mapEpochMillis(now, (millis) => Math.ceil(millis + Math.min(Duration.toMillis(duration), century)))

const century = 3_155_760_000_000
