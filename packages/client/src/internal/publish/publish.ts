import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type * as Media from "../../Media.ts"
import type * as Publishing from "../../model/publishing.ts"
import type * as Quota from "../../model/quota.ts"
import type * as Outcome from "../../Outcome.ts"
import type * as Post from "../../Post.ts"
import * as StatusPoller from "../../StatusPoller.ts"
import { TikTokError } from "../../TikTokError.ts"
import * as Deadline from "../common/deadline.ts"
import * as Redact from "../wire/redact.ts"
import type { PublishRecord } from "./publishRecord.ts"

/**
 * A publish in progress, with what is needed to wait for its outcome.
 *
 * @internal
 */
export interface Run {
  readonly creator: Post.CreatorId
  readonly kind: Post.Post["_tag"]
  readonly options: Publishing.Options | undefined
  readonly record: PublishRecord
  readonly deadline: Deadline.Deadline
  /** Whether other posts wait until this one is sent. It then skips waits that can happen later. */
  readonly isQueued?: boolean | undefined
  /** Whether a caller reads the events. Otherwise a wait for room makes none. */
  readonly isWatched?: boolean | undefined
}

/**
 * A publish in progress, with its post.
 *
 * @internal
 */
export interface Publish<P extends Post.Post = Post.Post> extends Run {
  readonly post: P
}

/** @internal */
export type Failure = TikTokError<Publishing.PublishFailure>

/** @internal */
export type Events = Stream.Stream<Publishing.PublishEvent, Failure>

/**
 * What the events so far have reached: an outcome, or a post without one yet.
 *
 * @internal
 */
export type Progress = { readonly outcome: Outcome.Outcome } | { readonly publishId: Post.PublishId }

/** @internal */
export const reduceEvents = (before: Progress | undefined, event: Publishing.PublishEvent): Progress | undefined => {
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
 * Polls for the status until the outcome is known or the deadline has passed. A
 * publish that resumes after a crash keeps its deadline; when that has passed, it
 * makes one status call.
 *
 * @internal
 */
export const makeFollow = (poller: StatusPoller.StatusPoller["Service"]) => {
  const events = (publish: Run, publishId: Post.PublishId): Events =>
    Stream.unwrap(Effect.map(pollOptions(publish), (options) => {
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(publish.creator, publishId, options).pipe(
        Stream.map((found): Publishing.PublishEvent => {
          const report = Redact.report(found, secretsOf(publish.record))
          last = report
          return { _tag: "StatusReceived", report }
        }),
        Stream.concat(Stream.unwrap(
          Effect.suspend(() => finish(publish.record, StatusPoller.outcomeOf(publishId, last)))
        ))
      )
    })).pipe(Stream.catch((error) => Stream.fromEffect(failWith(publish.record, publishId)(error))))

  /** Waits for the outcome without events. */
  const outcome = Effect.fnUntraced(function*(
    publish: Run,
    publishId: Post.PublishId
  ): Effect.fn.Return<Outcome.Outcome, Failure> {
    const options = yield* pollOptions(publish)
    const found = yield* poller.outcome(publish.creator, publishId, options)
    return yield* storeOutcome(publish.record, Redact.report(found, secretsOf(publish.record)))
  }, (self, { record }, publishId) => self.pipe(Effect.catch(failWith(record, publishId))))

  return { events, outcome }
}

const pollOptions = (publish: Run) =>
  Effect.flatMap(timeLeft(publish), (left) => {
    const { deadline, kind, options } = publish
    return Duration.isZero(left)
      ? Effect.map(
        Effect.provideService(Deadline.leftOf(statusTimeout), Deadline.Current, deadline),
        (deadline): StatusPoller.Options => ({ kind, schedule: Schedule.recurs(0), deadline })
      )
      : Effect.succeed<StatusPoller.Options>({
        kind,
        schedule: options?.schedule,
        webhooks: options?.webhooks,
        deadline: left
      })
  })

/**
 * How long one status call may take with its retries. Equals the default timeout
 * of one call.
 *
 * @internal
 */
export const statusTimeout = Duration.seconds(30)

/**
 * Stores the outcome and ends the events with it. A later run can continue from another phase than `Done`.
 *
 * @internal
 */
export const finish = (record: PublishRecord, outcome: Outcome.Outcome, phase?: "Finishing") =>
  Effect.map(
    storeOutcome(record, outcome, phase),
    (outcome) => Stream.succeed<Publishing.PublishEvent>({ _tag: "Finished", outcome })
  )

// A post that is still processing has no outcome to store. A resume polls again.
const storeOutcome = (
  record: PublishRecord,
  outcome: Outcome.Outcome,
  phase: "Done" | "Finishing" = "Done"
): Effect.Effect<Outcome.Outcome> =>
  (outcome._tag === "StillProcessing" ? Effect.void : record.after({ phase, outcome })).pipe(
    Effect.andThen(record.save),
    Effect.map((unsaved) => unsaved === undefined ? outcome : { ...outcome, unsaved })
  )

/**
 * Begins a publish with a call that may wait for room, and reports each wait.
 *
 * @internal
 */
export const withWaits = (
  { isWatched }: Run,
  begin: (options: Quota.TakeOptions) => Effect.Effect<Events, Failure>
): Events =>
  isWatched !== true
    ? Stream.unwrap(begin({}))
    : Stream.suspend(() => {
      let rest: Events = Stream.empty
      const waits = Stream.callback<Publishing.PublishEvent, Failure>((events) =>
        Effect.flatMap(
          begin({ onWait: (wait) => Effect.sync(() => Queue.offerUnsafe(events, waitingFor(wait))) }),
          (begun) => {
            rest = begun
            return Queue.end(events)
          }
        )
      )
      return Stream.concat(waits, Stream.suspend(() => rest))
    })

const waitingFor = ({ limit: { name, scope = "creator" }, until }: Quota.Wait): Publishing.PublishEvent => ({
  _tag: "WaitingForRoom",
  limit: name,
  scope,
  until
})

/**
 * Reports the publish id, and adds it to every failure of the rest.
 *
 * @internal
 */
export const withPublishId = (record: PublishRecord, publishId: Post.PublishId, rest: Events = Stream.empty): Events =>
  Stream.concat(
    Stream.succeed<Publishing.PublishEvent>({ _tag: "Initialized", publishId }),
    rest.pipe(Stream.catch((error) => Stream.fromEffect(failWith(record, publishId)(error))))
  )

const failWith =
  (record: PublishRecord, publishId: Post.PublishId) => (error: Failure): Effect.Effect<never, Failure> =>
    Effect.flatMap(
      isStoreFailure(error) ? Effect.undefined : record.save,
      (unsaved) => Effect.fail(withDetails(Redact.error(error, secretsOf(record)), { publishId, unsaved }))
    )

/** TikTok may repeat the upload URL in any text about the post. */
const secretsOf = ({ uploadUrl }: PublishRecord) => (): ReadonlyArray<string> => {
  const address = uploadUrl()
  return address === undefined ? [] : Redact.secretsOfUrl(Redacted.value(address))
}

/**
 * Ends a publish that failed before TikTok had the whole post. When TikTok has nothing to publish and the failure is
 * permanent, the key becomes free. After a transient failure the checkpoint stays when an earlier run left it or the
 * upload had started, so that a run can resume. Otherwise the caller still has the post, and the key becomes free too.
 *
 * @internal
 */
export const abandon =
  ({ record }: Run, post: Post.Post | undefined) => (error: Failure): Effect.Effect<never, Failure> =>
    Effect.flatMap(DateTime.now, (now) => {
      const phase = record.phase()
      const isUpload = post !== undefined && isUploaded(post)
      const isUnsent = phase === "Waiting" || isUpload && (phase === "Accepting" || phase === "Uploading")
      const isAbandoned = !error.retryable || record.found === undefined && phase !== "Uploading"
      // Media on a server may become available again, so the upload waits for it while its URL lives.
      const isServed = isUpload && post.media._tag === "Http" && mediaFailures.has(error.reason._tag)
      const endsAt = record.uploadEndsAt()
      // A later time comes from a clock that was ahead.
      const isWaiting = isServed && endsAt !== undefined && DateTime.isLessThan(now, endsAt) &&
        DateTime.isLessThan(endsAt, DateTime.addDuration(now, Duration.days(1)))
      return Effect.flatMap(
        isUnsent && isAbandoned && !isWaiting ? record.forget : record.save,
        (unsaved) =>
          Effect.fail(isStoreFailure(error) ? error : withDetails(error, { publishId: error.publishId, unsaved }))
      )
    })

/** Whether this library uploads the media of a post. Otherwise TikTok pulls it. @internal */
export const isUploaded = (
  post: Post.Post
): post is (Post.Video | Post.VideoDraft) & { readonly media: Media.Uploadable } =>
  "media" in post && post.media._tag !== "Url"

const mediaFailures: ReadonlySet<string> = new Set(["MediaSourceError", "MediaUnreadable"])

const withDetails = (
  { operation, reason, unsaved }: Failure,
  more: { readonly publishId: string | undefined; readonly unsaved: Outcome.Unsaved | undefined }
): Failure => new TikTokError({ operation, reason, ...more, unsaved: more.unsaved ?? unsaved })

const isStoreFailure = ({ reason }: TikTokError): boolean => reason._tag === "StoreFailed" || reason._tag === "KeyInUse"

/**
 * The deadline of a run, which starts now. The options are valid.
 *
 * @internal
 */
export const deadlineOf = (
  options: Pick<Publishing.Options, "deadline"> | undefined
): Effect.Effect<Deadline.Deadline> => Deadline.make(limitOf(options))

const limitOf = (options: Pick<Publishing.Options, "deadline"> | undefined): Duration.Duration =>
  Duration.fromInputUnsafe(options?.deadline ?? "10 minutes")

/**
 * How much longer to wait for the outcome.
 *
 * @internal
 */
export const timeLeft = Effect.fnUntraced(function*({ deadline, record, options }: Run) {
  const now = yield* DateTime.now
  // An upload that has started again has a deadline of its own.
  const stored = record.found?.publishId === record.publishId() ? record.found?.deadline : undefined
  if (options?.deadline === undefined && stored !== undefined) {
    // The clock of the run that stored it may have been ahead of this one.
    const whole = record.found?.timeout ?? DateTime.distance(record.startedAt, stored)
    return Duration.max(Duration.zero, Duration.min(DateTime.distance(now, stored), whole))
  }
  const left = Duration.millis(Math.max(0, deadline.left()))
  yield* record.after({ deadline: timeAfter(now, left), timeout: limitOf(options) })
  return left
})

/**
 * A time to store, in whole milliseconds and at most a century from now.
 *
 * @internal
 */
export const timeAfter = (now: DateTime.Utc, duration: Duration.Duration): DateTime.Utc =>
  DateTime.mapEpochMillis(now, (millis) => Math.ceil(millis + Math.min(Duration.toMillis(duration), century)))

const century = 3_155_760_000_000
