import { Effect, Layer } from "effect"
import { Checkpoint, type Post, Publisher, TikTok, type TikTokApi, TokenStore } from "effect-tiktok"

// #region job
/** A job of a queue. It may run as often as the queue likes, and posts once. */
export const job = Effect.fn("job")(
  function*(order: string, creator: Post.CreatorId, post: Post.Post) {
    const publisher = yield* Publisher.Publisher
    return yield* publisher.publish(creator, post, { key: order })
  },
  Effect.catchIf(
    (error) => error.retryable,
    ({ retryAfter }) => Effect.succeed({ _tag: "Again" as const, after: retryAfter })
  )
)
// #endregion job

// #region recover
/** Beside the rest of a program, for as long as it runs: goes on with what any process has left. */
export const layerRecovery = Layer.effectDiscard(Publisher.Publisher.use(({ recover }) => recover()))
// #endregion recover

// #region pending
/** What a page for the people in charge lists. */
export const waiting = Effect.gen(function*() {
  const { pending } = yield* Publisher.Publisher
  return (yield* pending).flatMap((publish) => {
    switch (publish._tag) {
      case "NeedsPerson":
        return [`${publish.key} by ${publish.creator}: ${publish.remedy}`]
      case "NeedsMedia":
        return [`${publish.key} by ${publish.creator}: publish it again with the same bytes.`]
      case "Unreadable":
        return [`${publish.record}: ${publish.because.message}`]
      case "Resumable":
        return []
    }
  })
})
// #endregion pending

// #region free
/** After a person has looked and found no post: the next publish under this key begins anew. */
export const free = (key: string) => Checkpoint.free(key)
// #endregion free

// #region prune
/** Once a day: forgets what has been done for longer than any job is repeated. */
export const prune = Checkpoint.CheckpointStore.use((store) => store.prune("90 days"))
// #endregion prune

// #region shared
/** The whole library, with everything that processes have to share in one Redis. */
export const layerRedis = (options: TikTokApi.Options) =>
  TokenStore.layerKeysConfig((keys) => TikTok.layerRedis({ ...options, ...keys }))

/** The same in one PostgreSQL, or in one SQLite file for the processes of a host. */
export const layerSql = (options: TikTokApi.Options) =>
  TokenStore.layerKeysConfig((keys) => TikTok.layerSql({ ...options, ...keys }))
// #endregion shared
