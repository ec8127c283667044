import { Effect, Stream } from "effect"
import { type Post, Videos } from "effect-tiktok"

// #region newest
export const newest = Effect.fn("newest")(function*(creator: Post.CreatorId, count: number) {
  const videos = yield* Videos.Videos
  return yield* videos.list(creator).pipe(Stream.take(count), Stream.runCollect)
})
// #endregion newest
