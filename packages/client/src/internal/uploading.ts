import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "../Checkpoint.ts"
import type * as Media from "../Media.ts"
import type * as Post from "../Post.ts"
import type * as Publisher from "../Publisher.ts"
import * as StatusPoller from "../StatusPoller.ts"
import { fromReason, MalformedAnswer, type TikTokError } from "../TikTokError.ts"
import type * as Uploader from "../Uploader.ts"
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
  const statusOf = ({ creator, post }: VideoPublish, publishId: Post.PublishId) =>
    poller.get(creator, publishId, post._tag).pipe(Effect.orElseSucceed(() => undefined))

  const sent = (publish: VideoPublish, media: Media.Uploadable, plan: Uploader.Plan, at: {
    readonly publishId: Post.PublishId
    readonly uploadUrl: Redacted.Redacted<string>
    /** Of an earlier run. */
    readonly confirmed?: number | undefined
  }): Publish.Events => {
    const { journal } = publish
    let isFinishing = false
    const chunks = uploader.upload({
      media,
      plan,
      uploadUrl: at.uploadUrl,
      confirmed: at.confirmed,
      progress: Effect.map(
        poller.get(publish.creator, at.publishId, publish.post._tag),
        // What has an outcome needs no more bytes.
        (report) =>
          StatusPoller.outcomeOf(at.publishId, report)._tag === "StillProcessing" ? report.uploadedBytes : plan.size
      ),
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
        (error) =>
          Stream.unwrap(Effect.map(statusOf(publish, at.publishId), (report) =>
            isIncomplete(report, plan)
              ? Stream.fail(error)
              : Stream.empty))
      )
    )
    return Publish.withPublishId(at.publishId, chunks)
  }

  const begun = (publish: VideoPublish, media: Media.Uploadable, plan: Uploader.Plan): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { creator, journal, post } = publish
      yield* journal.write({ phase: "Accepting", plan, publishId: undefined, uploadUrl: undefined, confirmed: 0 })
      const answer = yield* upload(creator, post, initVideo(post, { _tag: "Upload", plan }))
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
      return sent(publish, media, plan, { publishId, uploadUrl })
    }))

  const resumed = Effect.fnUntraced(function*(
    publish: VideoPublish,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    { confirmed, phase, publishId, uploadExpiresAt, uploadUrl }: Checkpoint.Checkpoint
  ) {
    const again = begun(publish, media, plan)
    if (publishId === undefined || uploadUrl === undefined) return again
    const onward = sent(publish, media, plan, { publishId, uploadUrl, confirmed })
    const isOver = uploadExpiresAt === undefined || DateTime.isLessThanOrEqualTo(uploadExpiresAt, yield* DateTime.now)
    // While the last byte was surely not sent, another init may take the place of an upload that has run out.
    if (phase === "Uploading") return isOver ? again : Stream.catchIf(onward, isUploadExpired, () => again)
    // The last byte may have arrived. While the URL lives, sending the rest once more settles it.
    const followed = Publish.withPublishId(publishId)
    if (!isOver) return Stream.catchIf(onward, isUploadExpired, () => followed)
    // After that only the status can deny it, once it had time to learn of bytes that came in the last moment.
    const isSettled = uploadExpiresAt !== undefined &&
      DateTime.isLessThanOrEqualTo(DateTime.addDuration(uploadExpiresAt, statusLag), yield* DateTime.now)
    return isSettled && isIncomplete(yield* statusOf(publish, publishId), plan) ? again : followed
  })

  return (publish: VideoPublish, media: Media.Uploadable): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { found } = publish.journal
      if (found?.phase === "Following" && found.publishId !== undefined) return Publish.withPublishId(found.publishId)
      const plan = found?.plan ?? (yield* uploader.plan(media, publish.options?.chunkSize))
      const rest = found === undefined || found.phase === "Accepting"
        ? begun(publish, media, plan)
        : yield* resumed(publish, media, plan, found)
      return Stream.concat(Stream.succeed<Publisher.PublishEvent>({ _tag: "Planned", plan }), rest)
    }))
}

const statusLag = Duration.minutes(10)

const isIncomplete = (report: StatusPoller.StatusReport | undefined, { size }: Uploader.Plan): boolean =>
  report?.stage === "Processing" && report.uploadedBytes !== undefined && report.uploadedBytes < size

const uploadUrlMissing = (publishId: Post.PublishId) =>
  fromReason("Publisher.publish", publishId)(
    new MalformedAnswer({ status: 200, field: "data.upload_url", rule: "is missing" })
  )

const isUploadExpired = ({ reason }: TikTokError): boolean => reason._tag === "UploadExpired"

const isMaybeArrived = ({ reason }: TikTokError): boolean =>
  ["Unreachable", "ServerFault", "MalformedAnswer", "UploadExpired", "OffsetMismatch"].includes(reason._tag)
