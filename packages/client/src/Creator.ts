/**
 * Who a creator is.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Auth from "./Auth.ts"
import type * as Post from "./Post.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { CallFailure, TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * A creator's public profile. A field is there when it was asked for and
 * TikTok has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CreatorProfile {
  readonly creator?: Post.CreatorId | undefined
  readonly displayName?: string | undefined
  readonly avatarLargeUrl?: string | undefined
  readonly avatarMediumUrl?: string | undefined
  readonly avatarSmallUrl?: string | undefined
  /** Edge of the avatar, in pixels. */
  readonly avatarSize?: number | undefined
  readonly isVerified?: boolean | undefined
  readonly bio?: string | undefined
  readonly bioLink?: string | undefined
  readonly profileUrl?: string | undefined
  readonly followerCount?: number | undefined
  readonly followingCount?: number | undefined
  readonly videoCount?: number | undefined
  readonly likeCount?: number | undefined
}

/**
 * Every field of a profile.
 *
 * @category models
 * @since 0.1.0
 */
export const fields: ReadonlyArray<keyof CreatorProfile> = [
  "creator",
  "displayName",
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
 * @category services
 * @since 0.1.0
 */
export class Creator extends Context.Service<Creator, {
  /** Fetches the profile, or only the given fields of it. */
  readonly profile: (
    creator: Post.CreatorId,
    only?: ReadonlyArray<keyof CreatorProfile>
  ) => Effect.Effect<CreatorProfile, TikTokError<CallFailure | Auth.TokenFailure>>
}>()("effect-tiktok/Creator") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from `Auth`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Creator["Service"], never, Auth.Auth | TikTokApi.TikTokApi> = Effect.gen(function*() {
  const api = yield* TikTokApi.TikTokApi
  const auth = yield* Auth.Auth

  const profile: Creator["Service"]["profile"] = Effect.fn("Creator.profile")(
    (creator, only) =>
      auth.withToken(creator, (token) => api.call(api.contract.profile, only ?? fields, token)).pipe(
        RetryPolicy.retry("reads")
      )
  )

  return Creator.of({ profile })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Creator`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Creator, never, Auth.Auth | TikTokApi.TikTokApi> = Layer.effect(Creator, make)
