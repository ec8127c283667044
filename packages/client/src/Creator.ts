/**
 * Who a creator is, and what the creator may do now.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Auth from "./Auth.ts"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import * as FreshSlot from "./internal/quota/freshSlot.ts"
import { supported } from "./internal/wire/supported.ts"
import type { CreatorInfo, CreatorProfile } from "./model/creator.ts"
import type * as Post from "./Post.ts"
import * as Quota from "./Quota.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { CallFailure, InvalidInput, TikTokError, Unsupported } from "./TikTokError.ts"

export * from "./model/creator.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Every field of a profile. A contract asks for the ones that it has.
 *
 * @category models
 * @since 0.1.0
 */
export const fields: ReadonlyArray<keyof CreatorProfile> = [
  "creator",
  "unionId",
  "username",
  "displayName",
  "avatarUrl",
  "avatarUrl100",
  "avatarLargeUrl",
  "avatarMediumUrl",
  "avatarSmallUrl",
  "avatarSize",
  "isVerified",
  "bio",
  "bioLink",
  "profileUrl",
  "followerCount",
  "followingCount",
  "videoCount",
  "likeCount"
]

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Asks TikTok about a creator.
 *
 * **Example** (What a creator may do now)
 *
 * ```ts
 * import { Creator, type Post } from "effect-tiktok"
 *
 * export const infoOf = (creator: Post.CreatorId) => Creator.Creator.use(({ info }) => info(creator))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Creator extends Context.Service<Creator, {
  /** Fetches the profile, or only the given fields of it. */
  readonly profile: (
    creator: Post.CreatorId,
    only?: ReadonlyArray<keyof CreatorProfile>
  ) => Effect.Effect<CreatorProfile, TikTokError<InvalidInput | CallFailure | Auth.TokenFailure>>

  /** What the creator may do now. Fails with the reason when the creator cannot post at all. */
  readonly info: (
    creator: Post.CreatorId
  ) => Effect.Effect<CreatorInfo, TikTokError<CallFailure | Auth.TokenFailure | Quota.QuotaFailure | Unsupported>>
}>()("effect-tiktok/Creator") {}

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
 * import { Creator } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Creator.Creator, Creator.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Creator["Service"], never, Auth.Auth | Quota.Quota | TikTokApi.TikTokApi> = Effect.gen(
  function*() {
    const api = yield* TikTokApi.TikTokApi
    const auth = yield* Auth.Auth
    const quota = yield* Quota.Quota
    const retry = yield* Retry.make

    const profile: Creator["Service"]["profile"] = Effect.fn("Creator.profile")(
      (creator, only) =>
        Effect.andThen(
          Validate.orFail("Creator.profile", ofFields(only)),
          auth.withToken(creator, (token) => api.call(api.contract.user.info, only ?? fields, token)).pipe(
            retry("reads")
          )
        )
    )

    const info: Creator["Service"]["info"] = Effect.fn("Creator.info")(function*(creator) {
      yield* Validate.orFail("Creator.info", Validate.name("creator", creator))
      const operation = yield* supported(api.contract, "creator info", api.contract.creator?.info)
      const limits = api.contract.limits("creator.info", creator, api.app.clientKey)
      return yield* auth.withToken(
        creator,
        (token) =>
          FreshSlot.withSlot(quota, limits, (ready) => Effect.andThen(ready, api.call(operation, undefined, token)))
      ).pipe(retry("reads"))
    })

    return Creator.of({ profile, info })
  }
)

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Creator`.
 *
 * **Example** (On top of logins)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Auth, Creator } from "effect-tiktok"
 *
 * export const layer = Layer.provideMerge(Creator.layer, Auth.layer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Creator, never, Auth.Auth | Quota.Quota | TikTokApi.TikTokApi> = Layer.effect(
  Creator,
  make
)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofFields = (only: unknown): Validate.Violations =>
  Validate.check(
    only === undefined || Array.isArray(only) && only.every((field) => fields.includes(field)),
    "only",
    "must be a list of fields of a profile"
  )
