/**
 * TikTok's published API, version 2, as mirrored in September 2026.
 */
import * as Duration from "effect/Duration"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hex from "effect/encoding/Hex"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Contract, LiveOptions, WireAnswer } from "../Contract.ts"
import type { CreatorInfo, CreatorProfile } from "../Creator.ts"
import * as Acceptance from "../internal/acceptance.ts"
import * as ChunkAnswer from "../internal/chunkAnswer.ts"
import * as ChunkPlan from "../internal/chunkPlan.ts"
import * as DecodeAnswer from "../internal/decodeAnswer.ts"
import * as Envelope from "../internal/envelope.ts"
import * as ErrorCatalog from "../internal/errorCatalog.ts"
import { fieldsParameter } from "../internal/fieldsParameter.ts"
import { sourceInfo } from "../internal/sourceInfo.ts"
import * as TokenGrant from "../internal/tokenGrant.ts"
import { CreatorId, type Photos, type PhotosDraft, PostId, type Video } from "../Post.ts"
import type { Stage, StatusReport } from "../StatusPoller.ts"
import type { MalformedAnswer, Refusal } from "../TikTokError.ts"
import type { VideoInfo, VideoPage } from "../Videos.ts"
import * as LiveLimits from "./liveLimits.ts"

/** @internal */
export const make = ({ challenge = "hex" }: LiveOptions): Contract => ({
  name: "live",

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
    decode: (answer) => Result.map(openTokens(answer), TokenGrant.toGrant)
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
    decode: (answer) => Result.map(openTokens(answer), TokenGrant.toGrant)
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
    // Success is an empty answer or an empty object; which 2xx it comes with is not documented.
    decode: (answer) => {
      if (answer.status < 300 && answer.text.trim() === "") return Result.void
      return Result.flatMap(openFlat(answer), () =>
        answer.status < 300
          ? Result.void
          : Result.fail(ErrorCatalog.refusal("live", answer, Envelope.withoutBody(answer))))
    }
  },

  appToken: {
    name: "token.app",
    encode: ({ clientKey, clientSecret }) => ({
      method: "POST",
      path: "/v2/oauth/token/",
      form: {
        client_key: clientKey,
        client_secret: Redacted.value(clientSecret),
        grant_type: "client_credentials"
      }
    }),
    decode: (answer) =>
      Result.map(Result.flatMap(openFlat(answer), (body) => decodeAppToken(answer, body)), (data) => ({
        accessToken: Redacted.make(data.access_token),
        expiresIn: Duration.seconds(data.expires_in)
      }))
  },

  profile: {
    name: "creator.profile",
    encode: (fields) => ({
      method: "GET",
      path: "/v2/user/info/",
      query: { fields: fieldsParameter(profileKeys, fields) }
    }),
    decode: (answer) => Result.map(open(answer, decodeProfile), ({ user }) => user)
  },

  creatorInfo: {
    name: "creator.info",
    encode: () => ({ method: "POST", path: "/v2/post/publish/creator_info/query/" }),
    decode: (answer) => Result.map(open(answer, decodeCreatorInfo), toCreatorInfo)
  },

  videoInit: {
    name: "video.init",
    encode: ({ post, source }) => ({
      method: "POST",
      path: "/v2/post/publish/video/init/",
      json: { post_info: videoInfo(post), source_info: sourceInfo(source) }
    }),
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  draftInit: {
    name: "inbox.init",
    encode: ({ source }) => ({
      method: "POST",
      path: "/v2/post/publish/inbox/video/init/",
      json: { source_info: sourceInfo(source) }
    }),
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  photosInit: {
    name: "photo.init",
    encode: (photos) => ({
      method: "POST",
      path: "/v2/post/publish/content/init/",
      json: {
        media_type: "PHOTO",
        post_mode: "DIRECT_POST",
        post_info: photosInfo(photos),
        source_info: photosSource(photos),
        // The 2026 page lists it here, older ones know only the place in post_info: it goes to both.
        is_aigc: photos.isAigc
      }
    }),
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  photosDraftInit: {
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
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  status: {
    name: "status",
    encode: ({ publishId }) => ({
      method: "POST",
      path: "/v2/post/publish/status/fetch/",
      json: { publish_id: publishId }
    }),
    decode: (answer) => Result.map(open(answer, decodeStatus), toReport)
  },

  cancel: {
    name: "cancel",
    encode: (publishId) => ({ method: "POST", path: "/v2/post/publish/cancel/", json: { publish_id: publishId } }),
    decode: (answer) => open(answer, () => Result.void)
  },

  videoList: {
    name: "video.list",
    encode: ({ count, cursor }) => ({
      method: "POST",
      path: "/v2/video/list/",
      query: { fields: videoFields },
      json: { max_count: count, cursor }
    }),
    decode: (answer) => Result.map(open(answer, decodePage), toPage)
  },

  videoQuery: {
    name: "video.query",
    encode: (ids) => ({
      method: "POST",
      path: "/v2/video/query/",
      query: { fields: videoFields },
      json: { filters: { video_ids: ids } }
    }),
    decode: (answer) => Result.map(open(answer, decodeVideos), ({ videos }) => (videos ?? []).map(toVideo))
  },

  chunkPlan: ChunkPlan.plan,
  chunkUrl: (uploadUrl) => uploadUrl,
  chunkAnswer: (answer, chunk) => ChunkAnswer.meaning("live", answer, chunk, Envelope.withoutBody(answer)),
  chunkProgress: ChunkAnswer.progress,

  limits: LiveLimits.limitsOf
})

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
  // The table calls both required, the examples leave them out (tiktok-live, section 4.1).
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

// -----------------------------------------------------------------------------
// answers
// -----------------------------------------------------------------------------

const open = <A>(
  answer: WireAnswer,
  decode: (answer: WireAnswer, data: unknown) => Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> => Envelope.open("live", answer, decode)

/**
 * The dialect of OAuth: an error is a string beside a description, at any HTTP status (tiktok-live, section 2.5). The
 * envelope of the other calls is understood too.
 */
const openFlat = (answer: WireAnswer): Result.Result<unknown, Refusal | MalformedAnswer> =>
  Result.gen(function*() {
    const body = yield* Envelope.json("live", answer)
    const flat = decodeOAuthError(answer, body)
    const error = Result.isSuccess(flat)
      ? { code: flat.success.error, detail: flat.success.error_description ?? "", logId: flat.success.log_id }
      : Result.getOrUndefined(Envelope.errorOf(answer, body))
    return error === undefined || error.code === "ok"
      ? body
      : yield* Result.fail(ErrorCatalog.refusal("live", answer, error))
  })

const openTokens = (answer: WireAnswer) =>
  Result.flatMap(openFlat(answer), (body) => {
    // Stale pages and old proxies still wrap the tokens.
    const wrapped = Result.map(decodeWrapped(answer, body), ({ data }) => data)
    return Envelope.orByStatus("live", answer, Result.orElse(wrapped, () => decodeTokens(answer, body)))
  })

const decodeAppToken = DecodeAnswer.decoder(
  Schema.Struct({ access_token: Schema.NonEmptyString, expires_in: Schema.Finite })
)

const decodeOAuthError = DecodeAnswer.decoder(Schema.Struct({
  error: Schema.NonEmptyString,
  error_description: Schema.optional(Schema.String),
  log_id: Schema.optional(DecodeAnswer.Id)
}))

const decodeWrapped = DecodeAnswer.decoder(Schema.Struct({ data: TokenGrant.WireTokens }))

const decodeTokens = DecodeAnswer.decoder(TokenGrant.WireTokens)

const decodeInit = DecodeAnswer.decoder(Acceptance.WireAcceptance, "data")

// No field but the status may make an answer unreadable: the post may be out by then.
const decodeStatus = DecodeAnswer.decoder(
  Schema.Struct({
    status: Schema.String,
    fail_reason: Schema.optional(Schema.Unknown),
    // TikTok's spelling, and the right one.
    publicaly_available_post_id: Schema.optional(Schema.Unknown),
    publicly_available_post_id: Schema.optional(Schema.Unknown),
    uploaded_bytes: Schema.optional(Schema.Unknown),
    downloaded_bytes: Schema.optional(Schema.Unknown)
  }),
  "data"
)

const stages: ReadonlyMap<string, Stage> = new Map([
  ["PROCESSING_UPLOAD", "Processing"],
  ["PROCESSING_DOWNLOAD", "Processing"],
  ["SEND_TO_USER_INBOX", "SentToInbox"],
  ["PUBLISH_COMPLETE", "Published"],
  ["FAILED", "Failed"]
])

const toReport = (data: Result.Result.Success<ReturnType<typeof decodeStatus>>): StatusReport => ({
  stage: stages.get(data.status) ?? "Unrecognised",
  status: data.status,
  failReason: DecodeAnswer.textOf(data.fail_reason),
  postIds: DecodeAnswer.idsOf([data.publicaly_available_post_id, data.publicly_available_post_id]),
  uploadedBytes: countOf(data.uploaded_bytes),
  downloadedBytes: countOf(data.downloaded_bytes)
})

const countOf = (value: unknown): number | undefined =>
  /^\d+$/.test(String(value)) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined

const decodeCreatorInfo = DecodeAnswer.decoder(
  Schema.Struct({
    creator_avatar_url: Schema.optional(Schema.String),
    creator_username: Schema.String,
    creator_nickname: Schema.String,
    privacy_level_options: Schema.Array(Schema.String),
    comment_disabled: Schema.Boolean,
    duet_disabled: Schema.Boolean,
    stitch_disabled: Schema.Boolean,
    max_video_post_duration_sec: Schema.Finite
  }),
  "data"
)

const toCreatorInfo = (data: Result.Result.Success<ReturnType<typeof decodeCreatorInfo>>): CreatorInfo => ({
  avatarUrl: data.creator_avatar_url,
  username: data.creator_username,
  nickname: data.creator_nickname,
  privacyLevels: data.privacy_level_options,
  commentDisabled: data.comment_disabled,
  duetDisabled: data.duet_disabled,
  stitchDisabled: data.stitch_disabled,
  maxVideoDuration: Duration.seconds(data.max_video_post_duration_sec)
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

const decodeProfile = DecodeAnswer.decoder(
  Schema.Struct({
    user: Schema.Struct({
      creator: Schema.optional(DecodeAnswer.Id.pipe(Schema.decodeTo(CreatorId))),
      unionId: Schema.optional(Schema.String),
      username: Schema.optional(Schema.String),
      displayName: Schema.optional(Schema.String),
      avatarUrl: Schema.optional(Schema.String),
      avatarUrl100: Schema.optional(Schema.String),
      avatarLargeUrl: Schema.optional(Schema.String),
      isVerified: Schema.optional(Schema.Boolean),
      bio: Schema.optional(Schema.String),
      profileUrl: Schema.optional(Schema.String),
      followerCount: Schema.optional(Schema.Finite),
      followingCount: Schema.optional(Schema.Finite),
      videoCount: Schema.optional(Schema.Finite),
      likeCount: Schema.optional(Schema.Finite)
    }).pipe(Schema.encodeKeys(profileKeys))
  }),
  "data"
)

const WireVideo = Schema.Struct({
  id: DecodeAnswer.Id,
  create_time: Schema.optional(Schema.Finite),
  cover_image_url: Schema.optional(Schema.String),
  share_url: Schema.optional(Schema.String),
  video_description: Schema.optional(Schema.String),
  title: Schema.optional(Schema.String),
  duration: Schema.optional(Schema.Finite),
  width: Schema.optional(Schema.Finite),
  height: Schema.optional(Schema.Finite),
  embed_html: Schema.optional(Schema.String),
  embed_link: Schema.optional(Schema.String),
  like_count: Schema.optional(Schema.Finite),
  comment_count: Schema.optional(Schema.Finite),
  share_count: Schema.optional(Schema.Finite),
  view_count: Schema.optional(Schema.Finite)
})

const videoFields = Object.keys(WireVideo.fields).join(",")

const decodeVideos = DecodeAnswer.decoder(Schema.Struct({ videos: Schema.optional(Schema.Array(WireVideo)) }), "data")

const decodePage = DecodeAnswer.decoder(
  Schema.Struct({
    videos: Schema.optional(Schema.Array(WireVideo)),
    cursor: Schema.optional(Schema.Finite),
    has_more: Schema.optional(Schema.Boolean)
  }),
  "data"
)

const toVideo = (video: typeof WireVideo.Type): VideoInfo => ({
  id: PostId.make(video.id),
  createdAt: video.create_time,
  coverUrl: video.cover_image_url,
  url: video.share_url,
  embedHtml: video.embed_html,
  embedUrl: video.embed_link,
  description: video.video_description,
  title: video.title,
  duration: video.duration === undefined ? undefined : Duration.seconds(video.duration),
  width: video.width,
  height: video.height,
  likeCount: video.like_count,
  commentCount: video.comment_count,
  shareCount: video.share_count,
  viewCount: video.view_count
})

const toPage = (data: Result.Result.Success<ReturnType<typeof decodePage>>): VideoPage => ({
  videos: (data.videos ?? []).map(toVideo),
  next: data.has_more === true ? data.cursor : undefined
})
