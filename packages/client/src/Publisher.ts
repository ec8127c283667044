/**
 * The whole way of a post: from media to outcome.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Auth from "./Auth.ts"
import * as Checkpoint from "./Checkpoint.ts"
import { check } from "./internal/checkPost.ts"
import * as Initialise from "./internal/initialise.ts"
import * as Journal from "./internal/journal.ts"
import type * as Media from "./Media.ts"
import * as Outcome from "./Outcome.ts"
import * as Post from "./Post.ts"
import type * as Quota from "./Quota.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as StatusPoller from "./StatusPoller.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type InvalidInput,
  KeyConflict,
  MalformedAnswer,
  type MediaUnreadable,
  type StoreFailed,
  type TikTokError,
  type Unsupported
} from "./TikTokError.ts"
import * as Uploader from "./Uploader.ts"
import type * as Webhook from "./Webhook.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * The chunks of the upload are settled. Absent where TikTok fetches the media.
 *
 * @category events
 * @since 0.1.0
 */
export const Planned = Schema.TaggedStruct("Planned", { plan: Uploader.Plan })

/**
 * TikTok has accepted the post and given it an id.
 *
 * @category events
 * @since 0.1.0
 */
export const Initialised = Schema.TaggedStruct("Initialised", { publishId: Post.PublishId })

/**
 * TikTok said how far the post is.
 *
 * @category events
 * @since 0.1.0
 */
export const StatusReceived = Schema.TaggedStruct("StatusReceived", { report: StatusPoller.StatusReport })

/**
 * The end: the last event of every publish that does not fail.
 *
 * @category events
 * @since 0.1.0
 */
export const Finished = Schema.TaggedStruct("Finished", { outcome: Outcome.Outcome })

/**
 * Schema for everything that happens on the way of a post, in this order.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PublishEvent = Schema.Union([
  Planned,
  Initialised,
  Uploader.BytesSent,
  Uploader.BytesConfirmed,
  StatusReceived,
  Finished
])

/**
 * @category events
 * @since 0.1.0
 */
export type PublishEvent = typeof PublishEvent.Type

/**
 * Why a publish may fail. A post that TikTok itself gave up on is no failure
 * but the outcome `Failed`.
 *
 * @category models
 * @since 0.1.0
 */
export type PublishFailure =
  | InvalidInput
  | MediaUnreadable
  | KeyConflict
  | Unsupported
  | Auth.TokenFailure
  | Quota.QuotaFailure
  | Uploader.UploadFailure

/**
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** Bytes in a chunk. @default one chunk up to 64,000,000 bytes, 10,000,000 above */
  readonly chunkSize?: number | undefined
  /** When to ask for the status. @default every 5 seconds */
  readonly schedule?: Schedule.Schedule<unknown, StatusPoller.StatusReport | undefined> | undefined
  /** How long to ask for the status, after the last byte. @default "10 minutes" */
  readonly deadline?: Duration.Input | undefined
  /**
   * The caller's name for this post. With it, the publish survives a crash: the same key and the same request go on
   * where the last run ended, or answer with the outcome that is known. One process at a time may use a key.
   *
   * @default none: what is interrupted cannot be resumed
   */
  readonly key?: string | undefined
  /** Webhooks as a second source of the outcome, such as `Webhook.Hub`'s. @default none */
  readonly events?: Stream.Stream<Webhook.Event, unknown> | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Publishes posts.
 *
 * @category services
 * @since 0.1.0
 */
export class Publisher extends Context.Service<Publisher, {
  /**
   * Publishes and reports on the way, ending with `Finished`. Running it twice publishes twice, unless both have the
   * same key.
   */
  readonly events: (
    creator: Post.CreatorId,
    post: Post.Post,
    options?: Options
  ) => Stream.Stream<PublishEvent, TikTokError<PublishFailure>>

  /** Publishes and answers with the outcome. */
  readonly publish: (
    creator: Post.CreatorId,
    post: Post.Post,
    options?: Options
  ) => Effect.Effect<Outcome.Outcome, TikTokError<PublishFailure>>

  /**
   * Goes on with a publish of an earlier run, from its checkpoint alone. Needs media that can be opened again: a file
   * or a URL.
   */
  readonly resume: (
    key: string,
    options?: Omit<Options, "key" | "chunkSize">
  ) => Effect.Effect<Outcome.Outcome, TikTokError<PublishFailure>>

  /**
   * Asks TikTok to give up a publish that it is still fetching from a URL; best effort. The post then ends as `Failed`
   * with the reason `publish_cancelled`.
   */
  readonly cancel: (
    creator: Post.CreatorId,
    publishId: Post.PublishId
  ) => Effect.Effect<void, TikTokError<CallFailure | Auth.TokenFailure | Unsupported>>

  /** Publishes whose outcome is not known yet. */
  readonly pending: Effect.Effect<ReadonlyArray<Checkpoint.Checkpoint>, TikTokError<StoreFailed>>
}>()("effect-tiktok/Publisher") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from those it is made of.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<
  Publisher["Service"],
  never,
  | TikTokApi.TikTokApi
  | Auth.Auth
  | Quota.Quota
  | Uploader.Uploader
  | StatusPoller.StatusPoller
  | Checkpoint.CheckpointStore
> = Effect.gen(function*() {
  const { call, contract, supported } = yield* TikTokApi.TikTokApi
  const auth = yield* Auth.Auth
  const uploader = yield* Uploader.Uploader
  const poller = yield* StatusPoller.StatusPoller
  const store = yield* Checkpoint.CheckpointStore

  const initialise = yield* Initialise.make

  const follow = (
    creator: Post.CreatorId,
    post: Post.Post,
    publishId: Post.PublishId,
    options: Options | undefined,
    journal: Journal.Journal
  ) =>
    Stream.suspend(() => {
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(creator, publishId, { ...options, kind: post._tag }).pipe(
        Stream.map((report) => {
          last = report
          return StatusReceived.make({ report })
        }),
        Stream.concat(Stream.unwrap(Effect.suspend(() => finish(journal, StatusPoller.outcomeOf(publishId, last)))))
      )
    })

  const pulled = (
    creator: Post.CreatorId,
    post: Post.Post,
    init: Initialise.Init,
    options: Options | undefined,
    journal: Journal.Journal
  ) =>
    Stream.unwrap(Effect.gen(function*() {
      const { found } = journal
      if (found?.publishId !== undefined) {
        return withPublishId(found.publishId, follow(creator, post, found.publishId, options, journal))
      }
      // An earlier run asked TikTok and did not live to hear the answer.
      if (found !== undefined) {
        return yield* finish(journal, Initialise.unknownOutcome("the process ended before TikTok answered"))
      }
      yield* journal.write({ phase: "Accepting" })
      const answer = yield* initialise.pull(creator, post, init).pipe(
        // A refusal is an answer: nothing was accepted, and the key is free again.
        Effect.tapError(() => journal.forget)
      )
      if (!("publishId" in answer)) return yield* finish(journal, answer)
      yield* journal.write({ phase: "Following", publishId: answer.publishId })
      return withPublishId(answer.publishId, follow(creator, post, answer.publishId, options, journal))
    }))

  const sent = (
    creator: Post.CreatorId,
    post: Post.Video | Post.VideoDraft,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    at: {
      readonly publishId: Post.PublishId
      readonly uploadUrl: Redacted.Redacted<string>
      readonly confirmed: number
    },
    options: Options | undefined,
    journal: Journal.Journal
  ) =>
    withPublishId(
      at.publishId,
      Stream.suspend(() => {
        let isFinishing = false
        const upload = uploader.upload({
          media,
          plan,
          uploadUrl: at.uploadUrl,
          confirmed: at.confirmed,
          beforeLast: Effect.andThen(
            journal.write({ phase: "Finishing" }),
            Effect.sync(() => void (isFinishing = true))
          )
        }).pipe(
          Stream.tap((event) =>
            event._tag !== "BytesConfirmed" ? Effect.void : journal.write(
              event.confirmed === event.size
                ? { confirmed: event.confirmed, phase: "Following" }
                : { confirmed: event.confirmed }
            )
          ),
          // The last chunk may have arrived although its answer did not: then only the status can tell.
          Stream.catchIf(
            (error) => isFinishing && isMaybeArrived(error),
            (error) => Stream.unwrap(wholeOr(error, creator, post, at.publishId, plan))
          )
        )
        return Stream.concat(upload, follow(creator, post, at.publishId, options, journal))
      })
    )

  /** Goes on when TikTok may have every byte, and fails when it says that it has not. */
  const wholeOr = (
    error: TikTokError<PublishFailure>,
    creator: Post.CreatorId,
    post: Post.Post,
    publishId: Post.PublishId,
    plan: Uploader.Plan
  ) =>
    poller.get(creator, publishId, post._tag).pipe(
      Effect.map((report) =>
        report.stage === "Processing" && report.uploadedBytes !== undefined && report.uploadedBytes < plan.size
          ? Stream.fail(error)
          : Stream.empty
      ),
      Effect.orElseSucceed(() => Stream.empty)
    )

  const uploaded = (
    creator: Post.CreatorId,
    post: Post.Video | Post.VideoDraft,
    media: Media.Uploadable,
    options: Options | undefined,
    journal: Journal.Journal
  ) =>
    Stream.unwrap(Effect.gen(function*() {
      const { found } = journal
      if (found?.phase === "Following" && found.publishId !== undefined) {
        return withPublishId(found.publishId, follow(creator, post, found.publishId, options, journal))
      }
      const plan = found?.plan ?? (yield* uploader.plan(media, options?.chunkSize))
      const begin = Stream.unwrap(Effect.gen(function*() {
        yield* journal.write({ phase: "Accepting", plan, publishId: undefined, uploadUrl: undefined, confirmed: 0 })
        const answer = yield* initialise.upload(creator, post, initialise.initVideo(post, { _tag: "Upload", plan }))
        const { publishId, uploadUrl } = answer
        if (uploadUrl === undefined) return yield* Effect.fail(uploadUrlMissing(publishId))
        const now = yield* DateTime.now
        yield* journal.write({
          phase: "Uploading",
          publishId,
          uploadUrl,
          uploadExpiresAt: DateTime.addDuration(now, answer.uploadExpiresIn ?? Duration.hours(1)),
          confirmed: 0
        })
        return sent(creator, post, media, plan, { publishId, uploadUrl, confirmed: 0 }, options, journal)
      }))
      const rest = found === undefined || found.phase === "Accepting"
        // Accepted or not: nothing is published before the last byte, which was never sent.
        ? begin
        : yield* resumed(creator, post, media, plan, found, begin, options, journal)
      return Stream.concat(Stream.succeed<PublishEvent>(Planned.make({ plan })), rest)
    }))

  /** An upload that an earlier run began. Only while the last byte was surely not sent may another init take its place. */
  const resumed = Effect.fnUntraced(function*(
    creator: Post.CreatorId,
    post: Post.Video | Post.VideoDraft,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    found: Checkpoint.Checkpoint,
    begin: Stream.Stream<PublishEvent, TikTokError<PublishFailure>>,
    options: Options | undefined,
    journal: Journal.Journal
  ) {
    const { confirmed, phase, publishId, uploadExpiresAt, uploadUrl } = found
    if (publishId === undefined || uploadUrl === undefined) return begin
    const onward = sent(creator, post, media, plan, { publishId, uploadUrl, confirmed }, options, journal)
    const isOver = uploadExpiresAt === undefined || DateTime.isLessThanOrEqualTo(uploadExpiresAt, yield* DateTime.now)
    const followed = withPublishId(publishId, follow(creator, post, publishId, options, journal))
    if (phase === "Uploading") {
      return isOver ? begin : Stream.catchIf(onward, isUploadExpired, () => begin)
    }
    // The last byte may have arrived. While the URL lives, sending the chunk once more settles it.
    return isOver ? followed : Stream.catchIf(onward, isUploadExpired, () => followed)
  })

  const steps = (
    creator: Post.CreatorId,
    post: Post.Post,
    options: Options | undefined,
    journal: Journal.Journal
  ): Stream.Stream<PublishEvent, TikTokError<PublishFailure>> => {
    const { found } = journal
    if (found?.outcome !== undefined) return finished(found.outcome)
    if (post._tag === "Photos") return pulled(creator, post, initialise.initPhotos(post), options, journal)
    if (post._tag === "PhotosDraft") return pulled(creator, post, initialise.initPhotosDraft(post), options, journal)
    const { media } = post
    return media._tag === "Url"
      ? pulled(creator, post, initialise.initVideo(post, { _tag: "Pull", url: media.url }), options, journal)
      : uploaded(creator, post, media, options, journal)
  }

  const events: Publisher["Service"]["events"] = (creator, post, options) =>
    Stream.unwrap(Effect.gen(function*() {
      const broken = check(post)
      if (broken !== undefined) return yield* Effect.fail(fromReason("Publisher.publish")(broken))
      const journal = options?.key === undefined
        ? Journal.none
        : yield* Journal.open(store, {
          key: options.key,
          creator,
          contract: contract.name,
          post,
          media: "media" in post && post.media._tag !== "Url" ? yield* uploader.identify(post.media) : undefined
        })
      return steps(creator, post, options, journal)
    }))

  const resume: Publisher["Service"]["resume"] = Effect.fn("Publisher.resume")(function*(key, options) {
    const found = yield* store.get(key)
    if (found === undefined) return yield* noCheckpoint(key, "belongs to no publish")
    if (found.outcome !== undefined) return found.outcome
    if (found.post === undefined) {
      return yield* noCheckpoint(key, "belongs to bytes of a process that has ended: publish again with the same bytes")
    }
    return yield* publish(found.creator, found.post, { ...options, key, chunkSize: found.plan?.chunkSize })
  })

  const pending: Publisher["Service"]["pending"] = Effect.map(
    store.all,
    (all) => all.filter(({ outcome }) => outcome === undefined)
  )

  const publish: Publisher["Service"]["publish"] = Effect.fn("Publisher.publish")(function*(creator, post, options) {
    const last = yield* Stream.runLast(events(creator, post, options))
    return Option.isSome(last) && last.value._tag === "Finished"
      ? last.value.outcome
      : yield* Effect.die(new Error("a publish ended without an outcome"))
  })

  const cancel: Publisher["Service"]["cancel"] = Effect.fn("Publisher.cancel")(function*(creator, publishId) {
    const operation = yield* supported("cancel", contract.cancel)
    return yield* auth.withToken(creator, (token) => call(operation, publishId, token)).pipe(RetryPolicy.retry("reads"))
  })

  return Publisher.of({ events, publish, resume, cancel, pending })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Publisher`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<
  Publisher,
  never,
  | TikTokApi.TikTokApi
  | Auth.Auth
  | Quota.Quota
  | Uploader.Uploader
  | StatusPoller.StatusPoller
  | Checkpoint.CheckpointStore
> = Layer.effect(Publisher, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const finish = (journal: Journal.Journal, outcome: Outcome.Outcome) =>
  Effect.as(
    outcome._tag === "StillProcessing" ? Effect.void : journal.write({ phase: "Done", outcome }),
    Stream.succeed<PublishEvent>(Finished.make({ outcome }))
  )

const finished = (outcome: Outcome.Outcome): Stream.Stream<PublishEvent> =>
  Stream.succeed<PublishEvent>(Finished.make({ outcome }))

// From here on TikTok has a post of ours, and a failure must not lose its id.
const withPublishId = (
  publishId: Post.PublishId,
  rest: Stream.Stream<PublishEvent, TikTokError<PublishFailure>>
): Stream.Stream<PublishEvent, TikTokError<PublishFailure>> =>
  Stream.concat(
    Stream.succeed<PublishEvent>(Initialised.make({ publishId })),
    Stream.mapError(rest, ({ operation, reason }) => fromReason(operation, publishId)(reason))
  )

const noCheckpoint = (key: string, rule: string) =>
  Effect.fail(fromReason("Publisher.resume")(new KeyConflict({ key, rule })))

const uploadUrlMissing = (publishId: Post.PublishId) =>
  fromReason("Publisher.publish", publishId)(
    new MalformedAnswer({ status: 200, field: "data.upload_url", rule: "is missing" })
  )

const isUploadExpired = ({ reason }: TikTokError): boolean => reason._tag === "UploadExpired"

const isMaybeArrived = ({ reason }: TikTokError): boolean =>
  ["Unreachable", "ServerFault", "MalformedAnswer", "UploadExpired", "OffsetMismatch"].includes(reason._tag)
