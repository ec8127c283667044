import { Effect, Layer } from "effect"
import { Checkpoint, type Post, Publisher, TikTok, type TikTokApi, TokenStore } from "effect-tiktok"

// #region job
/** A job of a queue. It may run many times and posts once. */
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
/** Runs beside the rest of a program and finishes publishes that any process left unfinished. */
export const layerRecovery = Layer.effectDiscard(Publisher.Publisher.use(({ recover }) => recover()))
// #endregion recover

// #region pending
/** The lines of a page for operators. */
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
/** For use after a person has found no post: the next publish under this key starts again. */
export const free = (key: string) => Checkpoint.free(key)
// #endregion free

// #region prune
/** Run once a day: removes checkpoints that are older than any repeated job. */
export const prune = Checkpoint.CheckpointStore.use((store) => store.prune("90 days"))
// #endregion prune

// #region shared
/** The whole library, with all shared state in one Redis. */
export const layerRedis = (options: TikTokApi.Options) =>
  TokenStore.layerKeysConfig((keys) => TikTok.layerRedis({ ...options, ...keys }))

/** The whole library, with all shared state in one PostgreSQL, or in one SQLite file for the processes of one host. */
export const layerSql = (options: TikTokApi.Options) =>
  TokenStore.layerKeysConfig((keys) => TikTok.layerSql({ ...options, ...keys }))
// #endregion shared
