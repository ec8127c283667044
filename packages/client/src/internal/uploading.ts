import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "../Checkpoint.ts"
import type * as Media from "../Media.ts"
import type * as Post from "../Post.ts"
import type * as Publisher from "../Publisher.ts"
import * as StatusPoller from "../StatusPoller.ts"
import { fromReason, MalformedAnswer, MediaUnreadable, type TikTokError } from "../TikTokError.ts"
import type * as Uploader from "../Uploader.ts"
import { isChunkInDoubt } from "./doubt.ts"
import type * as Initialise from "./initialise.ts"
import * as Publish from "./publish.ts"

type VideoPublish = Publish.Publish<Post.Video | Post.VideoDraft>

/**
 * Posts whose bytes we send, until TikTok has them. It publishes once it has the
 * last byte, so until that is sent another init posts nothing twice.
 *
 * @internal
 */
export const make = (
  { initVideo, upload }: Initialise.Initialise,
  uploader: Uploader.Uploader["Service"],
  poller: StatusPoller.StatusPoller["Service"]
) => {
  const statusOf = ({ creator, kind }: VideoPublish, publishId: Post.PublishId) =>
    poller.get(creator, publishId, kind).pipe(
      Effect.timeoutOption(Publish.oneAsk),
      Effect.map(Option.getOrUndefined),
      Effect.orElseSucceed(() => undefined)
    )

  const sent = (publish: VideoPublish, media: Media.Uploadable, plan: Uploader.Plan, at: {
    readonly publishId: Post.PublishId
    readonly uploadUrl: Redacted.Redacted<string>
    /** Of an earlier run. */
    readonly confirmed?: number | undefined
  }): Publish.Events => {
    const { journal } = publish
    // Whether the last byte may have arrived although no answer said so.
    let isInDoubt = journal.phase() === "Finishing"
    const progress = Effect.suspend(() => {
      isInDoubt ||= journal.phase() === "Finishing"
      return Effect.map(
        poller.get(publish.creator, at.publishId, publish.kind),
        // What has an outcome needs no more bytes.
        (report) =>
          StatusPoller.outcomeOf(at.publishId, report)._tag === "StillProcessing" ? report.uploadedBytes : plan.size
      )
    })
    const chunks = uploader.upload({
      media,
      plan,
      creator: publish.creator,
      uploadUrl: at.uploadUrl,
      confirmed: at.confirmed,
      progress,
      beforeLast: journal.before({ phase: "Finishing" })
    }).pipe(
      Stream.tap((event) => {
        if (event._tag !== "BytesConfirmed") return Effect.void
        const { confirmed, size } = event
        return confirmed === size
          ? journal.after({ confirmed, phase: "Following" })
          // The publish that has the key now sends the rest.
          : Effect.andThen(journal.after({ confirmed }), journal.held)
      }),
      Stream.catch((error) => Stream.unwrap(afterFailure(publish, plan, at.publishId, isInDoubt, error)))
    )
    return Publish.withPublishId(journal, at.publishId, chunks)
  }

  const afterFailure = Effect.fnUntraced(function*(
    publish: VideoPublish,
    plan: Uploader.Plan,
    publishId: Post.PublishId,
    isInDoubt: boolean,
    error: Publish.Failure
  ): Effect.fn.Return<Publish.Events> {
    const { journal } = publish
    if (journal.phase() !== "Finishing" || error.reason._tag === "KeyInUse") return Stream.fail(error)
    if (!isInDoubt && !isChunkInDoubt(error)) {
      // The only attempt at the last chunk was refused, or was never made.
      yield* journal.after({ phase: "Uploading" })
      return Stream.fail(error)
    }
    // Then only the status can tell. What is refused now may be so because everything has arrived.
    const report = yield* statusOf(publish, publishId)
    return error.retryable && isIncomplete(report, plan) ? Stream.fail(error) : Stream.empty
  })

  const begun = (
    publish: VideoPublish,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    identity: Uploader.MediaIdentity | undefined
  ): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { creator, journal, post } = publish
      yield* journal.before({
        phase: "Accepting",
        plan,
        media: identity,
        publishId: undefined,
        uploadUrl: undefined,
        confirmed: 0
      })
      const answer = yield* upload(creator, post, initVideo(post, { _tag: "Upload", plan }))
      const { publishId, uploadUrl } = answer
      if (uploadUrl === undefined) return yield* Effect.fail(uploadUrlMissing(publishId))
      const now = yield* DateTime.now
      yield* journal.after({
        phase: "Uploading",
        publishId,
        uploadUrl,
        uploadExpiresAt: Publish.timeAfter(now, answer.uploadExpiresIn ?? Duration.hours(1)),
        confirmed: 0
      })
      yield* journal.held
      return sent(publish, media, plan, { publishId, uploadUrl })
    }))

  const resumed = Effect.fnUntraced(function*(
    publish: VideoPublish,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    { confirmed, media: identity, phase, publishId, uploadExpiresAt, uploadUrl }: Checkpoint.Checkpoint
  ) {
    const again = begun(publish, media, plan, identity)
    if (publishId === undefined || uploadUrl === undefined) return again
    const onward = sent(publish, media, plan, { publishId, uploadUrl, confirmed })
    const isOver = uploadExpiresAt === undefined || DateTime.isLessThanOrEqualTo(uploadExpiresAt, yield* DateTime.now)
    // While the last byte was surely not sent, another init may take the place of an upload that has run out.
    if (phase === "Uploading") {
      return isOver
        ? again
        : Stream.catchIf(onward, (error) => isUploadExpired(error) && isUnsent(publish), () => again)
    }
    // The last byte may have arrived. While the URL lives, sending the rest once more settles it.
    const followed = Publish.withPublishId(publish.journal, publishId)
    if (!isOver) return onward
    // After that only the status can deny it, once it had time to learn of bytes that came in the last moment.
    const isSettled = uploadExpiresAt !== undefined &&
      DateTime.isLessThanOrEqualTo(DateTime.addDuration(uploadExpiresAt, statusLag), yield* DateTime.now)
    return isSettled && isIncomplete(yield* statusOf(publish, publishId), plan) ? again : followed
  })

  /** What the media is, which must be what it was while bytes of it are still to be sent. */
  const identified = Effect.fnUntraced(function*({ journal }: VideoPublish, media: Media.Uploadable) {
    if (!journal.isKept) return undefined
    const identity = yield* uploader.identify(media)
    const before = journal.found?.media
    if (before !== undefined && !isSame(before, identity)) return yield* Effect.fail(changed)
    return identity
  })

  return (publish: VideoPublish, media: Media.Uploadable): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { found } = publish.journal
      if (found?.publishId !== undefined && found.phase === "Following") {
        return Publish.withPublishId(publish.journal, found.publishId)
      }
      const identity = yield* Effect.result(identified(publish, media))
      if (Result.isFailure(identity)) {
        // Everything may have arrived before the media went.
        return found?.publishId !== undefined && found.phase === "Finishing" && !identity.failure.retryable
          ? Publish.withPublishId(publish.journal, found.publishId)
          : Stream.fail(identity.failure)
      }
      const plan = found?.plan ?? (yield* uploader.plan(media, publish.options?.chunkSize))
      const rest = found === undefined || found.phase === "Waiting" || found.phase === "Accepting"
        ? begun(publish, media, plan, identity.success)
        : yield* resumed(publish, media, plan, found)
      return Stream.concat(Stream.succeed<Publisher.PublishEvent>({ _tag: "Planned", plan }), rest)
    }))
}

const isUnsent = ({ journal }: VideoPublish): boolean => journal.phase() === "Uploading"

const changed = fromReason("Publisher.publish")(
  new MediaUnreadable({ field: "media", rule: "must not change between the runs of one publish" })
)

const isSame = (a: Uploader.MediaIdentity, b: Uploader.MediaIdentity): boolean =>
  a.size === b.size && a.modifiedAt === b.modifiedAt && a.sha256 === b.sha256 && a.etag === b.etag &&
  a.lastModified === b.lastModified

const statusLag = Duration.minutes(10)

const isIncomplete = (report: StatusPoller.StatusReport | undefined, { size }: Uploader.Plan): boolean =>
  report?.stage === "Processing" && report.uploadedBytes !== undefined && report.uploadedBytes < size

const uploadUrlMissing = (publishId: Post.PublishId) =>
  fromReason("Publisher.publish", publishId)(
    new MalformedAnswer({ status: 200, field: "data.upload_url", rule: "is missing" })
  )

const isUploadExpired = ({ reason }: TikTokError): boolean => reason._tag === "UploadExpired"
