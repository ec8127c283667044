import { assert } from "@effect/vitest"
import { Redacted, Result } from "effect"
import { Contract, Creator, Media, Post, type TikTokError } from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import * as Live from "../fixtures/live/index.ts"

export type Decoded = Result.Result<unknown, TikTokError.Refusal | TikTokError.MalformedResponse>

/** A sample of a response, and how its fields decode. */
export interface ResponseCase {
  readonly name: string
  readonly contract: "catalog" | "live"
  readonly body: unknown
  readonly decode: (response: Contract.WireResponse) => Decoded
  /** Paths of the vital fields. */
  readonly vital: ReadonlyArray<string>
  /** The paths in the result that each field determines. Other fields determine nothing. */
  readonly shows: Readonly<Record<string, ReadonlyArray<string>>>
}

const app: Contract.App = { clientKey: "ck", clientSecret: Redacted.make("a client secret") }
/** The input of a token exchange. */
export const login = {
  app,
  code: Redacted.make("a code"),
  redirectUri: "https://app.example",
  codeVerifier: Redacted.make("a verifier")
}
/** The input of a token refresh. */
export const stale = { app, refreshToken: Redacted.make("rft.old") }
const video = Post.video({ media: Media.bytes(new Uint8Array(1)), privacyLevel: "SELF_ONLY" })
const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
const photosDraft = Post.photosDraft({ images: ["https://verified-domain.com/1.jpg"] })
const source: Contract.VideoSource = { _tag: "Upload", plan: { size: 1, chunkSize: 1, chunkCount: 1 } }

const asked = <I, A>(operation: Contract.Operation<I, A> | undefined, input: I) => {
  assert(operation !== undefined, "the contract lacks it")
  return {
    operation: operation.name,
    decode: (response: Contract.WireResponse): Decoded => operation.decode(response, input)
  }
}

const sampleOf = (contract: "catalog" | "live", name: string): unknown => {
  if (contract === "catalog") return Catalog.response(name).body
  const sample = Live.responses.concat(Live.appResponses).find((sample) => sample.name === name)
  // Numbers that JSON.parse would round are tested elsewhere.
  return JSON.parse((sample?.text ?? assert.fail(`no sample ${name}`)).replaceAll(/(?<=[[,:])\d{17,}/g, "\"7\""))
}

const responseCase = (
  contract: "catalog" | "live",
  sample: string,
  { decode, operation }: ReturnType<typeof asked>,
  vital: ReadonlyArray<string>,
  shows: ResponseCase["shows"]
): ResponseCase => ({
  name: `${operation}, ${sample}`,
  contract,
  body: sampleOf(contract, sample),
  decode,
  vital,
  shows
})

const tokens = (at: string): ResponseCase["shows"] => ({
  [`${at}refresh_token`]: ["refreshToken"],
  [`${at}expires_in`]: ["expiresIn"],
  [`${at}refresh_expires_in`]: ["refreshExpiresIn"],
  [`${at}scope`]: ["scopes"]
})

const init = {
  "data.upload_url": ["uploadUrl"],
  "data.upload_url_expires_in": ["uploadExpiresIn"]
}

const status = {
  "data.fail_reason": ["failReason"],
  "data.publiclyAvailablePostId": ["postIds"],
  "data.publicaly_available_post_id": ["postIds"],
  "data.create_time": ["createdAt"],
  "data.posted_time": ["postedAt"],
  "data.posted_url": ["url"],
  "data.uploaded_bytes": ["uploadedBytes"],
  "data.downloaded_bytes": ["downloadedBytes"]
}

const profile = {
  data: Creator.fields,
  "data.user": Creator.fields,
  ...Object.fromEntries(
    Object.entries({
      creator: "open_id",
      unionId: "union_id",
      username: "username",
      displayName: "display_name",
      avatarUrl: "avatar_url",
      avatarUrl100: "avatar_url_100",
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
      videoCount: "video_count"
    }).map(([field, wire]) => [`data.user.${wire}`, [field]])
  ),
  "data.user.like_count": ["likeCount"],
  "data.user.likes_count": ["likeCount"]
}

const infoFields = {
  "data.creator_avatar_url": ["avatarUrl"],
  "data.creator_username": ["username"],
  "data.creator_nickname": ["nickname"],
  "data.privacy_level_options": ["privacyLevels"],
  "data.comment_disabled": ["commentDisabled"],
  "data.duet_disabled": ["duetDisabled"],
  "data.stitch_disabled": ["stitchDisabled"],
  "data.max_video_post_duration_sec": ["maxVideoDuration"]
}

const info = { data: Object.values(infoFields).flat(), ...infoFields }

/** Shows the first video of a page in place of the page, field by field. */
const shown = ({ decode, ...rest }: ReturnType<typeof asked>) => ({
  ...rest,
  decode: (response: Contract.WireResponse) =>
    Result.map(decode(response), (read) => {
      const { next, videos } = Array.isArray(read) ? { next: undefined, videos: read } : Object(read)
      return { ...Object(videos[0]), next }
    })
})

const videoFields = {
  id: "id",
  create_time: "createdAt",
  cover_image_url: "coverUrl",
  share_url: "url",
  video_description: "description",
  title: "title",
  duration: "duration",
  width: "width",
  height: "height",
  embed_html: "embedHtml",
  embed_link: "embedUrl",
  like_count: "likeCount",
  comment_count: "commentCount",
  share_count: "shareCount",
  view_count: "viewCount"
}

const everyVideoField = Object.values(videoFields)

const videos = {
  data: [...everyVideoField, "next"],
  "data.videos": everyVideoField,
  "data.videos.0": everyVideoField,
  // A video without an id is left out.
  "data.videos.0.id": everyVideoField,
  ...Object.fromEntries(
    Object.entries(videoFields).flatMap(([wire, field]) =>
      wire === "id" ? [] : [[`data.videos.0.${wire}`, [field]] as const]
    )
  ),
  "data.cursor": ["next"],
  "data.has_more": ["next"]
}

const { catalog, live } = Contract
/** The post whose status is read. */
export const publishId = Post.PublishId.make("p")

/** Every response of both contracts, and its vital fields. */
export const responses: ReadonlyArray<ResponseCase> = [
  responseCase(
    "catalog",
    "token: success",
    asked(catalog.oauth.exchange, login),
    ["data.access_token"],
    { ...tokens("data."), "data.open_id": ["creator"] }
  ),
  responseCase(
    "catalog",
    "token: success",
    asked(catalog.oauth.refresh, stale),
    ["data.access_token"],
    tokens("data.")
  ),
  responseCase("live", "token: success", asked(live.oauth.exchange, login), ["access_token"], {
    ...tokens(""),
    open_id: ["creator"]
  }),
  responseCase("live", "token: success", asked(live.oauth.refresh, stale), ["access_token"], tokens("")),
  responseCase(
    "live",
    "token: wrapped, as on a stale page",
    asked(live.oauth.refresh, stale),
    ["data.access_token"],
    tokens("data.")
  ),
  responseCase("live", "client-token: success", asked(live.oauth.clientToken, app), ["access_token"], {
    expires_in: ["expiresIn"]
  }),
  responseCase(
    "catalog",
    "video-init: success",
    asked(catalog.posts.video, { post: video, source }),
    ["data.publish_id"],
    init
  ),
  responseCase(
    "catalog",
    "inbox-init: success",
    asked(catalog.posts.videoDraft, { source }),
    ["data.publish_id"],
    init
  ),
  responseCase("catalog", "photo-init: success", asked(catalog.posts.photos, photos), ["data.publish_id"], init),
  responseCase(
    "live",
    "video-init: FILE_UPLOAD",
    asked(live.posts.video, { post: video, source }),
    ["data.publish_id"],
    init
  ),
  responseCase("live", "inbox-init: FILE_UPLOAD", asked(live.posts.videoDraft, { source }), ["data.publish_id"], init),
  responseCase("live", "photo-init: success", asked(live.posts.photos, photos), ["data.publish_id"], init),
  responseCase("live", "photo-init: success", asked(live.posts.photosDraft, photosDraft), ["data.publish_id"], init),
  responseCase("catalog", "status: success", asked(catalog.posts.status, { publishId }), ["data.status"], status),
  responseCase("catalog", "status: on failure", asked(catalog.posts.status, { publishId }), ["data.status"], status),
  responseCase("live", "status: PUBLISH_COMPLETE", asked(live.posts.status, { publishId }), ["data.status"], status),
  responseCase("live", "status: PROCESSING_UPLOAD", asked(live.posts.status, { publishId }), ["data.status"], status),
  responseCase("live", "status: FAILED", asked(live.posts.status, { publishId }), ["data.status"], status),
  responseCase("catalog", "creator-info: success", asked(catalog.user.info, Creator.fields), [], profile),
  responseCase("live", "user-info: success", asked(live.user.info, Creator.fields), [], profile),
  responseCase("live", "creator-info: public account", asked(live.creator?.info, undefined), [], info),
  responseCase(
    "live",
    "video-list: a page",
    shown(asked(live.videos?.list, { cursor: undefined, count: 20 })),
    [],
    videos
  ),
  responseCase("live", "video-query: one of them is the creator's", shown(asked(live.videos?.query, [])), [], videos),
  responseCase("live", "cancel: success without data", asked(live.posts.cancel, publishId), [], {})
]

/** A response on the wire. */
export const wire = (text: string, status = 200): Contract.WireResponse => ({ status, headers: {}, text })

/** The value of a successful response. */
export const success = (decoded: Decoded, why: string): unknown =>
  Result.isSuccess(decoded) ? decoded.success : assert.fail(`${why}: ${decoded.failure.message}`)

/** The reason of a refused or malformed response. */
export const failure = (decoded: Decoded): TikTokError.Refusal | TikTokError.MalformedResponse =>
  Result.getOrThrow(Result.flip(decoded))
