/** Each response that the catalog shows decodes to the right domain value or reason. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Redacted, Stream } from "effect"
import {
  Auth,
  Contract,
  Creator,
  Media,
  Post,
  Publisher,
  StatusPoller,
  type TikTok,
  TikTokApi,
  type TikTokError,
  Uploader
} from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import { authorizationOf } from "../support/authorization.ts"
import { failureOf } from "../support/failureOf.ts"
import * as LiveCall from "../support/liveCall.ts"
import { creator, withStub } from "../support/stubTikTok.ts"

type Check = (sample: Catalog.ResponseSample) => Effect.Effect<void, TikTokError.TikTokError>

const publishId = Post.PublishId.make("p_pub_url~v2.1234567890")

/** The result of an effect whose every call gets this response. */
const withResponse = <A, E>(sample: Catalog.ResponseSample, effect: Effect.Effect<A, E, TikTok.Services>) =>
  LiveCall.withResponse(sample, effect, Contract.catalog)

const post = Post.video({ media: Media.url("https://verified-domain.com/video.mp4"), privacyLevel: "SELF_ONLY" })

const plan = { size: 52_428_800, chunkSize: 5_242_880, chunkCount: 10 }

/** An accepted post, with its secrets visible. */
const accepted = Effect.map(({ uploadExpiresIn, uploadUrl, ...rest }: Contract.Accepted) => ({
  ...rest,
  uploadUrl: uploadUrl === undefined ? undefined : Redacted.value(uploadUrl),
  uploadExpiresIn: uploadExpiresIn === undefined ? undefined : Duration.toSeconds(uploadExpiresIn)
}))

/** The error with which an init fails for this response. */
const refused = (sample: Catalog.ResponseSample) =>
  failureOf(withResponse(sample, Publisher.Publisher.use((publisher) => publisher.publish(creator, post))))

const report = (sample: Catalog.ResponseSample) =>
  withResponse(sample, StatusPoller.StatusPoller.use((poller) => poller.get(creator, publishId)))

const checks: Readonly<Record<string, Check>> = {
  "token: success": Effect.fnUntraced(function*(sample) {
    const authorization = authorizationOf()
    const { tokens } = yield* withResponse(
      sample,
      Auth.Auth.use((auth) => auth.exchange(authorization, Redacted.make("a code")))
    )
    assert.strictEqual(tokens.creator, creator)
    assert.strictEqual(Redacted.value(tokens.accessToken), "v.c0e1234567890abcdef")
    assert.strictEqual(tokens.refreshToken && Redacted.value(tokens.refreshToken), "v.c0e1234567890abcdef")
    assert.strictEqual(DateTime.toEpochMillis(tokens.expiresAt), 86_400_000)
    assert.deepStrictEqual(tokens.scopes, ["user.info.basic", "video.publish"])
  }),

  "video-init: success": Effect.fnUntraced(function*(sample) {
    const response = yield* withResponse(
      sample,
      TikTokApi.TikTokApi.use(({ call, contract }) =>
        accepted(call(contract.posts.video, { post, source: { _tag: "Upload", plan } }))
      )
    )
    assert.deepStrictEqual(response, {
      publishId,
      uploadUrl: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123",
      uploadExpiresIn: 3600
    })
  }),

  "video-init: unaudited client": Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample)
    assert(reason._tag === "AppUnaudited", reason._tag)
    assert.strictEqual(reason.code, "forbidden")
    assert.strictEqual(reason.detail, "Unaudited client can only post to private accounts")
    assert.strictEqual(reason.status, 403)
    assert.isUndefined(reason.logId)
  }),

  "video-init: rate limit exceeded": Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample)
    assert(reason._tag === "RateLimited", reason._tag)
    assert.strictEqual(reason.detail, "Rate limit exceeded")
    // The sample gives no time. The limit is one of a minute.
    assert.deepStrictEqual(reason.retryAfter, Duration.seconds(60))
  }),

  "video-upload: success": Effect.fnUntraced(function*(sample) {
    const bytes = new Uint8Array(2 * 5_242_880)
    const events = yield* withResponse(
      sample,
      Uploader.Uploader.use((uploader) =>
        Stream.runCollect(uploader.upload({
          media: Media.bytes(bytes),
          plan: { size: bytes.length, chunkSize: 5_242_880, chunkCount: 2 },
          uploadUrl: Redacted.make("https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123")
        }))
      )
    )
    assert.deepStrictEqual(events.filter(({ _tag }) => _tag === "BytesConfirmed"), [
      { _tag: "BytesConfirmed", confirmed: 5_242_880, size: bytes.length, chunks: 1 },
      { _tag: "BytesConfirmed", confirmed: bytes.length, size: bytes.length, chunks: 2 }
    ])
  }),

  "photo-init: success": Effect.fnUntraced(function*(sample) {
    const photos = Post.photos({ images: ["https://verified-domain.com/photo1.jpg"], privacyLevel: "SELF_ONLY" })
    const response = yield* withResponse(
      sample,
      TikTokApi.TikTokApi.use(({ call, contract }) => accepted(call(contract.posts.photos, photos)))
    )
    assert.strictEqual(response.publishId, publishId)
    assert.isUndefined(response.uploadUrl)
  }),

  "inbox-init: success": Effect.fnUntraced(function*(sample) {
    const response = yield* withResponse(
      sample,
      TikTokApi.TikTokApi.use(({ call, contract }) =>
        accepted(call(contract.posts.videoDraft, { source: { _tag: "Upload", plan } }))
      )
    )
    assert.strictEqual(response.publishId, "p_inbox~v2.1234567890")
    assert.strictEqual(
      response.uploadUrl,
      "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123&part_number=1"
    )
  }),

  "status: success": Effect.fnUntraced(function*(sample) {
    assert.deepStrictEqual(yield* report(sample), {
      stage: "Published",
      status: "POSTED",
      failReason: undefined,
      postIds: [Post.PostId.make("7284629384759284729")],
      url: "https://www.tiktok.com/@username/video/7284629384759284729",
      createdAt: DateTime.makeUnsafe(1_702_656_000_000),
      postedAt: DateTime.makeUnsafe(1_702_656_120_000)
    })
  }),

  "status: during processing": Effect.fnUntraced(function*(sample) {
    const { stage, status } = yield* report(sample)
    assert.deepStrictEqual({ stage, status }, { stage: "Processing", status: "PROCESSING" })
  }),

  "status: on failure": Effect.fnUntraced(function*(sample) {
    const { failReason, stage } = yield* report(sample)
    assert.deepStrictEqual({ stage, failReason }, { stage: "Failed", failReason: "Unsupported video codec" })
  }),

  "creator-info: success": Effect.fnUntraced(function*(sample) {
    const profile = yield* withResponse(sample, Creator.Creator.use((service) => service.profile(creator)))
    assert.deepStrictEqual(profile, {
      creator,
      displayName: "TikTok User",
      avatarLargeUrl: "https://p16-sign.tiktokcdn.com/...",
      avatarMediumUrl: "https://p16-sign.tiktokcdn.com/...",
      avatarSmallUrl: "https://p16-sign.tiktokcdn.com/...",
      avatarSize: 100,
      isVerified: true,
      bio: "My bio text",
      bioLink: "https://example.com",
      profileUrl: "https://www.tiktok.com/@username",
      followerCount: 50_000,
      followingCount: 100,
      videoCount: 150,
      likeCount: 2_000_000
    })
  }),

  "error-format: rate limit": Effect.fnUntraced(function*(sample) {
    const error = yield* refused(sample)
    assert.strictEqual(error.reason._tag, "RateLimited")
    assert.deepStrictEqual(error.retryAfter, Duration.seconds(60))
  }),

  "error-format: standard envelope": Effect.fnUntraced(function*(sample) {
    const { reason } = yield* refused(sample)
    assert(reason._tag === "UnknownRefusal", reason._tag)
    assert.strictEqual(reason.code, "error_code_here")
    assert.strictEqual(reason.detail, "Human readable message")
    assert.strictEqual(reason.logId, "REQUEST_ID_FOR_SUPPORT")
    assert.strictEqual(reason.status, 400)
  })
}

describe("the client reads", () => {
  it.effect.each(Catalog.responses)("$name", (sample) => {
    const check = checks[sample.name]
    assert(check !== undefined, `no test reads ${sample.name}`)
    return check(sample)
  })

  it.effect("an upload URL that already has a part number, and puts the number of each chunk into it", () =>
    Effect.gen(function*() {
      const { sent } = yield* withStub(
        ({ method, url }) =>
          Catalog.response(
            `${method === "PUT" ? "video-upload" : url.includes("/inbox/") ? "inbox-init" : "status"}: success`
          ),
        Publisher.Publisher.use((publisher) =>
          publisher.publish(creator, Post.videoDraft({ media: Media.bytes(new Uint8Array(15_728_640)) }), {
            chunkSize: 5_242_880
          })
        )
      )
      assert.deepStrictEqual(
        sent.filter(({ method }) => method === "PUT").map(({ url }) => new URL(url).searchParams.getAll("part_number")),
        [["1"], ["2"], ["3"]]
      )
    }))
})
