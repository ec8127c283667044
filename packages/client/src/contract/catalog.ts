/**
 * The endpoint catalog, version of December 15, 2025, as a contract. Where the
 * catalog contradicts itself, `docs/decisions` says what was chosen.
 */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Contract, WireAnswer, WireRequest } from "../Contract.ts"
import type { CreatorProfile } from "../Creator.ts"
import * as Acceptance from "../internal/acceptance.ts"
import * as ChunkAnswer from "../internal/chunkAnswer.ts"
import * as ChunkPlan from "../internal/chunkPlan.ts"
import * as DecodeAnswer from "../internal/decodeAnswer.ts"
import * as Envelope from "../internal/envelope.ts"
import { fieldsParameter } from "../internal/fieldsParameter.ts"
import { sourceInfo } from "../internal/sourceInfo.ts"
import * as TokenGrant from "../internal/tokenGrant.ts"
import { CreatorId, type Post, type PrivacyLevel } from "../Post.ts"
import type { Stage, StatusReport } from "../StatusPoller.ts"
import type { MalformedAnswer, Refusal } from "../TikTokError.ts"

/** @internal */
export const contract: Contract = {
  name: "catalog",

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
    decode: (answer) => Result.map(open(answer, decodeTokens), TokenGrant.toGrant)
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
    decode: (answer) => Result.map(open(answer, decodeTokens), TokenGrant.toGrant)
  },

  profile: {
    name: "creator.profile",
    encode: (fields) => ({
      method: "GET",
      path: "/v2/creator_info/query/",
      query: { fields: fieldsParameter(profileKeys, fields) }
    }),
    decode: (answer) => Result.map(open(answer, decodeProfile), ({ user }) => user)
  },

  videoInit: {
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
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  draftInit: {
    name: "inbox.init",
    encode: ({ source }) =>
      post("/v2/post/publish/inbox/video/init/", {
        upload_source: sourceInfo(source).source,
        post_info: { title: "", privacy_level: privacyLevels.SELF_ONLY },
        source_info: sourceInfo(source)
      }),
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  photosInit: {
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
          // The catalog does not name them. They are sent where they are set: a disclosure must not get lost.
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
    decode: (answer) => Result.map(open(answer, decodeInit), Acceptance.toAccepted)
  },

  status: {
    name: "status",
    encode: ({ publishId }) => post("/v2/post/publish/status/fetch/", { publish_id: publishId }),
    decode: (answer, { kind }) => Result.map(open(answer, decodeStatus), (data) => toReport(data, kind))
  },

  chunkPlan: ChunkPlan.plan,

  // As text: parsing and writing the address again would change how its signature is encoded.
  chunkUrl: (uploadUrl, index) =>
    partNumber.test(uploadUrl)
      ? uploadUrl.replace(partNumber, `$<lead>${index + 1}`)
      : `${uploadUrl}${uploadUrl.includes("?") ? "&" : "?"}part_number=${index + 1}`,

  chunkAnswer: (answer, chunk) => {
    const described = Result.flatMap(Envelope.json("catalog", answer), (body) => Envelope.errorOf(answer, body))
    return ChunkAnswer.meaning(
      "catalog",
      answer,
      chunk,
      Result.getOrElse(described, () => Envelope.withoutBody(answer))
    )
  },

  // The catalog writes its own ranges as RFC 9110 does, so the last index is the likelier reading.
  chunkProgress: (answer, chunk) => ChunkAnswer.progress(answer, chunk).toReversed(),

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
  },

  revoke: undefined,
  appToken: undefined,
  creatorInfo: undefined,
  photosDraftInit: undefined,
  cancel: undefined,
  videoList: undefined,
  videoQuery: undefined
}

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

// -----------------------------------------------------------------------------
// answers
// -----------------------------------------------------------------------------

const open = <A>(
  answer: WireAnswer,
  decode: (answer: WireAnswer, data: unknown) => Result.Result<A, MalformedAnswer>
): Result.Result<A, Refusal | MalformedAnswer> => Envelope.open("catalog", answer, decode)

const decodeTokens = DecodeAnswer.decoder(TokenGrant.WireTokens, "data")

const decodeInit = DecodeAnswer.decoder(Acceptance.WireAcceptance, "data")

// No field but the status may make an answer unreadable: the post may be out by then.
const decodeStatus = DecodeAnswer.decoder(
  Schema.Struct({
    status: Schema.String,
    fail_reason: Schema.optional(Schema.Unknown),
    publiclyAvailablePostId: Schema.optional(Schema.Unknown),
    create_time: Schema.optional(Schema.Unknown),
    posted_time: Schema.optional(Schema.Unknown),
    posted_url: Schema.optional(Schema.Unknown)
  }),
  "data"
)

const stages: ReadonlyMap<string, Stage> = new Map([
  ["PROCESSING", "Processing"],
  ["POSTING", "Processing"],
  ["POSTED", "Published"],
  ["FAILED", "Failed"]
])

const toReport = (
  data: Result.Result.Success<ReturnType<typeof decodeStatus>>,
  kind: Post["_tag"] | undefined
): StatusReport => {
  const postIds = DecodeAnswer.idsOf([data.publiclyAvailablePostId])
  const stage = stages.get(data.status) ?? "Unrecognised"
  return {
    // The catalog has no word for a delivered draft: POSTED without a post is one.
    stage: stage === "Published" && kind === "VideoDraft" && postIds.length === 0 ? "SentToInbox" : stage,
    status: data.status,
    failReason: DecodeAnswer.textOf(data.fail_reason),
    postIds,
    url: DecodeAnswer.textOf(data.posted_url),
    createdAt: DecodeAnswer.numberOf(data.create_time),
    postedAt: DecodeAnswer.numberOf(data.posted_time)
  }
}

const decodeProfile = DecodeAnswer.decoder(
  Schema.Struct({
    user: Schema.Struct({
      creator: Schema.optional(DecodeAnswer.Id.pipe(Schema.decodeTo(CreatorId))),
      displayName: Schema.optional(Schema.String),
      avatarLargeUrl: Schema.optional(Schema.String),
      avatarMediumUrl: Schema.optional(Schema.String),
      avatarSmallUrl: Schema.optional(Schema.String),
      avatarSize: Schema.optional(Schema.Finite),
      isVerified: Schema.optional(Schema.Boolean),
      bio: Schema.optional(Schema.String),
      bioLink: Schema.optional(Schema.String),
      profileUrl: Schema.optional(Schema.String),
      followerCount: Schema.optional(Schema.Finite),
      followingCount: Schema.optional(Schema.Finite),
      videoCount: Schema.optional(Schema.Finite),
      likeCount: Schema.optional(Schema.Finite)
    }).pipe(Schema.encodeKeys(profileKeys))
  }),
  "data"
)
