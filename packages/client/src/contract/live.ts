/**
 * TikTok's published API, version 2, as mirrored in September 2026.
 */
import * as Duration from "effect/Duration"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hex from "effect/encoding/Hex"
import * as Redacted from "effect/Redacted"
import * as ChunkPlan from "../internal/upload/chunkPlan.ts"
import * as ChunkResponse from "../internal/wire/chunkResponse.ts"
import * as CreatorResponses from "../internal/wire/creatorResponses.ts"
import * as Envelope from "../internal/wire/envelope.ts"
import { fieldsParameter } from "../internal/wire/fieldsParameter.ts"
import * as InitResponse from "../internal/wire/initResponse.ts"
import { sourceInfo } from "../internal/wire/sourceInfo.ts"
import * as StatusResponse from "../internal/wire/statusResponse.ts"
import * as TokenGrant from "../internal/wire/tokenGrant.ts"
import * as VideoResponses from "../internal/wire/videoResponses.ts"
import type { Contract, LiveOptions } from "../model/contract.ts"
import type { CreatorProfile } from "../model/creator.ts"
import type { Photos, PhotosDraft, Video } from "../Post.ts"
import * as LiveRateLimits from "./liveRateLimits.ts"

/** @internal */
export const make = ({ challenge = "hex" }: LiveOptions): Contract => ({
  name: "live",

  oauth: {
    authorizeQuery: (input) => ({
      client_key: input.clientKey,
      response_type: "code",
      scope: input.scopes.join(","),
      redirect_uri: input.redirectUri,
      state: input.state,
      disable_auto_auth: input.alwaysAsk ? "1" : "0",
      ...(challenge === "none" ? {} : {
        code_challenge: challenge === "hex" ? Hex.encode(input.codeDigest) : Base64Url.encode(input.codeDigest),
        code_challenge_method: "S256"
      })
    }),

    exchange: {
      name: "token.exchange",
      encode: ({ app, code, codeVerifier, redirectUri }) => ({
        method: "POST",
        path: "/v2/oauth/token/",
        form: {
          client_key: app.clientKey,
          client_secret: Redacted.value(app.clientSecret),
          grant_type: "authorization_code",
          code: Redacted.value(code),
          redirect_uri: redirectUri,
          ...(challenge === "none" ? {} : { code_verifier: Redacted.value(codeVerifier) })
        }
      }),
      decode: (response) => TokenGrant.decodeLogin(tokenWire, response)
    },

    refresh: {
      name: "token.refresh",
      encode: ({ app, refreshToken }) => ({
        method: "POST",
        path: "/v2/oauth/token/",
        form: {
          client_key: app.clientKey,
          client_secret: Redacted.value(app.clientSecret),
          grant_type: "refresh_token",
          refresh_token: Redacted.value(refreshToken)
        }
      }),
      decode: (response, input) => TokenGrant.decodeRefresh(tokenWire, response, input)
    },

    revoke: {
      name: "token.revoke",
      encode: ({ accessToken, app }) => ({
        method: "POST",
        path: "/v2/oauth/revoke/",
        form: {
          client_key: app.clientKey,
          client_secret: Redacted.value(app.clientSecret),
          token: Redacted.value(accessToken)
        }
      }),
      // Success is an empty body or an empty object. The 2xx status is not documented.
      decode: (response) => Envelope.decodeEmpty("live", response)
    },

    clientToken: {
      name: "token.client",
      encode: ({ clientKey, clientSecret }) => ({
        method: "POST",
        path: "/v2/oauth/token/",
        form: {
          client_key: clientKey,
          client_secret: Redacted.value(clientSecret),
          grant_type: "client_credentials"
        }
      }),
      decode: (response) => TokenGrant.decodeApp(tokenWire, response)
    }
  },

  user: {
    info: {
      name: "user.info",
      encode: (fields) => ({
        method: "GET",
        path: "/v2/user/info/",
        query: { fields: fieldsParameter(profileKeys, fields) }
      }),
      decode: (response) => CreatorResponses.decodeProfile("live", response)
    }
  },

  creator: {
    info: {
      name: "creator.info",
      encode: () => ({ method: "POST", path: "/v2/post/publish/creator_info/query/" }),
      decode: (response) => CreatorResponses.decodeInfo("live", response)
    }
  },

  posts: {
    video: {
      name: "video.init",
      encode: ({ post, source }) => ({
        method: "POST",
        path: "/v2/post/publish/video/init/",
        json: { post_info: videoInfo(post), source_info: sourceInfo(source) }
      }),
      decode: (response, { source }) => InitResponse.decode("live", response, source._tag)
    },

    videoDraft: {
      name: "inbox.init",
      encode: ({ source }) => ({
        method: "POST",
        path: "/v2/post/publish/inbox/video/init/",
        json: { source_info: sourceInfo(source) }
      }),
      decode: (response, { source }) => InitResponse.decode("live", response, source._tag)
    },

    photos: {
      name: "photo.init",
      encode: (photos) => ({
        method: "POST",
        path: "/v2/post/publish/content/init/",
        json: {
          media_type: "PHOTO",
          post_mode: "DIRECT_POST",
          post_info: photosInfo(photos),
          source_info: photosSource(photos),
          // The 2026 page lists it here, older pages in post_info. It is sent in both places.
          is_aigc: photos.isAigc
        }
      }),
      decode: (response) => InitResponse.decode("live", response, "Pull")
    },

    photosDraft: {
      name: "photo.init",
      encode: (photos) => ({
        method: "POST",
        path: "/v2/post/publish/content/init/",
        json: {
          media_type: "PHOTO",
          post_mode: "MEDIA_UPLOAD",
          post_info: { title: photos.title, description: photos.description },
          source_info: photosSource(photos)
        }
      }),
      decode: (response) => InitResponse.decode("live", response, "Pull")
    },

    status: {
      name: "status",
      encode: ({ publishId }) => ({
        method: "POST",
        path: "/v2/post/publish/status/fetch/",
        json: { publish_id: publishId }
      }),
      decode: (response, { kind }) => StatusResponse.decode("live", response, kind)
    },

    cancel: {
      name: "cancel",
      encode: (publishId) => ({ method: "POST", path: "/v2/post/publish/cancel/", json: { publish_id: publishId } }),
      decode: (response) => Envelope.decodeOptional("live", response, () => undefined)
    }
  },

  upload: {
    plan: ChunkPlan.plan,

    chunkUrl: (uploadUrl) => uploadUrl,

    chunkResponse: (response, chunk) => ChunkResponse.decode("live", response, chunk),

    chunkProgress: ChunkResponse.progress
  },

  videos: {
    list: {
      name: "video.list",
      encode: ({ count, cursor }) => ({
        method: "POST",
        path: "/v2/video/list/",
        query: { fields: VideoResponses.fields },
        json: { max_count: count, cursor }
      }),
      decode: (response) => VideoResponses.decodePage("live", response)
    },

    query: {
      name: "video.query",
      encode: (ids) => ({
        method: "POST",
        path: "/v2/video/query/",
        query: { fields: VideoResponses.fields },
        json: { filters: { video_ids: ids } }
      }),
      decode: (response) => VideoResponses.decodeVideos("live", response)
    }
  },

  limits: LiveRateLimits.limitsOf
})

const tokenWire: TokenGrant.Wire = { contract: "live", documented: "flat" }

// -----------------------------------------------------------------------------
// requests
// -----------------------------------------------------------------------------

const videoInfo = (video: Video) => ({
  title: video.title,
  privacy_level: video.privacyLevel,
  disable_comment: video.disableComment ?? false,
  disable_duet: video.disableDuet ?? false,
  disable_stitch: video.disableStitch ?? false,
  video_cover_timestamp_ms: video.coverTimestamp === undefined
    ? undefined
    : Duration.toMillis(Duration.fromInputUnsafe(video.coverTimestamp)),
  // The table requires both, but the examples leave them out (tiktok-live, section 4.1).
  brand_content_toggle: video.brandContent ?? false,
  brand_organic_toggle: video.brandOrganic ?? false,
  is_aigc: video.isAigc
})

const photosInfo = (photos: Photos) => ({
  title: photos.title,
  description: photos.description,
  privacy_level: photos.privacyLevel,
  disable_comment: photos.disableComment ?? false,
  auto_add_music: photos.autoAddMusic,
  brand_content_toggle: photos.brandContent ?? false,
  brand_organic_toggle: photos.brandOrganic ?? false,
  is_aigc: photos.isAigc
})

const photosSource = ({ coverIndex, images }: PhotosDraft | Photos) => ({
  source: "PULL_FROM_URL",
  photo_images: images.map(String),
  photo_cover_index: coverIndex ?? 0
})

const profileKeys = {
  creator: "open_id",
  unionId: "union_id",
  username: "username",
  displayName: "display_name",
  avatarUrl: "avatar_url",
  avatarUrl100: "avatar_url_100",
  avatarLargeUrl: "avatar_large_url",
  isVerified: "is_verified",
  bio: "bio_description",
  profileUrl: "profile_deep_link",
  followerCount: "follower_count",
  followingCount: "following_count",
  videoCount: "video_count",
  likeCount: "likes_count"
} satisfies { readonly [Field in keyof CreatorProfile]?: string }
