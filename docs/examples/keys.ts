import { Effect, Layer } from "effect"
import { Checkpoint, type Post, Publisher, Quota, TokenLock, TokenStore } from "effect-tiktok"

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

// #region start
/** At the start of a process: goes on with what an earlier one has left. */
export const goOn = Effect.gen(function*() {
  const publisher = yield* Publisher.Publisher
  const left = yield* publisher.pending
  return yield* Effect.forEach(left, ({ key }) => Effect.result(publisher.resume(key)), { concurrency: 4 })
})
// #endregion start

// #region free
/** After a person has looked and found no post: the next publish under this key begins anew. */
export const free = (key: string) => Checkpoint.free(key)
// #endregion free

// #region shared
/** Everything that processes have to share, in one Redis. */
export const layerShared = Layer.mergeAll(
  TokenStore.layerConfig(TokenStore.layerRedis),
  TokenStore.layerConfig(Checkpoint.layerRedis),
  TokenLock.layerRedis(),
  Quota.layerRedis()
)
// #endregion shared
