/**
 * The whole way of a post: from media to outcome.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Auth from "./Auth.ts"
import type { Accepted, LimitedCall, VideoSource } from "./Contract.ts"
import { check } from "./internal/checkPost.ts"
import type * as Media from "./Media.ts"
import * as Outcome from "./Outcome.ts"
import * as Post from "./Post.ts"
import * as Quota from "./Quota.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as StatusPoller from "./StatusPoller.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type InvalidInput,
  MalformedAnswer,
  type MediaUnreadable,
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
  /** Publishes and reports on the way, ending with `Finished`. Running it twice publishes twice. */
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
  TikTokApi.TikTokApi | Auth.Auth | Quota.Quota | Uploader.Uploader | StatusPoller.StatusPoller
> = Effect.gen(function*() {
  const { app, call, contract, supported } = yield* TikTokApi.TikTokApi
  const auth = yield* Auth.Auth
  const quota = yield* Quota.Quota
  const uploader = yield* Uploader.Uploader
  const poller = yield* StatusPoller.StatusPoller

  const initPhotos = (post: Post.Photos): Init => (token) => call(contract.photosInit, post, token)

  const initPhotosDraft = (post: Post.PhotosDraft): Init => (token) =>
    Effect.flatMap(supported("draft of photos", contract.photosDraftInit), (init) => call(init, post, token))

  const initVideo = (post: Post.Video | Post.VideoDraft, source: VideoSource): Init => (token) =>
    post._tag === "Video"
      ? call(contract.videoInit, { post, source }, token)
      : call(contract.draftInit, { source }, token)

  const accepted = (creator: Post.CreatorId, post: Post.Post, init: Init) => {
    const limits = contract.limits(limitedCall[post._tag], creator, app.clientKey)
    return quota.take(limits).pipe(
      Effect.andThen(auth.withToken(creator, init)),
      Effect.tapError((error) => usedUp(limits, error))
    )
  }

  // What TikTok refuses to this init it refuses to all that the limit covers, so none of them is sent.
  const usedUp = (limits: ReadonlyArray<Quota.Limit>, { reason, retryAfter }: TikTokError) =>
    Effect.forEach(
      limits.filter(({ refusal }) => refusal === reason._tag),
      (limit) => Effect.ignore(quota.pause(limit, retryAfter), { log: "Warn" }),
      { discard: true }
    )

  // Nothing is published before the last byte has arrived, so a second init posts nothing twice.
  const acceptedForUpload = (creator: Post.CreatorId, post: Post.Post, init: Init) =>
    accepted(creator, post, init).pipe(RetryPolicy.retry("inits", isPassing))

  // This init publishes by itself: it repeats only when TikTok surely did not accept it.
  const acceptedForPull = (creator: Post.CreatorId, post: Post.Post, init: Init) =>
    accepted(creator, post, init).pipe(
      RetryPolicy.retry("inits", isSurelyNotAccepted),
      Effect.catchIf(
        isMaybeAccepted,
        (error): Effect.Effect<Outcome.OutcomeUnknown> =>
          Effect.succeed({
            _tag: "OutcomeUnknown",
            detail: error.message,
            remedy: "Look at the creator's profile before publishing again; TikTok may have accepted the post."
          })
      )
    )

  const follow = (creator: Post.CreatorId, post: Post.Post, publishId: Post.PublishId, options: Options | undefined) =>
    Stream.suspend(() => {
      let last: StatusPoller.StatusReport | undefined
      return poller.follow(creator, publishId, { ...options, kind: post._tag }).pipe(
        Stream.map((report) => {
          last = report
          return StatusReceived.make({ report })
        }),
        Stream.concat(Stream.suspend(() => finished(StatusPoller.outcomeOf(publishId, last))))
      )
    })

  const upload = (media: Media.Uploadable, plan: Uploader.Plan, { uploadUrl }: Accepted) =>
    uploadUrl === undefined
      ? Stream.fail(
        fromReason("Publisher.publish")(
          new MalformedAnswer({ status: 200, field: "data.upload_url", rule: "is missing" })
        )
      )
      : uploader.upload({ media, plan, uploadUrl })

  const pulled = (creator: Post.CreatorId, post: Post.Post, init: Init, options: Options | undefined) =>
    Stream.unwrap(Effect.map(acceptedForPull(creator, post, init), (answer) =>
      "publishId" in answer
        ? withPublishId(answer.publishId, follow(creator, post, answer.publishId, options))
        : finished(answer)))

  const uploaded = (
    creator: Post.CreatorId,
    post: Post.Video | Post.VideoDraft,
    media: Media.Uploadable,
    options: Options | undefined
  ) =>
    Stream.unwrap(Effect.map(uploader.plan(media, options?.chunkSize), (plan) =>
      Stream.concat(
        Stream.succeed<PublishEvent>(Planned.make({ plan })),
        Stream.unwrap(
          Effect.map(acceptedForUpload(creator, post, initVideo(post, { _tag: "Upload", plan })), (answer) =>
            withPublishId(
              answer.publishId,
              Stream.concat(upload(media, plan, answer), follow(creator, post, answer.publishId, options))
            ))
        )
      )))

  const events: Publisher["Service"]["events"] = (creator, post, options) =>
    Stream.suspend(() => {
      const broken = check(post)
      if (broken !== undefined) return Stream.fail(fromReason("Publisher.publish")(broken))
      if (post._tag === "Photos") return pulled(creator, post, initPhotos(post), options)
      if (post._tag === "PhotosDraft") return pulled(creator, post, initPhotosDraft(post), options)
      const { media } = post
      return media._tag === "Url"
        ? pulled(creator, post, initVideo(post, { _tag: "Pull", url: media.url }), options)
        : uploaded(creator, post, media, options)
    })

  const publish: Publisher["Service"]["publish"] = Effect.fn("Publisher.publish")(function*(creator, post, options) {
    const last = yield* Stream.runLast(events(creator, post, options))
    return Option.isSome(last) && last.value._tag === "Finished"
      ? last.value.outcome
      : yield* Effect.die(new Error("a publish ended without an outcome"))
  })

  return Publisher.of({ events, publish })
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
  TikTokApi.TikTokApi | Auth.Auth | Quota.Quota | Uploader.Uploader | StatusPoller.StatusPoller
> = Layer.effect(Publisher, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

type Init = (token: Redacted.Redacted<string>) => Effect.Effect<Accepted, TikTokError<CallFailure | Unsupported>>

const limitedCall = {
  Video: "video.init",
  VideoDraft: "inbox.init",
  Photos: "photo.init",
  PhotosDraft: "photo.draft"
} as const satisfies { readonly [Kind in Post.Post["_tag"]]: LimitedCall }

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

const isPassing = (error: TikTokError): boolean => error.retryable && !Quota.isQuotaFailure(error)

const isSurelyNotAccepted = ({ reason }: TikTokError): boolean =>
  reason._tag === "RateLimited" || (reason._tag === "Unreachable" && reason.delivery === "NotSent")

const isMaybeAccepted = (error: TikTokError): boolean =>
  (error.reason._tag === "Unreachable" && error.reason.delivery === "Unknown") ||
  error.reason._tag === "ServerFault" ||
  error.reason._tag === "MalformedAnswer"
