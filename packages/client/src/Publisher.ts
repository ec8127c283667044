/**
 * Publishes a post: upload, status and outcome.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Auth from "./Auth.ts"
import * as Checkpoint from "./Checkpoint.ts"
import * as Deadline from "./internal/common/deadline.ts"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import * as HandOut from "./internal/publish/handOut.ts"
import * as Initialize from "./internal/publish/initialize.ts"
import * as Publish from "./internal/publish/publish.ts"
import * as PullPost from "./internal/publish/pullPost.ts"
import * as RecentVideos from "./internal/publish/recentVideos.ts"
import * as Recover from "./internal/publish/recover.ts"
import * as StartPublish from "./internal/publish/startPublish.ts"
import * as UploadPost from "./internal/publish/uploadPost.ts"
import * as ValidateOptions from "./internal/publish/validateOptions.ts"
import { validatePost } from "./internal/publish/validatePost.ts"
import { supported } from "./internal/wire/supported.ts"
import {
  type Handout,
  type HandoutPost,
  type Options,
  type PublishEvent,
  type PublishFailure,
  type ResumeOptions
} from "./model/publishing.ts"
import type * as Outcome from "./Outcome.ts"
import type * as Post from "./Post.ts"
import type * as Quota from "./Quota.ts"
import * as Recovery from "./Recovery.ts"
import * as StatusPoller from "./StatusPoller.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  type CallFailure,
  type InvalidInput,
  type StoreFailed,
  type TikTokError,
  type Unsupported
} from "./TikTokError.ts"
import * as Uploader from "./Uploader.ts"
import * as Videos from "./Videos.ts"

export * from "./model/publishing.ts"

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Publishes posts.
 *
 * **Example** (A video that TikTok fetches)
 *
 * ```ts
 * import { Media, Post, Publisher } from "effect-tiktok"
 *
 * export const publish = (creator: Post.CreatorId) =>
 *   Publisher.Publisher.use(({ publish }) =>
 *     publish(
 *       creator,
 *       Post.video({ media: Media.url("https://clips.example.com/1.mp4"), privacyLevel: "SELF_ONLY" }),
 *       { key: "order 1" }
 *     ))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Publisher extends Context.Service<Publisher, {
  /**
   * Publishes and emits events. The last one is `Finished`. To run it twice publishes twice, unless both have the same
   * key.
   */
  readonly publishStream: (
    creator: Post.CreatorId,
    post: Post.Post,
    options?: Options
  ) => Stream.Stream<PublishEvent, TikTokError<PublishFailure>>

  /** Publishes and returns the outcome. */
  readonly publish: (
    creator: Post.CreatorId,
    post: Post.Post,
    options?: Options
  ) => Effect.Effect<Outcome.Outcome, TikTokError<PublishFailure>>

  /**
   * Resumes a publish of an earlier run from its checkpoint. If the outcome is unknown, looks for the post again. Needs
   * media that can be opened again: a file or a URL. Fails with `KeyConflict` if the key has no checkpoint.
   */
  readonly resume: (
    key: string,
    options?: ResumeOptions
  ) => Effect.Effect<Outcome.Outcome, TikTokError<PublishFailure>>

  /** Like `resume`, with events. The last one is `Finished`. */
  readonly resumeStream: (
    key: string,
    options?: ResumeOptions
  ) => Stream.Stream<PublishEvent, TikTokError<PublishFailure>>

  /**
   * Resumes every unfinished publish until the scope closes: those of now, and those that any process that shares the
   * store leaves later. Keeps limits and retries transient failures. A record that cannot be read or a store outage does
   * not end it. Any number of processes may recover at once.
   */
  readonly recover: (options?: Recovery.Options) => Effect.Effect<void, TikTokError<InvalidInput>, Scope.Scope>

  /**
   * Announces a video to TikTok, and hands out what another program needs to upload it, such as a page with
   * `effect-tiktok/upload`. Nothing is stored: ask `StatusPoller` for the outcome, once the bytes are sent. A call that is
   * repeated announces another post. TikTok publishes none without its bytes.
   */
  readonly handOut: (
    creator: Post.CreatorId,
    post: HandoutPost,
    options?: Pick<Options, "chunkSize">
  ) => Effect.Effect<Handout, TikTokError<PublishFailure>>

  /**
   * Asks TikTok to cancel a publish whose media it still fetches from a URL. Best effort. The post then ends as `Failed`
   * with the reason `publish_cancelled`.
   */
  readonly cancel: (
    creator: Post.CreatorId,
    publishId: Post.PublishId
  ) => Effect.Effect<void, TikTokError<InvalidInput | CallFailure | Auth.TokenFailure | Unsupported>>

  /**
   * Publishes without a known outcome: in progress, unfinished, or in need of a person. Also records that cannot be read.
   * Reads no others.
   */
  readonly pending: Effect.Effect<ReadonlyArray<Recovery.Pending>, TikTokError<StoreFailed>>
}>()("effect-tiktok/Publisher") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from the services that it uses.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Publisher } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Publisher.Publisher, Publisher.make)
 * ```
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
  | Videos.Videos
  | Checkpoint.CheckpointStore
> = Effect.gen(function*() {
  const { call, contract } = yield* TikTokApi.TikTokApi
  const auth = yield* Auth.Auth
  const uploader = yield* Uploader.Uploader
  const poller = yield* StatusPoller.StatusPoller
  const videos = yield* Videos.Videos
  const store = yield* Checkpoint.CheckpointStore

  const retry = yield* Retry.make
  const initialize = yield* Initialize.make
  const pullPost = PullPost.make(initialize.pull, RecentVideos.makeResolveOutcome(videos, store))
  const uploadPost = UploadPost.make(initialize, uploader, poller)
  const follow = Publish.makeFollow(poller)

  // ---------------------------------------------------------------------------
  // validation: every call with input goes through one of these first
  // ---------------------------------------------------------------------------

  const validate = {
    publish: (creator: Post.CreatorId, post: Post.Post, options: Options | undefined) =>
      Validate.orFail("Publisher.publish", [
        ...Validate.name("creator", creator),
        ...validatePost(post),
        ...ValidateOptions.publishOptions(contract, options)
      ]),
    resume: (key: string, options: ResumeOptions | undefined) =>
      Validate.orFail("Publisher.resume", [
        ...Validate.name("key", key),
        ...ValidateOptions.publishOptions(contract, options)
      ]),
    recover: (options: Recovery.Options | undefined) =>
      Validate.orFail("Publisher.recover", ValidateOptions.recoverOptions(contract, options)),
    handOut: (
      creator: Post.CreatorId,
      post: Post.Post,
      size: number,
      options: Pick<Options, "chunkSize"> | undefined
    ) =>
      Validate.orFail("Publisher.handOut", [
        ...Validate.name("creator", creator),
        ...Validate.check(HandOut.isVideo(post), "post", "must be a Video or VideoDraft"),
        ...Validate.check(Number.isSafeInteger(size), "media.size", "must be a whole number of bytes"),
        ...validatePost(post),
        ...ValidateOptions.publishOptions(contract, options)
      ]),
    cancel: (creator: Post.CreatorId, publishId: Post.PublishId) =>
      Validate.orFail("Publisher.cancel", [
        ...Validate.name("creator", creator),
        ...Validate.name("publishId", publishId)
      ])
  }

  // ---------------------------------------------------------------------------
  // start: the claim of a key, with what an earlier run left under it
  // ---------------------------------------------------------------------------

  const startPublish = Effect.fnUntraced(
    function*(creator: Post.CreatorId, post: Post.Post, options: Options | undefined) {
      yield* validate.publish(creator, post, options)
      const deadline = yield* Publish.deadlineOf(options)
      return yield* StartPublish.start(store, contract.name, creator, post, options, deadline).pipe(
        Effect.provideService(Deadline.Current, deadline)
      )
    }
  )

  const resumePublish = (claim: typeof store.claim, key: string, options: ResumeOptions | undefined) =>
    Effect.flatMap(Publish.deadlineOf(options), (deadline) =>
      Effect.provideService(
        StartPublish.resume(claim, contract.name, key, options, deadline),
        Deadline.Current,
        deadline
      ))

  /** The unfinished publish of a key, or its outcome, which needs no claim. */
  const findPublish = Effect.fnUntraced(function*(key: string, options: ResumeOptions | undefined) {
    yield* validate.resume(key, options)
    const found = yield* store.get(key)
    const outcome = StartPublish.knownOutcome(found)
    if (outcome !== undefined) return outcome
    const publish = found === undefined ? undefined : yield* resumePublish(store.claim, key, options)
    return publish ?? (yield* StartPublish.keyConflict("Publisher.resume", key, "belongs to no publish"))
  })

  // ---------------------------------------------------------------------------
  // send: until TikTok has all of the post, or until the outcome is known
  // ---------------------------------------------------------------------------

  const sendPost = (publish: Publish.Publish): Publish.Events => {
    const { post } = publish
    if (post._tag === "Photos") return pullPost(publish, initialize.initPhotos(post))
    if (post._tag === "PhotosDraft") return pullPost(publish, initialize.initPhotosDraft(post))
    const { media } = post
    return media._tag === "Url"
      ? pullPost(publish, initialize.initVideo(post, { _tag: "Pull", url: media.url }))
      : uploadPost.send({ ...publish, post }, media)
  }

  const sendWhatIsLeft = (publish: StartPublish.Started): Publish.Events => {
    const { record: { found }, post } = publish
    const outcome = StartPublish.knownOutcome(found)
    if (outcome !== undefined) return Stream.succeed<PublishEvent>({ _tag: "Finished", outcome })
    if (post !== undefined) return sendPost({ ...publish, post })
    const lost = StartPublish.keyConflict(
      "Publisher.resume",
      found?.key ?? "",
      "belongs to bytes of a process that has ended: publish again with the same bytes"
    )
    if (found?.phase === "Finishing") return uploadPost.withoutMedia(publish, found, lost)
    return found?.phase === "Following" && found.publishId !== undefined
      ? Publish.withPublishId(publish.record, found.publishId)
      : Stream.fail(lost)
  }

  const sendEvents = (publish: StartPublish.Started): Publish.Events =>
    sendWhatIsLeft(publish).pipe(
      Stream.catch((error) => Stream.fromEffect(Publish.abandon(publish, publish.post)(error))),
      Stream.provideService(Deadline.Current, publish.deadline)
    )

  // A span around the wait for the outcome would be most of what a waiting publish takes.
  const send = Effect.fn("Publisher.publish")(function*(publish: StartPublish.Started) {
    const progress = yield* Stream.runFold(
      sendEvents(publish),
      (): Publish.Progress | undefined => undefined,
      Publish.reduceEvents
    )
    return progress ?? (yield* Effect.die(new Error("a publish ended without an outcome")))
  })

  // ---------------------------------------------------------------------------
  // send, and wait for the outcome
  // ---------------------------------------------------------------------------

  const awaitOutcome = (publish: Publish.Run, progress: Publish.Progress) =>
    "outcome" in progress ? Effect.succeed(progress.outcome) : follow.outcome(publish, progress.publishId)

  const sendAndAwaitOutcome = (publish: StartPublish.Started) =>
    Effect.flatMap(send(publish), (progress) => awaitOutcome(publish, progress))

  const publishEvents = (publish: StartPublish.Started): Publish.Events => {
    let progress: Publish.Progress | undefined
    const sending = Stream.map(sendEvents({ ...publish, isWatched: true }), (event) => {
      progress = Publish.reduceEvents(progress, event)
      return event
    })
    const following = Stream.suspend(() =>
      progress !== undefined && "publishId" in progress ? follow.events(publish, progress.publishId) : Stream.empty
    )
    return Stream.concat(sending, following)
  }

  // ---------------------------------------------------------------------------
  // operations
  // ---------------------------------------------------------------------------

  const publishStream: Publisher["Service"]["publishStream"] = (creator, post, options) =>
    Stream.unwrap(Effect.map(startPublish(creator, post, options), publishEvents))

  const publish: Publisher["Service"]["publish"] = (creator, post, options) =>
    Effect.scoped(Effect.flatMap(startPublish(creator, post, options), sendAndAwaitOutcome))

  const resume: Publisher["Service"]["resume"] = (key, options) =>
    Effect.scoped(
      Effect.flatMap(
        findPublish(key, options),
        (found) => "record" in found ? sendAndAwaitOutcome(found) : Effect.succeed(found)
      )
    )

  const resumeStream: Publisher["Service"]["resumeStream"] = (key, options) =>
    Stream.unwrap(
      Effect.map(
        findPublish(key, options),
        (found) =>
          "record" in found
            ? publishEvents(found)
            : Stream.succeed<PublishEvent>({ _tag: "Finished", outcome: found })
      )
    )

  const recover: Publisher["Service"]["recover"] = Effect.fnUntraced(function*(options) {
    yield* validate.recover(options)
    const start: Recover.Parts["start"] = (key, options) =>
      Effect.map(
        resumePublish(store.tryClaim, key, options),
        (found): StartPublish.Started | undefined => found && { ...found, isQueued: true }
      )
    yield* Recover.run({ store, start, send, awaitOutcome }, options)
  })

  const pending: Publisher["Service"]["pending"] = Effect.map(store.open, (open) => open.map(Recovery.fromListed))

  const handOut: Publisher["Service"]["handOut"] = Effect.fn("Publisher.handOut")(function*(creator, post, options) {
    const whole = HandOut.withoutBytes(post)
    // Nothing, where a caller without types gives no post.
    const { size } = { ...post }
    yield* validate.handOut(creator, whole, size, options)
    return yield* HandOut.handOut(contract, initialize, creator, whole, post.size, options)
  })

  const cancel: Publisher["Service"]["cancel"] = Effect.fn("Publisher.cancel")(function*(creator, publishId) {
    yield* validate.cancel(creator, publishId)
    const operation = yield* supported(contract, "cancel", contract.posts.cancel)
    return yield* auth.withToken(creator, (token) => call(operation, publishId, token)).pipe(retry("reads"))
  })

  return Publisher.of({ publishStream, publish, resume, resumeStream, recover, handOut, cancel, pending })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Publisher`.
 *
 * **Example** (On top of what uploads and asks)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Publisher, StatusPoller, Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.provide(Publisher.layer, [Uploader.layer, StatusPoller.layer])
 * ```
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
  | Videos.Videos
  | Checkpoint.CheckpointStore
> = Layer.effect(Publisher, make)
