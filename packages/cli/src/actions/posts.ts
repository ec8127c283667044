import { Duration, Effect, Stream } from "effect"
import { type Post, Publisher, Quota, StatusPoller, Videos } from "effect-tiktok"
import { present } from "../output/present.ts"
import { currentCreator } from "../session.ts"
import { CurrentTarget } from "../settings/connection.ts"
import type { Event } from "./account.ts"

/** How a post stands, after one status call. */
export const status = Effect.fnUntraced(function*(publishId: Post.PublishId) {
  const creator = yield* currentCreator
  const report = yield* StatusPoller.StatusPoller.use(({ get }) => get(creator, publishId))
  const found: Event<"StatusReceived"> = { _tag: "StatusReceived", report }
  return found
})

/** The newest public videos of the creator. */
export const listVideos = Effect.fnUntraced(function*(count: number) {
  const creator = yield* currentCreator
  const { list } = yield* Videos.Videos
  const videos = yield* list(creator).pipe(Stream.take(count), Stream.runCollect)
  const found: Event<"Videos"> = {
    _tag: "Videos",
    creator,
    videos: Array.from(
      videos,
      ({ commentCount, createdAt, duration, id, likeCount, shareCount, title, url, viewCount }) => ({
        id,
        ...present({
          title,
          url,
          createdAt,
          seconds: duration && Duration.toSeconds(duration),
          viewCount,
          likeCount,
          commentCount,
          shareCount
        })
      })
    )
  }
  return found
})

/** Publishes of the profile without a known outcome. */
export const pending = Effect.gen(function*() {
  const found: Event<"PendingPublishes"> = {
    _tag: "PendingPublishes",
    pending: yield* Publisher.Publisher.use(({ pending }) => pending)
  }
  return found
})

/** Asks TikTok to cancel a publish whose media it still fetches. */
export const cancel = Effect.fnUntraced(function*(publishId: Post.PublishId) {
  const creator = yield* currentCreator
  yield* Publisher.Publisher.use(({ cancel }) => cancel(creator, publishId))
  const done: Event<"CancelRequested"> = { _tag: "CancelRequested", publishId }
  return done
})

const calls = ["video.init", "inbox.init", "photo.init", "photo.draft", "creator.info", "status"] as const

/** The room under TikTok's limits, as far as the commands of this user count. Sends nothing. */
export const quotaLeft = Effect.gen(function*() {
  const creator = yield* currentCreator
  const { clientKey = "unset", contract } = yield* CurrentTarget
  const { nextSlot } = yield* Quota.Quota
  const byKey = Map.groupBy(
    calls.flatMap((call) => contract.limits(call, creator, clientKey).map((limit) => ({ call, limit }))),
    ({ limit }) => limit.key
  )
  const limits = yield* Effect.forEach(
    byKey.values(),
    ([first, ...others]) =>
      first === undefined ? Effect.succeed([]) : Effect.map(nextSlot([first.limit]), (room) => [{
        name: first.limit.name,
        calls: [first, ...others].map(({ call }) => call),
        ...present({ limit: Number.isFinite(first.limit.limit) ? first.limit.limit : undefined }),
        windowSeconds: Duration.toSeconds(first.limit.window),
        scope: first.limit.scope ?? "creator" as const,
        roomInSeconds: Math.ceil(Duration.toSeconds(room))
      }])
  )
  const found: Event<"QuotaLeft"> = { _tag: "QuotaLeft", creator, limits: limits.flat() }
  return found
})
