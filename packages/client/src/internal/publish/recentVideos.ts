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
 * Finds out what became of a post whose acceptance nobody knows.
 *
 * @internal
 */
export type Settle = (publish: Publish.Publish, detail: string) => Effect.Effect<Outcome.Outcome, ClaimFailure>

/**
 * Looks for the post among the creator's recent videos, until the deadline. Only
 * a public post with a caption of its own can be recognised there, and only one
 * candidate that can belong to no other publish is believed. Finding none proves
 * nothing.
 *
 * @internal
 */
export const makeSettle =
  (videos: Videos["Service"], store: CheckpointStore["Service"]): Settle => (publish, detail) => {
    const caption = captionOf(publish.post)
    const unknown = unknownOutcome(publish.post, detail)
    if (caption === undefined) return Effect.succeed(unknown)

    const look = Effect.gen(function*() {
      // Where TikTok's clock is behind ours the post is missed; a margin would take an older one for it.
      const since = DateTime.startOf(publish.journal.startedAt, "second")
      const others = yield* othersOf(store, publish)
      const taken = new Set(
        others.flatMap(({ outcome }) => outcome?._tag === "Published" ? outcome.postIds : [])
      )
      const candidates = yield* videos.list(publish.creator).pipe(
        Stream.take(mostVideos),
        Stream.takeWhile(({ createdAt = since }) => DateTime.isGreaterThanOrEqualTo(createdAt, since)),
        Stream.filter((video) => isCalled(video, caption) && !taken.has(video.id)),
        Stream.runCollect
      )
      const [video] = candidates
      // A video without a time may be older than the publish.
      if (candidates.length !== 1 || video?.createdAt === undefined) return undefined
      return others.some((other) => mayBe(other, video, caption)) ? undefined : published(video)
    })
    // A list that cannot be had now may be had at the next look; one that this login may not see never will.
    const patiently = Effect.catchIf(look, ({ retryable }: TikTokError) => retryable, () => Effect.undefined)

    return Effect.gen(function*() {
      const until = (yield* Monotonic.now) + Duration.toMillis(yield* Publish.timeLeft(publish))
      while (true) {
        const left = until - (yield* Monotonic.now)
        const found = yield* patiently.pipe(
          Effect.timeoutOption(Math.max(left, shortestLook)),
          Effect.map(Option.getOrUndefined),
          Effect.orElseSucceed(() => unknown)
        )
        if (found !== undefined) return found
        if ((yield* Monotonic.now) + pause > until) return unknown
        yield* Effect.sleep(pause)
      }
    })
  }

/** Milliseconds between two looks. */
const pause = 10_000

/** Milliseconds for a look that begins at the end of the time: those of one call. */
const shortestLook = 30_000

/** No creator posts so many while one init is answered. */
const mostVideos = 1000

/** What else of ours may be among the creator's videos. */
const othersOf = (store: CheckpointStore["Service"], { creator, journal, options }: Publish.Publish) =>
  Effect.flatMap(Effect.zip(store.open, store.closedSince(journal.startedAt)), (lists) => {
    const all = lists.flat()
    // What a record says that may be read again soon has to be known first.
    const unread = all.find((listed) => listed._tag === "Unreadable" && listed.because.retryable)
    return unread?._tag === "Unreadable"
      ? Effect.fail(unread.because)
      : Effect.succeed(
        all.flatMap((listed) => listed._tag === "Readable" ? [listed.checkpoint] : []).filter((other) =>
          other.creator === creator && other.key !== options?.key
        )
      )
  })

/** Whether a video may be of another publish of ours, whose own ids are not known. */
const mayBe = ({ outcome, phase, post }: Checkpoint, video: VideoInfo, caption: string): boolean => {
  if (phase === "Waiting" || phase === "Uploading") return false
  if (outcome?._tag === "Published" && outcome.postIds.length > 0) return false
  if (outcome?._tag === "Failed" || outcome?._tag === "SentToInbox") return false
  // Of bytes in memory no caption is kept: they can share the beginning of a long one.
  if (post === undefined) return [video.title, video.description].every((shown) => isCut(shown, caption))
  const others = captionOf(post)
  return others !== undefined && isCalled(video, others)
}

const unknownOutcome = (post: Post.Post, detail: string): Outcome.OutcomeUnknown => ({
  _tag: "OutcomeUnknown",
  detail,
  remedy: `Look ${whereOf(post)} before publishing again; TikTok may have accepted the post.`
})

const whereOf = (post: Post.Post): string =>
  post._tag === "VideoDraft" || post._tag === "PhotosDraft"
    ? "in the creator's inbox"
    : "at the creator's profile, private posts included,"

const isCalled = ({ description, title }: VideoInfo, caption: string): boolean =>
  mayShow(title, caption) || mayShow(description, caption)

const published = (video: VideoInfo): Outcome.Outcome => ({
  _tag: "Published",
  postIds: [video.id],
  url: video.url
})
