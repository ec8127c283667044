/** Each response that TikTok's published API describes decodes to the right domain value or reason. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Redacted, Stream } from "effect"
import { Creator, Media, Post, type TikTokError, Uploader } from "effect-tiktok"
import * as Live from "../fixtures/live/index.ts"
import { call, callAsApp, refused, withResponse } from "../support/liveCall.ts"

type Check = (sample: Live.ResponseSample) => Effect.Effect<void, TikTokError.TikTokError>

const refresh = callAsApp(({ oauth }) => oauth.refresh, (app) => ({ app, refreshToken: Redacted.make("rft.1") }))

const revoke = callAsApp(({ oauth }) => oauth.revoke, (app) => ({ app, accessToken: Redacted.make("act.1") }))

const post = Post.video({ media: Media.url("https://verified-domain.com/video.mp4"), privacyLevel: "SELF_ONLY" })

const plan = { size: 50_000_123, chunkSize: 10_000_000, chunkCount: 5 }

const videoInit = call(({ posts }) => posts.video, { post, source: { _tag: "Upload", plan } })

const draftInit = call(({ posts }) => posts.videoDraft, { source: { _tag: "Upload", plan } })

const photosInit = call(
  ({ posts }) => posts.photos,
  Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
)

const status = call(({ posts }) => posts.status, { publishId: Post.PublishId.make("v_pub_file~v2-1.1") })

const readsTokens: Check = Effect.fnUntraced(function*(sample) {
  const { accessToken, refreshToken, ...rest } = yield* withResponse(sample, refresh)
  assert.strictEqual(Redacted.value(accessToken), "act.2")
  assert.strictEqual(refreshToken && Redacted.value(refreshToken), "rft.2")
  assert.deepStrictEqual(rest, {
    expiresIn: Duration.hours(24),
    refreshExpiresIn: Duration.days(365),
    scopes: ["user.info.basic", "video.publish"]
  })
})

const readsOAuthError = (expected: number): Check =>
  Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample, refresh)
    assert(reason._tag === "GrantRejected", reason._tag)
    const { code, detail, logId, status } = reason
    assert.deepStrictEqual({ code, detail, logId, status }, {
      code: "invalid_grant",
      detail: "Refresh token is invalid or expired.",
      logId: "202611220101",
      status: expected
    })
  })

const readsRevoked: Check = Effect.fnUntraced(function*(sample) {
  assert.isUndefined(yield* withResponse(sample, revoke))
})

const readsAccepted = (
  init: typeof videoInit,
  expected: { readonly publishId: string; readonly uploadUrl?: string }
): Check =>
  Effect.fnUntraced(function*(sample) {
    const { publishId, uploadExpiresIn, uploadUrl } = yield* withResponse(sample, init)
    assert.strictEqual(publishId, expected.publishId)
    assert.strictEqual(uploadUrl === undefined ? undefined : Redacted.value(uploadUrl), expected.uploadUrl)
    assert.deepStrictEqual(uploadExpiresIn, Duration.hours(1))
  })

const readsReport = (expected: {
  readonly stage: string
  readonly failReason?: string
  readonly postIds?: ReadonlyArray<string>
  readonly uploadedBytes?: number
  readonly downloadedBytes?: number
}): Check =>
  Effect.fnUntraced(function*({ name, ...sample }) {
    const { downloadedBytes, failReason, postIds, stage, status: said, uploadedBytes } = yield* withResponse(
      sample,
      status
    )
    assert.strictEqual(said, /^status: (\w+)/.exec(name)?.[1])
    assert.deepStrictEqual<unknown>(
      { stage, failReason, postIds, uploadedBytes, downloadedBytes },
      { failReason: undefined, postIds: [], uploadedBytes: undefined, downloadedBytes: undefined, ...expected }
    )
  })

const readsErrorObject: Check = Effect.fnUntraced(function*(sample) {
  const error = yield* refused(sample, status)
  assert.strictEqual(error.reason._tag, "PublishIdRejected")
  assert.strictEqual(error.code, "invalid_publish_id")
  assert.strictEqual(error.logId, "202611221001")
  assert.include(error.message, "The publish id is invalid")
})

/** Sends two chunks that both get this response, and returns whether they count as received. */
const readsChunk = (expected: TikTokError.Reason["_tag"] | undefined): Check =>
  Effect.fnUntraced(function*(sample) {
    const bytes = new Uint8Array(2 * 5_242_880)
    const upload = Uploader.Uploader.use((uploader) =>
      Stream.runCollect(uploader.upload({
        media: Media.bytes(bytes),
        plan: { size: bytes.length, chunkSize: 5_242_880, chunkCount: 2 },
        uploadUrl: Redacted.make("https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2")
      }))
    )
    if (expected === undefined) {
      const events = yield* withResponse(sample, upload)
      assert.deepStrictEqual(
        events.flatMap((event) => event._tag === "BytesConfirmed" ? [event.confirmed] : []),
        [5_242_880, bytes.length]
      )
    } else {
      const { reason } = yield* refused(sample, upload)
      assert.strictEqual(reason._tag, expected)
      assert.strictEqual("status" in reason ? reason.status : undefined, sample.status)
    }
  })

const readsVideos = (
  expected: { readonly ids: ReadonlyArray<string>; readonly next: number | undefined }
): Check =>
  Effect.fnUntraced(function*(sample) {
    const page = yield* withResponse(sample, call(({ videos }) => videos?.list, { cursor: undefined, count: 20 }))
    assert.deepStrictEqual({ ids: page.videos.map(({ id }) => String(id)), next: page.next }, expected)
  })

const checks: Readonly<Record<string, Check>> = {
  "token: success": readsTokens,
  "token: wrapped, as on a stale page": readsTokens,
  "token: error with HTTP 200": readsOAuthError(200),
  "token: error with HTTP 400": readsOAuthError(400),

  "revoke: nothing": readsRevoked,
  "revoke: an empty object": readsRevoked,
  "revoke: error": Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample, revoke)
    assert.strictEqual(reason._tag, "RequestRejected")
  }),

  "creator-info: public account": Effect.fnUntraced(function*(sample) {
    const info: Creator.CreatorInfo = yield* withResponse(sample, call(({ creator }) => creator?.info, undefined))
    assert.deepStrictEqual(info, {
      avatarUrl: "https://p16-sign.tiktokcdn.com/avatar.jpeg",
      username: "creator",
      nickname: "A Creator",
      privacyLevels: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
      commentDisabled: false,
      duetDisabled: false,
      stitchDisabled: true,
      maxVideoDuration: Duration.minutes(5)
    })
  }),
  "creator-info: nothing can be posted": Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample, call(({ creator }) => creator?.info, undefined))
    assert(reason._tag === "PostCapReached", reason._tag)
    assert.strictEqual(reason.status, 200)
    assert.strictEqual(reason.logId, "202611220303")
  }),
  "creator-info: private account": Effect.fnUntraced(function*(sample) {
    const { commentDisabled, duetDisabled, maxVideoDuration, privacyLevels, stitchDisabled } = yield* withResponse(
      sample,
      call(({ creator }) => creator?.info, undefined)
    )
    assert.deepStrictEqual(privacyLevels, ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"])
    assert.isTrue(commentDisabled && duetDisabled && stitchDisabled)
    assert.deepStrictEqual(maxVideoDuration, Duration.minutes(3))
  }),

  "video-init: FILE_UPLOAD": readsAccepted(videoInit, {
    publishId: "v_pub_file~v2-1.7412345678901234567",
    uploadUrl:
      "https://open-upload.tiktokapis.com/video/?upload_id=7412345678901234567&upload_token=2b6e2c5e-0000-4000-8000-000000000000"
  }),
  "video-init: PULL_FROM_URL": readsAccepted(videoInit, { publishId: "v_pub_url~v2.7412345678901234567" }),
  "inbox-init: FILE_UPLOAD": readsAccepted(draftInit, {
    publishId: "v_inbox_file~v2.7412345678901234567",
    uploadUrl:
      "https://upload.us.tiktokapis.com/upload?upload_id=7412345678901234567&upload_token=2b6e2c5e-0000-4000-8000-000000000000"
  }),
  "inbox-init: PULL_FROM_URL": readsAccepted(draftInit, { publishId: "v_inbox_url~v2.7412345678901234567" }),
  "photo-init: success": readsAccepted(photosInit, { publishId: "p_pub_url~v2.7412345678901234567" }),

  "upload: more expected": readsChunk(undefined),
  "upload: all parts in": readsChunk(undefined),
  "upload: a plain 200": readsChunk(undefined),
  "upload: length is not the body's": readsChunk("RequestRejected"),
  "upload: upload URL expired": readsChunk("UploadExpired"),
  "upload: no such upload": readsChunk("UploadExpired"),
  "upload: out of order": readsChunk("OffsetMismatch"),
  "upload: gateway error": readsChunk("ServerFault"),

  "status: PROCESSING_UPLOAD": readsReport({ stage: "Processing", uploadedBytes: 10_000_000 }),
  "status: PROCESSING_DOWNLOAD": readsReport({ stage: "Processing", downloadedBytes: 10_000 }),
  "status: SEND_TO_USER_INBOX": readsReport({ stage: "SentToInbox" }),
  "status: PUBLISH_COMPLETE": readsReport({
    stage: "Published",
    postIds: ["7412345678901234567", "7412345678901234568"],
    uploadedBytes: 50_000_123
  }),
  "status: PUBLISH_COMPLETE before moderation": readsReport({ stage: "Published" }),
  "status: FAILED": readsReport({ stage: "Failed", failReason: "frame_rate_check_failed" }),

  "error: with log_id, as in every example": readsErrorObject,
  "error: with logid, as in the tables": readsErrorObject,
  "error: bare, as on the error-handling page": readsErrorObject,

  "cancel: success without data": Effect.fnUntraced(function*(sample) {
    const canceled = call(({ posts }) => posts.cancel, Post.PublishId.make("v_pub_url~v2.1"))
    assert.isUndefined(yield* withResponse(sample, canceled))
  }),

  "user-info: success": Effect.fnUntraced(function*(sample) {
    assert.deepStrictEqual(yield* withResponse(sample, call(({ user }) => user.info, Creator.fields)), {
      creator: Post.CreatorId.make("-000abc"),
      unionId: "union-1",
      username: "creator",
      displayName: "A Creator",
      avatarUrl: "https://p16-sign.tiktokcdn.com/avatar.jpeg",
      avatarUrl100: "https://p16-sign.tiktokcdn.com/avatar-100.jpeg",
      avatarLargeUrl: "https://p16-sign.tiktokcdn.com/avatar-large.jpeg",
      isVerified: true,
      bio: "A bio",
      profileUrl: "https://vm.tiktok.com/ZM000/",
      followerCount: 50_000,
      followingCount: 100,
      videoCount: 150,
      likeCount: 2_000_000
    })
  }),

  "video-list: a page": Effect.fnUntraced(function*(sample) {
    const { videos, next } = yield* withResponse(
      sample,
      call(({ videos }) => videos?.list, { cursor: undefined, count: 20 })
    )
    assert.strictEqual(next, 1_690_000_000_000)
    assert.deepStrictEqual(videos, [{
      id: Post.PostId.make("7412345678901234567"),
      createdAt: DateTime.makeUnsafe(1_700_000_000_000),
      coverUrl: "https://p16-sign.tiktokcdn.com/cover.jpeg",
      url: "https://www.tiktok.com/@creator/video/7412345678901234567",
      description: "Look #at this",
      title: "Look",
      duration: Duration.seconds(15),
      width: 576,
      height: 1024,
      embedHtml: "<blockquote></blockquote>",
      embedUrl: "https://www.tiktok.com/player/v1/7412345678901234567",
      likeCount: 1,
      commentCount: 2,
      shareCount: 3,
      viewCount: 4
    }])
  }),
  "video-list: the last page": readsVideos({ ids: [], next: undefined }),
  "video-query: one of them is the creator's": Effect.fnUntraced(function*(sample) {
    const asked = ["7412345678901234567", "7412345678901234568"].map((id) => Post.PostId.make(id))
    const videos = yield* withResponse(sample, call(({ videos }) => videos?.query, asked))
    assert.deepStrictEqual(videos.map(({ id }) => id), asked.slice(0, 1))
  })
}

describe("under the live contract the client reads", () => {
  it.effect.each(Live.responses)("$name", (sample) => {
    const check = checks[sample.name]
    assert(check !== undefined, `no test reads ${sample.name}`)
    return check(sample)
  })
})
