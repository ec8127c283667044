/**
 * The endpoint catalog, version of December 15, 2025, as a contract. If the catalog
 * contradicts itself, `docs/decisions` records the choice.
 */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as ChunkPlan from "../internal/upload/chunkPlan.ts"
import * as ChunkResponse from "../internal/wire/chunkResponse.ts"
import * as CreatorResponses from "../internal/wire/creatorResponses.ts"
import { fieldsParameter } from "../internal/wire/fieldsParameter.ts"
import * as InitResponse from "../internal/wire/initResponse.ts"
import { sourceInfo } from "../internal/wire/sourceInfo.ts"
import * as StatusResponse from "../internal/wire/statusResponse.ts"
import * as TokenGrant from "../internal/wire/tokenGrant.ts"
import type { Contract, WireRequest } from "../model/contract.ts"
import type { CreatorProfile } from "../model/creator.ts"
import type { PrivacyLevel } from "../Post.ts"

/** @internal */
export const contract: Contract = {
  name: "catalog",

  oauth: {
    authorizeQuery: (input) => ({
      client_key: input.clientKey,
      scope: input.scopes.join(","),
      response_type: "code",
      redirect_uri: input.redirectUri,
      state: input.state,
      disable_auto_auth: input.alwaysAsk ? "1" : "0"
    }),

    exchange: {
      name: "token.exchange",
      encode: ({ app, code, redirectUri }) =>
        post("/v2/oauth/token/", {
          client_key: app.clientKey,
          client_secret: Redacted.value(app.clientSecret),
          code: Redacted.value(code),
          grant_type: "authorization_code",
          redirect_uri: redirectUri
        }),
      decode: (response) => TokenGrant.decodeLogin(tokenWire, response)
    },

    refresh: {
      name: "token.refresh",
      encode: ({ app, refreshToken }) =>
        post("/v2/oauth/token/", {
          client_key: app.clientKey,
          client_secret: Redacted.value(app.clientSecret),
          grant_type: "refresh_token",
          refresh_token: Redacted.value(refreshToken)
        }),
      decode: (response, input) => TokenGrant.decodeRefresh(tokenWire, response, input)
    }
  },

  user: {
    info: {
      name: "creator.info",
      encode: (fields) => ({
        method: "GET",
        path: "/v2/creator_info/query/",
        query: { fields: fieldsParameter(profileKeys, fields) }
      }),
      decode: (response) => CreatorResponses.decodeProfile("catalog", response)
    }
  },

  posts: {
    video: {
      name: "video.init",
      encode: ({ post: video, source }) =>
        post("/v2/post/publish/video/init/", {
          post_info: {
            title: video.title,
            privacy_level: privacyLevels[video.privacyLevel],
            disable_comment: video.disableComment ?? false,
            disable_duet: video.disableDuet ?? false,
            disable_stitch: video.disableStitch ?? false,
            video_cover_timestamp_ms: video.coverTimestamp === undefined
              ? undefined
              : Duration.toMillis(Duration.fromInputUnsafe(video.coverTimestamp)),
            brand_content_toggle: video.brandContent ?? false,
            brand_organic_toggle: video.brandOrganic ?? false,
            is_aigc: video.isAigc ?? false
          },
          source_info: sourceInfo(source)
        }),
      decode: (response, { source }) => InitResponse.decode("catalog", response, source._tag)
    },

    videoDraft: {
      name: "inbox.init",
      encode: ({ source }) =>
        post("/v2/post/publish/inbox/video/init/", {
          upload_source: sourceInfo(source).source,
          post_info: { title: "", privacy_level: privacyLevels.SELF_ONLY },
          source_info: sourceInfo(source)
        }),
      decode: (response, { source }) => InitResponse.decode("catalog", response, source._tag)
    },

    photos: {
      name: "photo.init",
      encode: (photos) =>
        post("/v2/post/publish/content/init/", {
          media_type: "PHOTO",
          post_mode: "DIRECT_POST",
          post_info: {
            title: photos.title,
            description: photos.description,
            privacy_level: privacyLevels[photos.privacyLevel],
            disable_comment: photos.disableComment ?? false,
            // The catalog does not name them. They are sent if they are set: a disclosure must not be lost.
            auto_add_music: photos.autoAddMusic,
            brand_content_toggle: photos.brandContent,
            brand_organic_toggle: photos.brandOrganic,
            is_aigc: photos.isAigc
          },
          source_info: {
            source: "PULL_FROM_URL",
            photo_images: photos.images.map(String),
            photo_cover_index: photos.coverIndex ?? 0
          }
        }),
      decode: (response) => InitResponse.decode("catalog", response, "Pull")
    },

    status: {
      name: "status",
      encode: ({ publishId }) => post("/v2/post/publish/status/fetch/", { publish_id: publishId }),
      decode: (response, { kind }) => StatusResponse.decode("catalog", response, kind)
    }
  },

  upload: {
    plan: ChunkPlan.plan,

    // As text: to parse and write the URL again would change the encoding of its signature.
    chunkUrl: (uploadUrl, index) =>
      partNumber.test(uploadUrl)
        ? uploadUrl.replace(partNumber, `$<lead>${index + 1}`)
        : `${uploadUrl}${uploadUrl.includes("?") ? "&" : "?"}part_number=${index + 1}`,

    chunkResponse: (response, chunk) => ChunkResponse.decode("catalog", response, chunk),

    // The catalog writes ranges like RFC 9110, so the number is more likely the last index.
    chunkProgress: (response, chunk) => ChunkResponse.progress(response, chunk).toReversed()
  },

  limits: (call, creator) => {
    const inits = { name: "init", key: `init:${creator}`, limit: 6, window: Duration.minutes(1) }
    switch (call) {
      case "photo.init":
        return [inits]
      case "video.init":
      case "inbox.init":
        return [inits, { name: "daily videos", key: `videos:${creator}`, limit: 15, window: Duration.days(1) }]
      default:
        return []
    }
  }
}

const tokenWire: TokenGrant.Wire = { contract: "catalog", documented: "wrapped" }

// -----------------------------------------------------------------------------
// requests
// -----------------------------------------------------------------------------

const post = (path: string, json: unknown): WireRequest => ({ method: "POST", path, json })

const privacyLevels: { readonly [Level in PrivacyLevel]: string } = {
  PUBLIC_TO_EVERYONE: "PUBLIC_TO_EVERYONE",
  MUTUAL_FOLLOW_FRIENDS: "MUTUAL_FOLLOW_FRIENDS",
  FOLLOWER_OF_CREATOR: "FOLLOWER_OF_CREATOR",
  SELF_ONLY: "PRIVATE"
}

const partNumber = /(?<lead>[?&]part_number=)[^&]*/

const profileKeys = {
  creator: "open_id",
  displayName: "display_name",
  avatarLargeUrl: "avatar_large_url",
  avatarMediumUrl: "avatar_medium_url",
  avatarSmallUrl: "avatar_small_url",
  avatarSize: "avatar_size",
  isVerified: "is_verified",
  bio: "bio_description",
  bioLink: "bio_link",
  profileUrl: "profile_deep_link",
  followerCount: "follower_count",
  followingCount: "following_count",
  videoCount: "video_count",
  likeCount: "like_count"
} satisfies { readonly [Field in keyof CreatorProfile]?: string }
