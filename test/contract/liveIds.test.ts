/** Ids beyond 2^53 arrive digit for digit, wherever TikTok writes them as bare numbers. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { Creator, Post, StatusPoller, Videos } from "effect-tiktok"
import { call, given, refused } from "../support/liveCall.ts"
import { creator, type StubAnswer } from "../support/stubTikTok.ts"

/** 16 to 19 digits: from where numbers begin to be rounded to the end of int64. */
const Id = Schema.BigInt.check(
  Schema.isBetweenBigInt({ minimum: 9_007_199_254_740_993n, maximum: 9_223_372_036_854_775_807n })
)

const Ids = Schema.Array(Id)

const inEnvelope = (data: string): StubAnswer => ({
  status: 200,
  text: `{"data":${data},"error":{"code":"ok","message":"","log_id":"1"}}`
})

const unique = (ids: ReadonlyArray<bigint>) => [...new Set(ids.map(String))]

const status = StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p")))

const listed = Videos.Videos.use((videos) => Stream.runCollect(videos.list(creator)))

describe("an id beyond 2^53", () => {
  it("would be rounded by JSON.parse", () => {
    assert.notStrictEqual(String(JSON.parse("7412345678901234567")), "7412345678901234567")
  })

  it.effect.prop(
    "is kept in the status of a post, in a list, alone, and in either spelling",
    { ids: Ids, id: Id },
    ({ id, ids }) =>
      Effect.gen(function*() {
        for (const field of ["publicaly_available_post_id", "publicly_available_post_id"]) {
          const read = (value: string) =>
            Effect.map(
              given(inEnvelope(`{"status":"PUBLISH_COMPLETE","${field}":${value}}`), status),
              ({ postIds }) => postIds.map(String)
            )
          assert.deepStrictEqual(yield* read(`[${ids.join(",")}]`), unique(ids))
          assert.deepStrictEqual(yield* read(`[${ids.map((id) => `"${id}"`).join(", ")}]`), unique(ids))
          assert.deepStrictEqual(yield* read(String(id)), [String(id)])
        }
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "is kept in a list of videos, and goes back unchanged when the videos are asked for",
    { ids: Ids },
    ({ ids }) =>
      Effect.gen(function*() {
        const videos = ids.map((id) => `{"id":${id},"view_count":12}`).join(",")
        const page = yield* given(inEnvelope(`{"videos":[${videos}],"has_more":false}`), listed)
        assert.deepStrictEqual(page.map(({ id }) => String(id)), ids.map(String))
        assert.deepStrictEqual(page.map(({ viewCount }) => viewCount), ids.map(() => 12))
        const asked = page.map(({ id }) => id)
        const again = yield* given(inEnvelope(`{"videos":[${videos}]}`), call(({ videoQuery }) => videoQuery, asked))
        assert.deepStrictEqual(again.map(({ id }) => id), asked)
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "is kept as a publish id, as a creator's id and as a log id",
    { id: Id },
    ({ id }) =>
      Effect.gen(function*() {
        const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
        const accepted = yield* given(inEnvelope(`{"publish_id":${id}}`), call(({ photosInit }) => photosInit, photos))
        assert.strictEqual(accepted.publishId, String(id))
        const profile = yield* given(
          inEnvelope(`{"user":{"open_id":${id}}}`),
          Creator.Creator.use((service) => service.profile(creator))
        )
        assert.strictEqual(profile.creator, String(id))
        const error = yield* refused(
          { status: 400, text: `{"error":{"code":"invalid_params","log_id":${id}}}` },
          status
        )
        assert.strictEqual(error.logId, String(id))
      }),
    { arbitrary: { runs: 50 } }
  )
})
