import { Effect } from "effect"
import { type Post, Publisher, RetryPolicy, type TikTokError } from "effect-tiktok"

// #region reasons
export const publishOrExplain = Effect.fn("publishOrExplain")(
  function*(creator: Post.CreatorId, post: Post.Post) {
    const publisher = yield* Publisher.Publisher
    const outcome = yield* publisher.publish(creator, post)
    return `It ended as ${outcome._tag}.`
  },
  Effect.catchReasons("TikTokError", {
    ReauthorizationRequired: ({ creator }) => Effect.succeed(`Ask ${creator} to log in again.`),
    InvalidInput: ({ field, rule }) => Effect.succeed(`Correct the post: ${field} ${rule}.`)
  }),
  Effect.catchTag("TikTokError", (error) => Effect.succeed(`${error.message}. ${error.remedy}`))
)
// #endregion reasons

// #region later
/** For a job queue: whether this job may run again, and when. */
export const again = (error: TikTokError.TikTokError) =>
  error.retryable && error.publishId === undefined ? { after: error.retryAfter } : "never"
// #endregion later

// #region once
/** For a caller that retries by itself: the library retries nothing. */
export const withoutRetries = Effect.provideService(RetryPolicy.RetryPolicy, {
  reads: RetryPolicy.none,
  inits: RetryPolicy.none,
  chunks: RetryPolicy.none
})
// #endregion once
