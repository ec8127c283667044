import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { CheckpointStore, ClaimFailure } from "../Checkpoint.ts"
import type * as Outcome from "../Outcome.ts"
import type * as Post from "../Post.ts"
import type { TikTokError } from "../TikTokError.ts"
import type { VideoInfo, Videos } from "../Videos.ts"
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
 * candidate that belongs to no other publish is believed. Finding none proves
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
      const since = Math.floor(DateTime.toEpochMillis(publish.journal.startedAt) / 1000)
      const taken = new Set(
        (yield* store.closedSince(publish.journal.startedAt)).flatMap(({ outcome }) =>
          outcome?._tag === "Published" ? outcome.postIds : []
        )
      )
      const candidates = yield* videos.list(publish.creator).pipe(
        Stream.takeWhile(({ createdAt = 0 }) => createdAt >= since),
        Stream.filter((video) => isCalled(video, caption) && !taken.has(video.id)),
        Stream.runCollect
      )
      const [video] = candidates
      return candidates.length === 1 && video !== undefined ? published(video) : undefined
    })
    // A list that cannot be had now may be had at the next look; one that this login may not see never will.
    const patiently = Effect.catchIf(look, ({ retryable }: TikTokError) => retryable, () => Effect.undefined)

    return Effect.gen(function*() {
      const looking = Schedule.upTo(Schedule.spaced("10 seconds"), { duration: yield* Publish.timeLeft(publish) })
      const found = yield* Stream.fromEffectSchedule(patiently, looking).pipe(
        Stream.filter((outcome) => outcome !== undefined),
        Stream.runHead,
        Effect.orElseSucceed(Option.none)
      )
      return Option.getOrElse(found, () => unknown)
    })
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

const captionOf = (post: Post.Post): string | undefined => {
  if (post._tag === "VideoDraft" || post._tag === "PhotosDraft") return undefined
  if (post.privacyLevel !== "PUBLIC_TO_EVERYONE") return undefined
  const caption = (post.title ?? (post._tag === "Photos" ? post.description : undefined))?.trim()
  return caption === "" ? undefined : caption
}

const isCalled = (video: VideoInfo, caption: string): boolean =>
  video.title?.trim() === caption || video.description?.trim() === caption

const published = (video: VideoInfo): Outcome.Outcome => ({
  _tag: "Published",
  postIds: [video.id],
  url: video.url
})
