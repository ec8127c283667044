import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Checkpoint, CheckpointStore, ClaimFailure } from "../../Checkpoint.ts"
import type { VideoInfo } from "../../model/video.ts"
import type * as Outcome from "../../Outcome.ts"
import type * as Post from "../../Post.ts"
import type { TikTokError } from "../../TikTokError.ts"
import type { Videos } from "../../Videos.ts"
import * as Monotonic from "../common/monotonic.ts"
import { captionOf, isCut, mayShow } from "./captions.ts"
import * as Publish from "./publish.ts"

/**
 * Finds the outcome of a post that TikTok may or may not have accepted.
 *
 * @internal
 */
export type ResolveOutcome = (publish: Publish.Publish, detail: string) => Effect.Effect<Outcome.Outcome, ClaimFailure>

/**
 * Searches the creator's recent videos for the post, until the deadline. Only a
 * public post with a caption can be recognized. It counts as found when exactly
 * one video fits, and no other publish may own that video. Finding none proves
 * nothing.
 *
 * @internal
 */
export const makeResolveOutcome =
  (videos: Videos["Service"], store: CheckpointStore["Service"]): ResolveOutcome => (publish, detail) => {
    const caption = captionOf(publish.post)
    const unknown = unknownOutcome(publish.kind, detail)
    if (caption === undefined) return Effect.succeed(unknown)

    const search = Effect.gen(function*() {
      // When TikTok's clock is behind this one, the post is missed. A margin could match an older post instead.
      const since = DateTime.startOf(publish.record.startedAt, "second")
      const others = yield* otherPublishes(store, publish)
      const taken = new Set(
        others.flatMap(({ outcome }) => outcome?._tag === "Published" ? outcome.postIds : [])
      )
      const candidates = yield* videos.list(publish.creator).pipe(
        Stream.take(maxVideos),
        Stream.takeWhile(({ createdAt = since }) => DateTime.isGreaterThanOrEqualTo(createdAt, since)),
        Stream.filter((video) => hasCaption(video, caption) && !taken.has(video.id)),
        Stream.runCollect
      )
      const [video] = candidates
      // A video without a time may be older than the publish.
      if (candidates.length !== 1 || video?.createdAt === undefined) return undefined
      return others.some((other) => mayBelongTo(other, video, caption)) ? undefined : published(video)
    })
    // A transient failure leaves the list to the next search. A missing scope ends the search.
    const searchOnce = Effect.catchIf(search, ({ retryable }: TikTokError) => retryable, () => Effect.undefined)

    return Effect.gen(function*() {
      const until = (yield* Monotonic.now) + Duration.toMillis(yield* Publish.timeLeft(publish))
      while (true) {
        const left = until - (yield* Monotonic.now)
        const found = yield* searchOnce.pipe(
          Effect.timeoutOption(Math.max(left, minSearchTime)),
          Effect.map(Option.getOrUndefined),
          Effect.orElseSucceed(() => unknown)
        )
        if (found !== undefined) return found
        if ((yield* Monotonic.now) + pause > until) return unknown
        yield* Effect.sleep(pause)
      }
    })
  }

/** Milliseconds between two searches. */
const pause = 10_000

/** Milliseconds that a search gets at least, also at the deadline: those of one call. */
const minSearchTime = 30_000

/** More videos than a creator posts during one init. */
const maxVideos = 1000

/** The other stored publishes of the same creator. */
const otherPublishes = (store: CheckpointStore["Service"], { creator, record, options }: Publish.Publish) =>
  Effect.flatMap(Effect.zip(store.open, store.closedSince(record.startedAt)), (lists) => {
    const all = lists.flat()
    // A record that is only unreadable for now may belong to this creator, so the search waits for it.
    const unread = all.find((listed) => listed._tag === "Unreadable" && listed.because.retryable)
    return unread?._tag === "Unreadable"
      ? Effect.fail(unread.because)
      : Effect.succeed(
        all.flatMap((listed) => listed._tag === "Readable" ? [listed.checkpoint] : []).filter((other) =>
          other.creator === creator && other.key !== options?.key
        )
      )
  })

/** Whether a video may belong to another publish whose post ids are not known. */
const mayBelongTo = ({ outcome, phase, post }: Checkpoint, video: VideoInfo, caption: string): boolean => {
  if (phase === "Waiting" || phase === "Uploading") return false
  if (outcome?._tag === "Published" && outcome.postIds.length > 0) return false
  if (outcome?._tag === "Failed" || outcome?._tag === "SentToInbox") return false
  // No caption is stored for media in memory, which may share the beginning of a long one.
  if (post === undefined) return [video.title, video.description].every((shown) => isCut(shown, caption))
  const others = captionOf(post)
  return others !== undefined && hasCaption(video, others)
}

/** The outcome of a post that TikTok may have. @internal */
export const unknownOutcome = (kind: Post.Post["_tag"], detail: string): Outcome.OutcomeUnknown => ({
  _tag: "OutcomeUnknown",
  detail,
  remedy: `Look ${whereOf(kind)} before publishing again; TikTok may have accepted the post.`
})

const whereOf = (kind: Post.Post["_tag"]): string =>
  kind === "VideoDraft" || kind === "PhotosDraft"
    ? "in the creator's inbox"
    : "at the creator's profile, private posts included,"

const hasCaption = ({ description, title }: VideoInfo, caption: string): boolean =>
  mayShow(title, caption) || mayShow(description, caption)

const published = (video: VideoInfo): Outcome.Outcome => ({
  _tag: "Published",
  postIds: [video.id],
  url: video.url
})
