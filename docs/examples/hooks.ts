import { Effect, Layer, Metric } from "effect"
import { Hooks, type Post, Quota, TikTok, type TikTokApi } from "effect-tiktok"

// #region hooks
const durations = Metric.histogram("tiktok_request_ms", { boundaries: [100, 300, 1_000, 3_000, 10_000, 30_000] })

const hooks = Hooks.layer({
  onResponse: ({ duration, operation, reason = "none" }) =>
    Metric.update(Metric.withAttributes(durations, { operation, reason }), duration),
  onRetry: (event) => Effect.logWarning(`${event.operation} is repeated in ${event.delay} ms`, event),
  onWait: ({ delay, limit }) => Effect.logInfo(`${limit} has room in ${delay} ms`)
})

export const layer = (options: TikTokApi.Options) => Layer.provide(TikTok.layerMemory(options), hooks)
// #endregion hooks

// #region usage
/** A line for each limit, such as `daily videos: 3 of 15 left`. */
export const usage = Effect.fn("usage")(function*(creator: Post.CreatorId) {
  const limits = yield* Quota.usage(creator)
  return limits
    .filter(({ limit }) => limit.limit !== Infinity)
    .map(({ left, limit }) => `${limit.name}: ${left} of ${limit.limit} left`)
})
// #endregion usage
