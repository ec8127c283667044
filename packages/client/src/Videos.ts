/**
 * A creator's public videos.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Auth from "./Auth.ts"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import { supported } from "./internal/wire/supported.ts"
import type { VideoInfo } from "./model/video.ts"
import type * as Post from "./Post.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { CallFailure, InvalidInput, TikTokError, Unsupported } from "./TikTokError.ts"

export * from "./model/video.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Why the videos may be unavailable.
 *
 * @category models
 * @since 0.1.0
 */
export type VideosFailure = InvalidInput | CallFailure | Auth.TokenFailure | Unsupported

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Lists videos. Needs the scope `video.list` (tiktok-live, section 11.2).
 *
 * **Example** (The ten newest videos)
 *
 * ```ts
 * import { Stream } from "effect"
 * import { type Post, Videos } from "effect-tiktok"
 *
 * export const newest = (creator: Post.CreatorId) =>
 *   Videos.Videos.use(({ list }) => list(creator).pipe(Stream.take(10), Stream.runCollect))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Videos extends Context.Service<Videos, {
  /**
   * Every public video, newest first. Pages are fetched as the stream is read. The stream also ends when TikTok's cursor
   * does not move back, after twenty empty pages in a row, and after 10,000 pages.
   */
  readonly list: (
    creator: Post.CreatorId,
    options?: {
      /** Only videos older than this. */
      readonly before?: DateTime.Utc | undefined
    }
  ) => Stream.Stream<VideoInfo, TikTokError<VideosFailure>>

  /** The given posts, without those of other creators. */
  readonly query: (
    creator: Post.CreatorId,
    ids: ReadonlyArray<Post.PostId>
  ) => Effect.Effect<ReadonlyArray<VideoInfo>, TikTokError<VideosFailure>>
}>()("effect-tiktok/Videos") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from `Auth`.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Videos } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Videos.Videos, Videos.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Videos["Service"], never, Auth.Auth | TikTokApi.TikTokApi> = Effect.gen(function*() {
  const api = yield* TikTokApi.TikTokApi
  const auth = yield* Auth.Auth
  const retry = yield* Retry.make

  const page = Effect.fn("Videos.page")(function*(creator: Post.CreatorId, cursor: number | undefined) {
    const operation = yield* supported(api.contract, "video list", api.contract.videos?.list)
    return yield* auth.withToken(creator, (token) => api.call(operation, { cursor, count: pageSize }, token)).pipe(
      retry("reads")
    )
  })

  const list: Videos["Service"]["list"] = (creator, options) =>
    Stream.unwrap(Effect.as(
      Validate.orFail("Videos.list", [
        ...Validate.name("creator", creator),
        ...ofList(options)
      ]),
      pages(creator, options?.before?.epochMilliseconds)
    ))

  const pages = (creator: Post.CreatorId, before: number | undefined) =>
    Stream.paginate(
      { cursor: before, pages: 1, empty: 0 },
      ({ cursor, empty, pages }: Place) =>
        Effect.map(page(creator, cursor), ({ next, videos }) => {
          const onward = { cursor: next, pages: pages + 1, empty: videos.length === 0 ? empty + 1 : 0 }
          const isOnward = next !== undefined && next < (cursor ?? Infinity) && onward.pages <= mostPages &&
            onward.empty < mostEmpty
          return [videos, isOnward ? Option.some(onward) : Option.none<Place>()] as const
        })
    )

  const query: Videos["Service"]["query"] = Effect.fn("Videos.query")(function*(creator, ids) {
    yield* Validate.orFail("Videos.query", [...Validate.name("creator", creator), ...ofIds(ids)])
    const operation = yield* supported(api.contract, "video query", api.contract.videos?.query)
    const pages = Array.from(
      { length: Math.ceil(ids.length / pageSize) },
      (_, index) => ids.slice(index * pageSize, (index + 1) * pageSize)
    )
    const responses = yield* Effect.forEach(
      pages,
      (some) => auth.withToken(creator, (token) => api.call(operation, some, token)).pipe(retry("reads"))
    )
    return responses.flat()
  })

  return Videos.of({ list, query })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Videos`.
 *
 * **Example** (On top of logins)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Auth, Videos } from "effect-tiktok"
 *
 * export const layer = Layer.provideMerge(Videos.layer, Auth.layer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Videos, never, Auth.Auth | TikTokApi.TikTokApi> = Layer.effect(Videos, make)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// The most that one call accepts and returns.
const pageSize = 20

/** How far the listing is. */
interface Place {
  readonly cursor: number | undefined
  readonly pages: number
  /** Empty pages in a row. */
  readonly empty: number
}

const mostPages = 10_000
const mostEmpty = 20

const ofList = (options: { readonly before?: unknown } | undefined): Validate.Violations => [
  ...Validate.options("options", options),
  ...Validate.check(
    options?.before === undefined || DateTime.isDateTime(options.before),
    "before",
    "must be a DateTime"
  )
]

const ofIds = (ids: unknown): Validate.Violations =>
  Array.isArray(ids)
    ? Array.from(ids, (id, index) => Validate.name(`ids[${index}]`, id)).flat()
    : Validate.check(false, "ids", "must be a list of post ids")
