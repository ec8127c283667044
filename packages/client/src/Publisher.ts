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
import * as Given from "./internal/common/given.ts"
import * as Retry from "./internal/common/retry.ts"
import * as CheckOptions from "./internal/publish/checkOptions.ts"
import * as CheckPost from "./internal/publish/checkPost.ts"
import * as Initialize from "./internal/publish/initialize.ts"
import * as Opening from "./internal/publish/opening.ts"
import * as Publish from "./internal/publish/publish.ts"
import * as Pulling from "./internal/publish/pulling.ts"
import * as RecentVideos from "./internal/publish/recentVideos.ts"
import * as Recover from "./internal/publish/recover.ts"
import * as Uploading from "./internal/publish/uploading.ts"
import { supported } from "./internal/wire/supported.ts"
import { type Options, type PublishEvent, type PublishFailure, type ResumeOptions } from "./model/publishing.ts"
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
  const pulled = Pulling.make(initialize.pull, RecentVideos.makeSettle(videos, store))
  const uploaded = Uploading.make(initialize, uploader, poller)
  const follow = Publish.makeFollow(poller)

  const begin = (publish: Opening.Reopened): Publish.Events => {
    const { journal: { found }, post } = publish
    const outcome = Opening.knownOutcome(found)
    if (outcome !== undefined) return Stream.succeed<PublishEvent>({ _tag: "Finished", outcome })
    if (post !== undefined) return send({ ...publish, post })
    return found?.publishId !== undefined && (found.phase === "Following" || found.phase === "Finishing")
      ? Publish.withPublishId(publish.journal, found.publishId)
      : Stream.fromEffect(Opening.conflict(
        found?.key ?? "",
        "belongs to bytes of a process that has ended: publish again with the same bytes"
      ))
  }

  const send = (publish: Publish.Publish): Publish.Events => {
    const { post } = publish
    if (post._tag === "Photos") return pulled(publish, initialize.initPhotos(post))
    if (post._tag === "PhotosDraft") return pulled(publish, initialize.initPhotosDraft(post))
    const { media } = post
    return media._tag === "Url"
      ? pulled(publish, initialize.initVideo(post, { _tag: "Pull", url: media.url }))
      : uploaded({ ...publish, post }, media)
  }

  /** All steps until TikTok has the whole post or the outcome is known. */
  const beginning = (publish: Opening.Reopened): Publish.Events =>
    begin(publish).pipe(Stream.catch((error) => Stream.fromEffect(Publish.abandon(publish, publish.post)(error))))

  const allEvents = (publish: Opening.Reopened): Publish.Events => {
    let standing: Publish.Standing | undefined
    const first = Stream.map(beginning(publish), (event) => {
      standing = Publish.standingAfter(standing, event)
      return event
    })
    const rest = Stream.suspend(() =>
      standing !== undefined && "publishId" in standing ? follow.events(publish, standing.publishId) : Stream.empty
    )
    return Stream.concat(first, rest)
  }

  // A span around the wait for the outcome would be most of what a waiting publish takes.
  const begun = Effect.fn("Publisher.publish")(function*(publish: Opening.Reopened) {
    const standing = yield* Stream.runFold(
      beginning(publish),
      (): Publish.Standing | undefined => undefined,
      Publish.standingAfter
    )
    return standing ?? (yield* Effect.die(new Error("a publish ended without an outcome")))
  })

  const followed = (publish: Publish.Run, standing: Publish.Standing) =>
    "outcome" in standing ? Effect.succeed(standing.outcome) : follow.outcome(publish, standing.publishId)

  const outcome = (publish: Opening.Reopened) =>
    Effect.flatMap(begun(publish), (standing) => followed(publish, standing))

  const open = (creator: Post.CreatorId, post: Post.Post, options: Options | undefined) =>
    Effect.andThen(
      Given.refuse("Publisher.publish", [
        ...Given.ofName("creator", creator),
        ...CheckPost.violations(post),
        ...CheckOptions.ofPublish(contract, options)
      ]),
      Opening.open(store, contract.name, creator, post, options)
    )

  const publishStream: Publisher["Service"]["publishStream"] = (creator, post, options) =>
    Stream.unwrap(Effect.map(open(creator, post, options), allEvents))

  const publish: Publisher["Service"]["publish"] = (creator, post, options) =>
    Effect.scoped(Effect.flatMap(open(creator, post, options), outcome))

  /** The unfinished publish of a key, or its outcome, which needs no claim. */
  const left = Effect.fnUntraced(function*(key: string, options: ResumeOptions | undefined) {
    yield* Given.refuse("Publisher.resume", [...Given.ofName("key", key), ...CheckOptions.ofPublish(contract, options)])
    const found = yield* store.get(key)
    const outcome = Opening.knownOutcome(found)
    if (outcome !== undefined) return outcome
    const publish = found === undefined ? undefined : yield* Opening.reopen(store.claim, contract.name, key, options)
    return publish ?? (yield* Opening.conflict(key, "belongs to no publish"))
  })

  const resume: Publisher["Service"]["resume"] = (key, options) =>
    Effect.scoped(
      Effect.flatMap(left(key, options), (found) => "journal" in found ? outcome(found) : Effect.succeed(found))
    )

  const resumeStream: Publisher["Service"]["resumeStream"] = (key, options) =>
    Stream.unwrap(
      Effect.map(left(key, options), (found) =>
        "journal" in found ? allEvents(found) : Stream.succeed<PublishEvent>({ _tag: "Finished", outcome: found }))
    )

  const recover: Publisher["Service"]["recover"] = Effect.fnUntraced(function*(options) {
    yield* Given.refuse("Publisher.recover", [
      ...CheckOptions.ofPublish(contract, options),
      ...Recover.brokenOptions(options)
    ])
    const reopen: Recover.Parts["reopen"] = (key, options) =>
      Effect.map(
        Opening.reopen(store.tryClaim, contract.name, key, options),
        (found) => found && { ...found, isInLine: true }
      )
    yield* Recover.run({ store, reopen, begin: begun, follow: followed }, options)
  })

  const pending: Publisher["Service"]["pending"] = Effect.map(store.open, (open) => open.map(Recovery.fromListed))

  const cancel: Publisher["Service"]["cancel"] = Effect.fn("Publisher.cancel")(function*(creator, publishId) {
    yield* Given.refuse("Publisher.cancel", [
      ...Given.ofName("creator", creator),
      ...Given.ofName("publishId", publishId)
    ])
    const operation = yield* supported(contract, "cancel", contract.cancel)
    return yield* auth.withToken(creator, (token) => call(operation, publishId, token)).pipe(retry("reads"))
  })

  return Publisher.of({ publishStream, publish, resume, resumeStream, recover, cancel, pending })
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
  | Videos.Videos
  | Checkpoint.CheckpointStore
> = Layer.effect(Publisher, make)
