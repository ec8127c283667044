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
import type * as Publisher from "../../model/publishing.ts"
import type * as Post from "../../Post.ts"
import * as StatusPoller from "../../StatusPoller.ts"
import { fromReason, MalformedAnswer, MediaUnreadable, type TikTokError } from "../../TikTokError.ts"
import type * as Uploader from "../../Uploader.ts"
import * as Monotonic from "../common/monotonic.ts"
import { isChunkInDoubt } from "./doubt.ts"
import type * as Initialize from "./initialize.ts"
import * as Publish from "./publish.ts"

type VideoPublish = Publish.Publish<Post.Video | Post.VideoDraft>

/**
 * Posts whose bytes we send, until TikTok has them. It publishes once it has the
 * last byte, so until that is sent another init posts nothing twice.
 *
 * @internal
 */
export const make = (
  { initVideo, upload }: Initialize.Initialize,
  uploader: Uploader.Uploader["Service"],
  poller: StatusPoller.StatusPoller["Service"]
) => {
  const statusOf = ({ creator, kind }: VideoPublish, publishId: Post.PublishId) =>
    poller.get(creator, publishId, kind).pipe(
      Effect.timeoutOption(Publish.oneAsk),
      Effect.map(Option.getOrUndefined),
      Effect.orElseSucceed(() => undefined)
    )

  /** When this process first went on with an upload whose last byte may have arrived. */
  const firstLooks = new Map<Post.PublishId, number>()

  const sent = (publish: VideoPublish, media: Media.Uploadable, plan: Uploader.Plan, at: {
    readonly publishId: Post.PublishId
    readonly uploadUrl: Redacted.Redacted<string>
    /** Of an earlier run. */
    readonly confirmed?: number | undefined
    /** Told before the failure of an upload whose last byte, of an earlier run, has not arrived and never will. */
    readonly onDenied?: (() => void) | undefined
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
      Stream.catch((error) => Stream.unwrap(afterFailure(publish, plan, at, isInDoubt, error)))
    )
    return Publish.withPublishId(journal, at.publishId, chunks)
  }

  const afterFailure = Effect.fnUntraced(function*(
    publish: VideoPublish,
    plan: Uploader.Plan,
    { onDenied, publishId }: { readonly publishId: Post.PublishId; readonly onDenied?: (() => void) | undefined },
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
    if (!isIncomplete(report, plan)) return Stream.empty
    if (onDenied !== undefined && (yield* isDenied(publish, plan, publishId, isUploadExpired(error)))) {
      onDenied()
      return Stream.fail(error)
    }
    return error.retryable ? Stream.fail(error) : Stream.empty
  })

  /**
   * Whether the last byte of an earlier run has not arrived, and never will. No time of day tells that, because clocks
   * are set: a URL is over once TikTok says so, or when this process has known of it for longer than it lives, and the
   * status may learn late of bytes that came in the last moment.
   */
  const isDenied = Effect.fnUntraced(function*(
    publish: VideoPublish,
    plan: Uploader.Plan,
    publishId: Post.PublishId,
    isOver: boolean
  ) {
    const deniedAt = (firstLooks.get(publishId) ?? (yield* Monotonic.now)) + statusLag + (isOver ? 0 : urlLifetime)
    const left = deniedAt - (yield* Monotonic.now)
    if (left <= 0) return true
    // A look that is worth waiting for, as long as the outcome would be waited for anyway.
    if (publish.isInLine === true || left > Duration.toMillis(yield* Publish.timeLeft(publish))) return false
    const { creator, kind } = publish
    yield* Effect.ignore(poller.outcome(creator, publishId, { kind, deadline: left }))
    return (yield* Monotonic.now) >= deniedAt && isIncomplete(yield* statusOf(publish, publishId), plan)
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
    const at = { publishId, uploadUrl, confirmed }
    if (phase === "Uploading") {
      // While the last byte was surely not sent, another init may take the place of an upload that has run out.
      return uploadExpiresAt === undefined || DateTime.isLessThanOrEqualTo(uploadExpiresAt, yield* DateTime.now)
        ? again
        : Stream.catchIf(
          sent(publish, media, plan, at),
          (error) => isUploadExpired(error) && isUnsent(publish),
          () => again
        )
    }
    // The last byte may have arrived. While the URL lives, sending the rest once more settles it.
    look(publishId, yield* Monotonic.now)
    let isOver = false
    const onDenied = () => void (isOver = true)
    return Stream.catchIf(sent(publish, media, plan, { ...at, onDenied }), () => isOver, () => again)
  })

  const look = (publishId: Post.PublishId, now: number) => {
    for (const [other, since] of firstLooks) if (now - since > remembered) firstLooks.delete(other)
    if (!firstLooks.has(publishId)) firstLooks.set(publishId, now)
  }

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
  a.size === b.size && Equal.equals(a.modifiedAt, b.modifiedAt) && a.sha256 === b.sha256 && a.etag === b.etag &&
  a.lastModified === b.lastModified

/** Milliseconds after which the status knows of every byte that has arrived. */
const statusLag = 600_000

/** Milliseconds that an upload URL lives (tiktok-live, section 4.3). */
const urlLifetime = 3_600_000

/** Milliseconds that a first look is remembered: longer than recovery rests, and than every wait that counts from it. */
const remembered = 86_400_000

const isIncomplete = (report: StatusPoller.StatusReport | undefined, { size }: Uploader.Plan): boolean =>
  report?.stage === "Processing" && report.uploadedBytes !== undefined && report.uploadedBytes < size

const uploadUrlMissing = (publishId: Post.PublishId) =>
  fromReason("Publisher.publish", publishId)(
    new MalformedAnswer({ status: 200, field: "data.upload_url", rule: "is missing" })
  )

const isUploadExpired = ({ reason }: TikTokError): boolean => reason._tag === "UploadExpired"
