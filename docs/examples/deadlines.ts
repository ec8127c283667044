import { type Duration, Effect } from "effect"
import { Creator, type Post, Publisher } from "effect-tiktok"

// #region effect
/** Fails with a `TimeoutError` when the publish is not over in time. The next one under the key continues. */
export const publishWithin = Effect.fn("publishWithin")(
  function*(creator: Post.CreatorId, post: Post.Post, key: string, limit: Duration.Input) {
    const publisher = yield* Publisher.Publisher
    return yield* Effect.timeout(publisher.publish(creator, post, { key }), limit)
  }
)
// #endregion effect

// #region call
/** Whether TikTok answers for this creator within two seconds. */
export const isReachable = (creator: Post.CreatorId) =>
  Creator.Creator.use(({ profile }) => profile(creator, ["displayName"])).pipe(
    Effect.timeout("2 seconds"),
    Effect.isSuccess
  )
// #endregion call
