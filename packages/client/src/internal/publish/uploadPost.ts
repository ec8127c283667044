import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "../../Checkpoint.ts"
import type * as Media from "../../Media.ts"
import type * as Publishing from "../../model/publishing.ts"
import type * as Post from "../../Post.ts"
import * as StatusPoller from "../../StatusPoller.ts"
import { fromReason, MalformedResponse, MediaUnreadable, type TikTokError } from "../../TikTokError.ts"
import type * as Uploader from "../../Uploader.ts"
import { isChunkAmbiguous } from "../common/ambiguous.ts"
import * as Deadline from "../common/deadline.ts"
import type * as Initialize from "./initialize.ts"
import * as LastByte from "./lastByte.ts"
import * as Publish from "./publish.ts"
import * as Recent from "./recentVideos.ts"

type VideoPublish = Publish.Publish<Post.Video | Post.VideoDraft>

/**
 * Publishes posts whose media this library uploads, until TikTok has all bytes.
 * TikTok publishes when it has the last byte, so before that byte is sent another
 * init cannot post twice.
 *
 * @internal
 */
export const make = (
  { initVideo, upload }: Initialize.Initialize,
  uploader: Uploader.Uploader["Service"],
  poller: StatusPoller.StatusPoller["Service"]
) => {
  const currentStatus = ({ creator, kind }: Publish.Run, publishId: Post.PublishId) =>
    poller.get(creator, publishId, kind).pipe(
      Effect.timeoutOption(Publish.statusTimeout),
      Effect.map(Option.getOrUndefined),
      Effect.orElseSucceed(() => undefined)
    )

  const lastByte = LastByte.make()

  const uploadRest = (publish: VideoPublish, media: Media.Uploadable, plan: Uploader.Plan, at: {
    readonly publishId: Post.PublishId
    readonly uploadUrl: Redacted.Redacted<string>
    /** Bytes confirmed in an earlier run. */
    readonly confirmed?: number | undefined
    /** Called before the upload fails when the last byte, sent by an earlier run, has certainly not arrived. */
    readonly onIncomplete?: (() => void) | undefined
  }): Publish.Events => {
    const { record } = publish
    // Whether an unconfirmed last byte may have arrived.
    let mayHaveArrived = record.phase() === "Finishing"
    const progress = Effect.suspend(() => {
      mayHaveArrived ||= record.phase() === "Finishing"
      return Effect.map(
        poller.get(publish.creator, at.publishId, publish.kind),
        // A post with an outcome needs no more bytes.
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
      beforeLast: record.before({ phase: "Finishing" })
    }).pipe(
      Stream.tap((event) => {
        if (event._tag !== "BytesConfirmed") return Effect.void
        const { confirmed, size } = event
        return confirmed === size
          ? record.after({ confirmed, phase: "Following" })
          // When another publish has taken the key, that one sends the rest.
          : Effect.andThen(record.after({ confirmed }), record.checkClaim)
      }),
      Stream.catch((error) => Stream.unwrap(afterFailure(publish, plan, at, mayHaveArrived, error)))
    )
    return Publish.withPublishId(record, at.publishId, chunks)
  }

  const afterFailure = Effect.fnUntraced(function*(
    publish: VideoPublish,
    plan: Uploader.Plan,
    { onIncomplete, publishId }: {
      readonly publishId: Post.PublishId
      readonly onIncomplete?: (() => void) | undefined
    },
    mayHaveArrived: boolean,
    error: Publish.Failure
  ): Effect.fn.Return<Publish.Events> {
    const { record } = publish
    if (record.phase() !== "Finishing" || error.reason._tag === "KeyInUse") return Stream.fail(error)
    if (!mayHaveArrived && !isChunkAmbiguous(error)) {
      // TikTok refused the only attempt at the last chunk, or it was not sent.
      yield* record.after({ phase: "Uploading" })
      return Stream.fail(error)
    }
    return yield* withoutRest(publish, { publishId, size: plan.size, onIncomplete, isGone: isMediaLost(error) }, error)
  })

  /**
   * Continues an upload whose last byte may have arrived, and whose rest cannot be sent. Only the status can decide:
   * TikTok may refuse a chunk because everything has arrived. The error ends the publish once bytes are certainly missing.
   */
  const withoutRest = Effect.fnUntraced(function*(
    publish: Publish.Run,
    { isGone, onIncomplete, publishId, size }: {
      readonly publishId: Post.PublishId
      readonly size: number
      /** Whether the media is lost. */
      readonly isGone: boolean
      /** Starts another upload. */
      readonly onIncomplete?: (() => void) | undefined
    },
    error: Publish.Failure
  ): Effect.fn.Return<Publish.Events> {
    const { kind, record } = publish
    const limit = yield* Deadline.leftOf(Publish.statusTimeout)
    const [took, report] = yield* Effect.timed(currentStatus(publish, publishId))
    if (report === undefined) {
      // After the deadline there is time for one call.
      const isOver = isGone && Duration.isGreaterThanOrEqualTo(took, limit) &&
        Duration.isZero(yield* Publish.timeLeft(publish))
      return isOver ? yield* Publish.finish(record, StatusPoller.outcomeOf(publishId, report)) : Stream.empty
    }
    if (isWhole(report, size)) return Stream.empty
    const isCounted = isIncomplete(report, size)
    const mayEnd = isGone || onIncomplete !== undefined
    if (mayEnd || !isCounted) yield* lastByte.noteStuck(record, publishId, isUploadExpired(error))
    const verdict = yield* (isCounted && mayEnd
      ? findIncomplete(publish, publishId, size, isUploadExpired(error))
      : Effect.succeed("Undecided" as const))
    if (verdict === "Incomplete") {
      if (isGone) yield* record.after({ phase: "Uploading" })
      else onIncomplete?.()
      return Stream.fail(error)
    }
    const isHopeless = !isCounted && (yield* lastByte.isUndecidable(record, publishId))
    if (isHopeless || verdict === "Undecided" && (yield* lastByte.isOld(record))) {
      return yield* Publish.finish(record, Recent.unknownOutcome(kind, undecided(error, isGone)), "Finishing")
    }
    return error.retryable && (isCounted || isGone) ? Stream.fail(error) : Stream.empty
  })

  /** Whether the last byte has certainly not arrived. The status may lag behind bytes that arrived at the end. */
  const findIncomplete = Effect.fnUntraced(function*(
    publish: Publish.Run,
    publishId: Post.PublishId,
    size: number,
    isExpired: boolean
  ): Effect.fn.Return<"Incomplete" | "Undecided" | "Waited"> {
    const { creator, isQueued, kind, record } = publish
    const left = yield* lastByte.undecidedFor(record, publishId)
    if (left <= 0) return "Incomplete"
    if (isQueued === true || left > (yield* longestWait(publish, isExpired))) return "Undecided"
    yield* Effect.ignore(poller.outcome(creator, publishId, { kind, deadline: left }))
    const isOver = (yield* lastByte.undecidedFor(record, publishId)) <= 0
    return isOver && isIncomplete(yield* currentStatus(publish, publishId), size) ? "Incomplete" : "Waited"
  })

  /** Continues an upload whose last byte may have arrived, and whose media is lost for the given reason. */
  const withoutMedia = (publish: Publish.Run, found: Checkpoint.Checkpoint, error: Publish.Failure): Publish.Events => {
    const { plan, publishId } = found
    if (publishId === undefined) return Stream.fail(error)
    const rest = Effect.andThen(
      lastByte.remember(publish.record, publishId),
      // A damaged record without a plan proves nothing.
      withoutRest(publish, { publishId, size: plan?.size ?? 0, isGone: true }, error)
    )
    return Publish.withPublishId(publish.record, publishId, Stream.unwrap(rest))
  }

  const start = (
    publish: VideoPublish,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    identity: Uploader.MediaIdentity | undefined
  ): Publish.Events =>
    Publish.withWaits(
      publish,
      Effect.fnUntraced(function*(options) {
        const { creator, record, post } = publish
        yield* record.before({
          phase: "Accepting",
          plan,
          media: identity,
          publishId: undefined,
          uploadUrl: undefined,
          knownFor: undefined,
          expiredFor: undefined,
          stuckAt: undefined,
          outcome: undefined,
          deadline: undefined,
          timeout: undefined,
          confirmed: 0
        })
        const response = yield* upload(creator, post, initVideo(post, { _tag: "Upload", plan }), options)
        const { publishId, uploadUrl } = response
        if (uploadUrl === undefined) return yield* Effect.fail(uploadUrlMissing(publishId))
        const now = yield* DateTime.now
        yield* record.after({
          phase: "Uploading",
          publishId,
          uploadUrl,
          uploadExpiresAt: Publish.timeAfter(now, response.uploadExpiresIn ?? Duration.hours(1)),
          confirmed: 0
        })
        yield* record.checkClaim
        return uploadRest(publish, media, plan, { publishId, uploadUrl })
      })
    )

  const resume = Effect.fnUntraced(function*(
    publish: VideoPublish,
    media: Media.Uploadable,
    plan: Uploader.Plan,
    { confirmed, media: identity, phase, publishId, uploadExpiresAt, uploadUrl }: Checkpoint.Checkpoint
  ) {
    const restart = start(publish, media, plan, identity)
    if (publishId === undefined || uploadUrl === undefined) return restart
    const at = { publishId, uploadUrl, confirmed }
    if (phase === "Uploading") {
      // The last byte was certainly not sent, so another init may replace an expired upload.
      return uploadExpiresAt === undefined || DateTime.isLessThanOrEqualTo(uploadExpiresAt, yield* DateTime.now)
        ? restart
        : Stream.catchIf(
          uploadRest(publish, media, plan, at),
          (error) => isUploadExpired(error) && isUnsent(publish),
          () => restart
        )
    }
    // The last byte may have arrived. Sending the rest again decides, while the URL lives.
    yield* lastByte.remember(publish.record, publishId)
    let mustRestart = false
    const onIncomplete = () => {
      mustRestart = true
      // The decision may have taken all of the time, see longestWait.
      if (publish.options?.deadline === undefined) publish.deadline.renew()
    }
    return Stream.catchIf(uploadRest(publish, media, plan, { ...at, onIncomplete }), () => mustRestart, () => restart)
  })

  /** Identifies the media, and fails when it has changed since an earlier run. */
  const identifyUnchanged = Effect.fnUntraced(function*({ record }: VideoPublish, media: Media.Uploadable) {
    if (!record.isPersistent) return undefined
    const identity = yield* uploader.identify(media)
    const before = record.found?.media
    if (before !== undefined && !isSame(before, identity)) return yield* Effect.fail(mediaChanged)
    return identity
  })

  const send = (publish: VideoPublish, media: Media.Uploadable): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { found } = publish.record
      if (found?.publishId !== undefined && found.phase === "Following") {
        return Publish.withPublishId(publish.record, found.publishId)
      }
      const identity = yield* Effect.result(identifyUnchanged(publish, media))
      if (Result.isFailure(identity)) {
        return found?.phase === "Finishing"
          ? withoutMedia(publish, found, identity.failure)
          : Stream.fail(identity.failure)
      }
      const plan = found?.plan ?? (yield* uploader.plan(media, publish.options?.chunkSize))
      const rest = found === undefined || found.phase === "Waiting" || found.phase === "Accepting"
        ? start(publish, media, plan, identity.success)
        : yield* resume(publish, media, plan, found)
      return Stream.concat(Stream.succeed<Publishing.PublishEvent>({ _tag: "Planned", plan }), rest)
    }))

  return { send, withoutMedia }
}

/**
 * The deadline counts from the last byte, which is missing here. So a run without a deadline of its own waits as long as
 * the decision takes after the URL has expired: ten minutes in all runs together.
 */
const longestWait = (publish: Publish.Run, isExpired: boolean) =>
  isExpired && publish.options?.deadline === undefined
    ? Effect.succeed(Infinity)
    : Effect.map(Publish.timeLeft(publish), Duration.toMillis)

const isUnsent = ({ record }: VideoPublish): boolean => record.phase() === "Uploading"

const mediaChanged = fromReason("Publisher.publish")(
  new MediaUnreadable({ field: "media", rule: "must not change between the runs of one publish" })
)

const isSame = (a: Uploader.MediaIdentity, b: Uploader.MediaIdentity): boolean =>
  a.size === b.size && Equal.equals(a.modifiedAt, b.modifiedAt) && a.sha256 === b.sha256 && a.etag === b.etag &&
  a.lastModified === b.lastModified

/** Whether the status says that bytes are missing. */
const isIncomplete = (report: StatusPoller.StatusReport | undefined, size: number): boolean =>
  report?.stage === "Processing" && report.uploadedBytes !== undefined && report.uploadedBytes < size

/** Whether the status says that no more bytes are needed. */
const isWhole = ({ stage, uploadedBytes = 0 }: StatusPoller.StatusReport, size: number): boolean =>
  stage !== "Processing" && stage !== "Unrecognized" || uploadedBytes >= size

const undecided = (error: TikTokError, isGone: boolean): string => {
  const why = isGone
    ? "its media is lost"
    : isUploadExpired(error)
    ? "the upload URL has expired"
    : "the last bytes cannot be sent again"
  return `the response to the last byte was lost, ${why}, and the status does not say whether the byte has arrived`
}

/** Whether the media itself is the cause. */
const isMediaLost = ({ reason }: TikTokError): boolean =>
  reason._tag === "MediaUnreadable" || reason._tag === "MediaSourceError" ||
  reason._tag === "InvalidInput" && reason.field.startsWith("media")

/** @internal */
export const uploadUrlMissing = (publishId: Post.PublishId) =>
  fromReason("Publisher.publish", publishId)(
    new MalformedResponse({ status: 200, field: "data.upload_url", rule: "is missing" })
  )

const isUploadExpired = ({ reason }: TikTokError): boolean => reason._tag === "UploadExpired"
