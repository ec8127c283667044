/**
 * Where TikTok's pages leave a point open, or servers differ from them (`tiktok-live`, section 17), the
 * client reads every variation.
 */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Result } from "effect"
import { Contract, Creator, Post } from "effect-tiktok"
import { call, refused, withResponse } from "../support/liveCall.ts"
import { creator, type StubResponse } from "../support/stubTikTok.ts"

const ok = (text: string): StubResponse => ({ status: 200, text })

const inEnvelope = (data: string): StubResponse =>
  ok(`{"data":${data},"error":{"code":"ok","message":"","log_id":"1"}}`)

const creatorInfo = call(({ creator }) => creator?.info, undefined)

const status = call(({ posts }) => posts.status, { publishId: Post.PublishId.make("p") })

const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })

const photosInit = call(({ posts }) => posts.photos, photos)

/** The reason with which an init fails. */
const tagOfInit = (status: number, error: { readonly code: string; readonly message?: string }) =>
  Effect.map(refused({ status, body: { data: {}, error } }, photosInit), ({ reason }) => reason._tag)

describe("errors", () => {
  it.effect.each(["null", "{}", undefined])("are read with %s as data", (data) =>
    Effect.gen(function*() {
      const error = `"error":{"code":"url_ownership_unverified","message":"","log_id":"1"}`
      const text = data === undefined ? `{${error}}` : `{"data":${data},${error}}`
      const response = { status: 403, text }
      const errors = [
        yield* refused(response, photosInit),
        yield* refused(response, status),
        yield* refused(response, creatorInfo)
      ]
      for (const { reason } of errors) assert.strictEqual(reason._tag, "UrlUnverified")
    }))

  it.effect.each(["invalid_param", "invalid_params"])(
    "are distinguished by their message under %s",
    (code) =>
      Effect.gen(function*() {
        for (const message of ["The chunk size is invalid", "The total chunk count is invalid"]) {
          assert.strictEqual(yield* tagOfInit(400, { code, message }), "ChunkPlanRejected")
        }
        for (const message of ["The title is too long", ""]) {
          assert.strictEqual(yield* tagOfInit(400, { code, message }), "RequestRejected")
        }
      })
  )

  it.effect.each([
    { what: "log_id", object: `{"code":"internal_error","message":"","log_id":"202611"}` },
    { what: "logid", object: `{"code":"internal_error","message":"","logid":"202611"}` },
    { what: "log_id as a number", object: `{"code":"internal_error","log_id":202611}` },
    { what: "both", object: `{"code":"internal_error","log_id":"202611","logid":"something else"}` }
  ])("name their log id as $what", ({ object }) =>
    Effect.gen(function*() {
      const wrapped = yield* refused({ status: 500, text: `{"error":${object}}` }, status)
      const bare = yield* refused({ status: 500, text: object }, status)
      assert.deepStrictEqual([wrapped.logId, bare.logId], ["202611", "202611"])
    }))

  it.effect.each(["10", undefined])("of a rate limit come with Retry-After %s", (value) =>
    Effect.gen(function*() {
      const headers = value === undefined ? {} : { "Retry-After": value }
      const text = `{"data":{},"error":{"code":"rate_limit_exceeded","message":"","log_id":"1"}}`
      const error = yield* refused({ status: 429, headers, text }, status)
      assert.strictEqual(error.reason._tag, "RateLimited")
      // Without the header, the wait is the longest possible: a minute (section 10.3).
      assert.deepStrictEqual(error.retryAfter, Duration.seconds(value === undefined ? 60 : Number(value)))
    }))
})

describe("creator info", () => {
  const info = JSON.stringify({
    creator_username: "creator",
    creator_nickname: "A Creator",
    privacy_level_options: ["PUBLIC_TO_EVERYONE", "A_NEW_LEVEL"],
    comment_disabled: false,
    duet_disabled: false,
    stitch_disabled: false,
    max_video_post_duration_sec: 180
  })

  const stops = [
    { code: "spam_risk_too_many_posts", reason: "PostCapReached" },
    { code: "spam_risk_user_banned_from_posting", reason: "CreatorBanned" },
    { code: "reached_active_user_cap", reason: "ActiveUserCapReached" }
  ]

  it.effect.each([200, 403].flatMap((status) => stops.map((stop) => ({ stop, status }))))(
    "fails with $stop.code at HTTP $status, with or without data",
    ({ status, stop: { code, reason } }) =>
      Effect.gen(function*() {
        const error = `"error":{"code":"${code}","message":"","log_id":"1"}`
        for (const text of [`{"data":${info},${error}}`, `{"data":{},${error}}`, `{${error}}`]) {
          const service = Creator.Creator.use((service) => service.info(creator))
          assert.strictEqual((yield* refused({ status, text }, service)).reason._tag, reason)
        }
      })
  )

  it.effect("keeps an unknown privacy level", () =>
    Effect.gen(function*() {
      const { avatarUrl, privacyLevels } = yield* withResponse(inEnvelope(info), creatorInfo)
      assert.deepStrictEqual(privacyLevels, ["PUBLIC_TO_EVERYONE", "A_NEW_LEVEL"])
      assert.isUndefined(avatarUrl)
    }))
})

describe("an accepted post", () => {
  it.effect.each([
    `{"publish_id":"p"}`,
    `{"publish_id":"p","upload_url":null}`,
    `{"publish_id":"p","upload_url":""}`
  ])("without an upload URL is read from %s", (data) =>
    Effect.gen(function*() {
      const { publishId, uploadUrl } = yield* withResponse(inEnvelope(data), photosInit)
      assert.strictEqual(publishId, "p")
      assert.isUndefined(uploadUrl)
    }))

  it.effect("has no reason when the reason is empty", () =>
    Effect.gen(function*() {
      const { failReason } = yield* withResponse(inEnvelope(`{"status":"PUBLISH_COMPLETE","fail_reason":""}`), status)
      assert.isUndefined(failReason)
    }))

  const first = "7412345678901234567"
  const both = [first, "7412345678901234568"]
  const list = both.join(",")

  it.effect.each([
    { what: "a list of numbers", fields: `"publicaly_available_post_id":[${list}]`, ids: both },
    { what: "a list of strings", fields: `"publicaly_available_post_id":${JSON.stringify(both)}`, ids: both },
    { what: "a number", fields: `"publicaly_available_post_id":${first}`, ids: both.slice(0, 1) },
    { what: "a string", fields: `"publicaly_available_post_id":"${first}"`, ids: both.slice(0, 1) },
    { what: "the right spelling", fields: `"publicly_available_post_id":[${list}]`, ids: both },
    {
      what: "both spellings",
      fields: `"publicaly_available_post_id":[${list}],"publicly_available_post_id":[${list}]`,
      ids: both
    },
    {
      what: "both spellings, one of them empty",
      fields: `"publicaly_available_post_id":[],"publicly_available_post_id":[${list}]`,
      ids: both
    },
    { what: "an empty list", fields: `"publicaly_available_post_id":[]`, ids: [] },
    { what: "null", fields: `"publicaly_available_post_id":null`, ids: [] },
    { what: "zero", fields: `"publicaly_available_post_id":0`, ids: [] },
    { what: "an empty string", fields: `"publicaly_available_post_id":""`, ids: [] },
    {
      what: "a list with what is no id",
      fields: `"publicaly_available_post_id":[null,{"id":1},true,0,"",${list}]`,
      ids: both
    },
    { what: "an object", fields: `"publicaly_available_post_id":{}`, ids: [] },
    { what: "nothing", fields: `"fail_reason":null`, ids: [] }
  ])("names its ids as $what", ({ fields, ids }) =>
    Effect.gen(function*() {
      const report = yield* withResponse(inEnvelope(`{"status":"PUBLISH_COMPLETE",${fields}}`), status)
      assert.strictEqual(report.stage, "Published")
      assert.deepStrictEqual(report.postIds.map(String), ids)
    }))

  it.effect.each([
    { value: "50000123", bytes: 50_000_123 },
    { value: "\"50000123\"", bytes: 50_000_123 },
    { value: "0", bytes: 0 },
    { value: "null", bytes: undefined },
    { value: "-1", bytes: undefined },
    { value: "\"many\"", bytes: undefined }
  ])("counts $value bytes", ({ bytes, value }) =>
    Effect.gen(function*() {
      const counts = `"uploaded_bytes":${value},"downloaded_bytes":${value}`
      const report = yield* withResponse(inEnvelope(`{"status":"PROCESSING_UPLOAD",${counts}}`), status)
      assert.deepStrictEqual([report.uploadedBytes, report.downloadedBytes], [bytes, bytes])
    }))
})

describe("a canceled publish", () => {
  it.effect.each([
    `{"error":{"code":"ok"}}`,
    `{"data":{},"error":{"code":"ok"}}`,
    `{"data":null,"error":{"code":"ok"}}`
  ])(
    "is read from %s",
    (text) =>
      Effect.map(
        withResponse(ok(text), call(({ posts }) => posts.cancel, Post.PublishId.make("p"))),
        (nothing) => assert.isUndefined(nothing)
      )
  )
})

describe("a page of videos", () => {
  const page = call(({ videos }) => videos?.list, { cursor: undefined, count: 20 })

  it.effect.each([
    `{"has_more":false}`,
    `{"videos":null,"has_more":false}`,
    `{"videos":[],"cursor":0,"has_more":false}`
  ])(
    "without videos is read from %s",
    (data) =>
      Effect.map(
        withResponse(inEnvelope(data), page),
        (read) => assert.deepStrictEqual(read, { videos: [], next: undefined })
      )
  )

  it.effect("ends the list when it has no cursor", () =>
    Effect.map(withResponse(inEnvelope(`{"videos":[],"has_more":true}`), page), ({ next }) => assert.isUndefined(next)))
})

describe("a chunk", () => {
  const chunk = { start: 10_000_000, end: 20_000_000, size: 50_000_123 }

  const arrived = (status: number, progress?: string) =>
    Contract.live.upload.chunkResponse({ status, headers: { "content-range": progress }, text: "" }, chunk)

  it.each([200, 201, 204, 206])("has arrived with HTTP %d", (status) => {
    assert.isTrue(Result.isSuccess(arrived(status)))
  })

  it.each(["bytes 0-20000000/50000123", "bytes 0-30000000/50000123"])(
    "that comes twice has arrived when the progress is %s",
    (progress) => assert.isTrue(Result.isSuccess(arrived(416, progress)))
  )

  // The first lacks one byte if its number is a count, and none if it is the last index. So it proves nothing.
  it.each(["bytes 0-19999999/50000123", "bytes 0-10000000/50000123", "bytes */50000123", undefined])(
    "has not arrived with progress %s",
    (progress) => {
      const refusal = Result.getOrThrow(Result.flip(arrived(416, progress)))
      assert.strictEqual(refusal._tag, "OffsetMismatch")
    }
  )

  it.each([
    { contract: Contract.live, progress: "bytes 0-19999999/50000123", counts: [19_999_999, 20_000_000] },
    { contract: Contract.catalog, progress: "bytes 0-19999999/50000123", counts: [20_000_000, 19_999_999] },
    { contract: Contract.live, progress: "bytes 0-50000123/50000123", counts: [50_000_123] },
    { contract: Contract.catalog, progress: "bytes */50000123", counts: [0] },
    { contract: Contract.live, progress: undefined, counts: [] }
  ])("whose response says $progress may have left $counts in $contract.name", ({ contract, counts, progress }) => {
    assert.deepStrictEqual(contract.upload.chunkProgress({ headers: { "content-range": progress } }, chunk), counts)
  })

  it("is sent to the URL unchanged, with any characters in it", () => {
    const url = "https://open-upload-va.tiktokapis.com/upload?upload_id=1&upload_token=a%2Bb&part_number=7"
    assert.strictEqual(Contract.live.upload.chunkUrl(url, 0), url)
    assert.strictEqual(Contract.live.upload.chunkUrl(url, 41), url)
  })
})
