import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema, Stream } from "effect"
import { Contract, Creator, Post, StatusPoller, Videos, Webhook } from "effect-tiktok"
import { createMock } from "tiktok-mock-server"
import { contractNames } from "../support/fixture.ts"
import { call, callAsApp, refused, withResponse } from "../support/liveCall.ts"
import { runs } from "../support/runs.ts"
import { creator, type StubResponse } from "../support/stubTikTok.ts"

/** 16 to 19 digits: from where numbers lose precision, up to the end of int64. */
const Id = Schema.BigInt.check(
  Schema.isBetweenBigInt({ minimum: 9_007_199_254_740_993n, maximum: 9_223_372_036_854_775_807n })
)

const Ids = Schema.Array(Id)

const inEnvelope = (data: string): StubResponse => ({
  status: 200,
  text: `{"data":${data},"error":{"code":"ok","message":"","log_id":"1"}}`
})

const unique = (ids: ReadonlyArray<bigint>) => [...new Set(ids.map(String))]

const status = StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p")))

const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })

const exchange = callAsApp(({ oauth }) => oauth.exchange, (app) => ({
  app,
  code: Redacted.make("a code"),
  redirectUri: "https://app.example",
  codeVerifier: Redacted.make("a verifier")
}))

/** How a contract reports a published post, the names of its id, and a refusal. */
const ways = {
  catalog: {
    contract: Contract.catalog,
    published: "POSTED",
    fields: ["publiclyAvailablePostId"],
    refusal: "invalid_request"
  },
  live: {
    contract: Contract.live,
    published: "PUBLISH_COMPLETE",
    fields: ["publicaly_available_post_id", "publicly_available_post_id"],
    refusal: "invalid_params"
  }
}

describe.each(contractNames)("Scenario 07: ids above 2^53 in status, list and webhook (%s)", (name) => {
  const { contract, fields, published, refusal } = ways[name]

  it("would be rounded by JSON.parse", () => {
    assert.notStrictEqual(String(JSON.parse("7412345678901234567")), "7412345678901234567")
  })

  it.effect.prop(
    "are kept in the status of a post: many, one, and in either spelling",
    { ids: Ids, id: Id },
    ({ id, ids }) =>
      Effect.gen(function*() {
        for (const field of fields) {
          const read = (value: string) =>
            Effect.map(
              withResponse(inEnvelope(`{"status":"${published}","${field}":${value}}`), status, contract),
              ({ postIds, stage }) => [stage, ...postIds.map(String)]
            )
          assert.deepStrictEqual(yield* read(`[${ids.join(",")}]`), ["Published", ...unique(ids)])
          assert.deepStrictEqual(yield* read(`[${ids.map((id) => `"${id}"`).join(", ")}]`), [
            "Published",
            ...unique(ids)
          ])
          assert.deepStrictEqual(yield* read(String(id)), ["Published", String(id)])
          assert.deepStrictEqual(yield* read(`"${id}"`), ["Published", String(id)])
        }
      }),
    { arbitrary: { runs: runs(25) } }
  )

  it.effect.prop(
    "are kept in a publish id, a creator id and a log id",
    { id: Id },
    ({ id }) =>
      Effect.gen(function*() {
        const accepted = yield* withResponse(
          inEnvelope(`{"publish_id":${id}}`),
          call(({ posts }) => posts.photos, photos),
          contract
        )
        assert.strictEqual(accepted.publishId, String(id))
        const profile = yield* withResponse(
          inEnvelope(`{"user":{"open_id":${id}}}`),
          Creator.Creator.use((service) => service.profile(creator)),
          contract
        )
        assert.strictEqual(profile.creator, String(id))
        const login = yield* withResponse(inEnvelope(`{"access_token":"a","open_id":${id}}`), exchange, contract)
        assert.strictEqual(login.creator, String(id))
        const error = yield* refused(
          { status: 400, text: `{"error":{"code":"${refusal}","log_id":${id}}}` },
          status,
          contract
        )
        assert.strictEqual(error.logId, String(id))
      }),
    { arbitrary: { runs: runs(50) } }
  )
})

const listed = Videos.Videos.use((videos) => Stream.runCollect(videos.list(creator)))

// The catalog lists no videos and knows no webhooks.
describe("Scenario 07: ids above 2^53 in status, list and webhook (live alone)", () => {
  it.effect.prop(
    "are kept in a list of videos, and in the request for those videos",
    { ids: Ids },
    ({ ids }) =>
      Effect.gen(function*() {
        const videos = ids.map((id) => `{"id":${id},"view_count":12}`).join(",")
        const page = yield* withResponse(inEnvelope(`{"videos":[${videos}],"has_more":false}`), listed)
        assert.deepStrictEqual(page.map(({ id }) => String(id)), ids.map(String))
        assert.deepStrictEqual(page.map(({ viewCount }) => viewCount), ids.map(() => 12))
        const asked = page.map(({ id }) => id)
        const again = yield* withResponse(
          inEnvelope(`{"videos":[${videos}]}`),
          call(({ videos }) => videos?.query, asked)
        )
        assert.deepStrictEqual(again.map(({ id }) => id), asked)
      }),
    { arbitrary: { runs: runs(50) } }
  )

  it.effect.prop(
    "are kept in a webhook of the mock, whose content is JSON in a string, as a number and as a string",
    { id: Id, publishId: Id },
    ({ id, publishId }) =>
      Effect.gen(function*() {
        const webhooks: Array<{ readonly header: string; readonly body: string }> = []
        const mock = createMock({
          clock: { now: () => 0 },
          webhook: {
            url: "https://app.example.com/webhooks",
            send: (_, { body, headers }) => {
              webhooks.push({ header: headers["TikTok-Signature"] ?? "", body })
              return Promise.resolve({ status: 200 })
            }
          }
        })
        const event = "post.publish.publicly_available"
        const [one] = mock.control.creators()
        for (const post_id of [id, String(id)]) {
          const content = { publish_id: publishId, post_id, publish_type: "DIRECT_PUBLISH" }
          yield* Effect.promise(() => mock.webhooks.trigger({ event, openId: one?.openId, content }))
        }
        assert.strictEqual(webhooks.length, 2)
        assert.include(webhooks[0]?.body, `:${id}`)
        const clientSecret = Redacted.make(mock.control.apps()[0]?.clientSecret ?? "")
        for (const letter of webhooks) {
          const read = yield* Webhook.receive({ clientSecret, ...letter })
          assert(read._tag === "PubliclyAvailable", read._tag)
          assert.deepStrictEqual([String(read.postId), String(read.publishId)], [String(id), String(publishId)])
        }
      }),
    { arbitrary: { runs: runs(30) } }
  )
})
