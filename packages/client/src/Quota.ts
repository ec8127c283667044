/**
 * Keeps TikTok's limits before a call is sent.
 *
 * Each limit is an exact sliding window: at most `limit` calls in any `window`. A
 * call takes a slot in all its limits together, or in none.
 *
 * Only TikTok can count some limits. Its refusal pauses the creator or the whole
 * app, in every process that shares the count.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redis from "effect/persistence/Redis"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Validate from "./internal/common/validate.ts"
import * as QuotaMemory from "./internal/quota/quotaMemory.ts"
import * as QuotaRedis from "./internal/quota/quotaRedis.ts"
import * as QuotaService from "./internal/quota/quotaService.ts"
import * as QuotaSql from "./internal/quota/quotaSql.ts"
import { LimitedCall } from "./model/contract.ts"
import type { Options, Service, Usage } from "./model/quota.ts"
import type { CreatorId } from "./Post.ts"
import type * as RecordStore from "./RecordStore.ts"
import * as TikTokApi from "./TikTokApi.ts"
import {
  fromReason,
  type InvalidInput,
  type QuotaUnavailable,
  type StoreFailed,
  type TikTokError
} from "./TikTokError.ts"

export * from "./model/quota.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How calls wait, and where they are counted in Redis.
 *
 * @category options
 * @since 0.1.0
 */
export interface RedisOptions extends Options, RecordStore.RedisOptions {}

/**
 * How calls wait, and where they are counted in a database.
 *
 * @category options
 * @since 0.1.0
 */
export interface SqlOptions extends Options, RecordStore.SqlOptions {}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Counts calls against limits.
 *
 * **Example** (A count begins anew)
 *
 * ```ts
 * import { Quota } from "effect-tiktok"
 *
 * export const forget = (limit: Quota.Limit) => Quota.Quota.use(({ reset }) => reset(limit))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Quota extends Context.Service<Quota, Service>()("effect-tiktok/Quota") {}

// -----------------------------------------------------------------------------
// usage
// -----------------------------------------------------------------------------

/**
 * How much of each limit of a creator and the app is used. Takes no slot, and asks
 * only the store. Limits that TikTok alone can count show when TikTok has refused a
 * call, and until when.
 *
 * **Example** (3 of 15 left)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { type Post, Quota } from "effect-tiktok"
 *
 * export const lines = (creator: Post.CreatorId) =>
 *   Effect.map(Quota.usage(creator), (limits) =>
 *     limits.map(({ left, limit }) => `${limit.name}: ${left} of ${limit.limit} left`))
 * ```
 *
 * @category getters
 * @since 0.1.0
 */
export const usage = Effect.fnUntraced(function*(
  creator: CreatorId
): Effect.fn.Return<
  ReadonlyArray<Usage>,
  TikTokError<InvalidInput | QuotaUnavailable>,
  Quota | TikTokApi.TikTokApi
> {
  yield* Validate.orFail("Quota.usage", Validate.name("creator", creator))
  const { app, contract } = yield* TikTokApi.TikTokApi
  const quota = yield* Quota
  const limits = LimitedCall.literals.flatMap((call) => contract.limits(call, creator, app.clientKey))
  return yield* quota.usage([...new Map(limits.map((limit) => [limit.key, limit])).values()])
})

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Creates a service that counts in this process. Fails with `InvalidInput` when
 * an option is unusable.
 *
 * **Example** (Calls that wait ten seconds at most)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Quota.Quota, Quota.makeMemory({ maxWait: "10 seconds" }))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory = (options?: Options): Effect.Effect<Quota["Service"], TikTokError<InvalidInput>> =>
  Effect.flatMap(QuotaMemory.make, (store) => QuotaService.make(store, options)).pipe(
    Effect.mapError(fromReason("Quota.make"))
  )

/**
 * Creates a service that counts for all processes that share the current `Redis`,
 * by the clock of Redis. While Redis does not respond, every call fails with
 * `QuotaUnavailable` within five seconds.
 *
 * **Example** (Keys with a prefix)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Quota.Quota, Quota.makeRedis({ prefix: "tiktok:" }))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRedis = (
  options?: RedisOptions
): Effect.Effect<Quota["Service"], TikTokError<InvalidInput>, Redis.Redis> =>
  Validate.orFail("Quota.make", Validate.optional(Validate.text)("prefix", options?.prefix)).pipe(
    Effect.andThen(QuotaRedis.make({ prefix: options?.prefix ?? "" })),
    Effect.flatMap((store) => Effect.mapError(QuotaService.make(store, options), fromReason("Quota.make")))
  )

/**
 * Creates a service that counts for all processes that share the current database.
 * PostgreSQL counts by its own clock, SQLite by the clock of the host. Creates
 * missing tables. While the database does not respond, every call fails with
 * `QuotaUnavailable` within five seconds.
 *
 * **Example** (Tables with a prefix)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Quota.Quota, Quota.makeSql({ prefix: "tiktok_" }))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeSql = (
  options?: SqlOptions
): Effect.Effect<Quota["Service"], TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  QuotaSql.make(options).pipe(
    Effect.flatMap((store) => QuotaService.make(store, options)),
    Effect.mapError(fromReason("Quota.makeSql"))
  )

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Counts in this process. Use it if no other process posts for the same creators.
 *
 * **Example** (Calls that do not wait)
 *
 * ```ts
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Quota.layerMemory({ maxWait: 0 })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (options?: Options): Layer.Layer<Quota, TikTokError<InvalidInput>> =>
  Layer.effect(Quota, makeMemory(options))

/**
 * Counts for all processes that share the current `Redis`.
 *
 * **Example** (Keys with a prefix)
 *
 * ```ts
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Quota.layerRedis({ prefix: "tiktok:" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options?: RedisOptions
): Layer.Layer<Quota, TikTokError<InvalidInput>, Redis.Redis> => Layer.effect(Quota, makeRedis(options))

/**
 * Counts for all processes that share the current PostgreSQL or SQLite database.
 *
 * **Example** (Tables with a prefix)
 *
 * ```ts
 * import { Quota } from "effect-tiktok"
 *
 * export const layer = Quota.layerSql({ prefix: "tiktok_" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options?: SqlOptions
): Layer.Layer<Quota, TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  Layer.effect(Quota, makeSql(options))
