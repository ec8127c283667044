import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted, Stream } from "effect"
import { Post, Publisher, type TikTokApi, Webhook } from "effect-tiktok"
import * as Mock from "tiktok-mock-server/effect"
import * as Fixture from "./mock.ts"
import { publish, receive } from "./webhooks.ts"

const layer = Layer.merge(Webhook.layerHub, Fixture.layer)
const post = Post.video({ media: Fixture.mp4, privacyLevel: "SELF_ONLY" })

describe("webhooks", () => {
  // #region header
  it.effect("are accepted only with TikTok's signature", () =>
    Effect.gen(function*() {
      const body = JSON.stringify({
        client_key: "mock-client-key",
        event: "post.publish.complete",
        create_time: 1700000000,
        user_openid: "mara",
        content: JSON.stringify({ publish_id: "v_pub_1", publish_type: "DIRECT_PUBLISH" })
      })
      const signed = yield* Webhook.testHeader({ clientSecret: Redacted.make("mock-client-secret"), body })
      const forged = yield* Webhook.testHeader({ clientSecret: Redacted.make("another secret"), body })
      const send = (signature: string) =>
        receive(
          new Request("http://localhost/tiktok", { method: "POST", body, headers: { "TikTok-Signature": signature } })
        )

      assert.strictEqual(yield* send(signed), 200)
      assert.strictEqual(yield* send(forged), 401)
    }).pipe(Effect.provide(layer)))
  // #endregion header

  // #region mock
  it.effect("report the outcome before the next status call", () =>
    Effect.gen(function*() {
      const run = Effect.runPromiseWith(yield* Effect.context<Webhook.Hub | TikTokApi.TikTokApi>())
      const mock = Mock.layer({
        lifecycle: { mode: "manual" },
        webhook: {
          url: "http://localhost/tiktok",
          send: async (url, init) => ({ status: await run(receive(new Request(url, init))) })
        }
      })

      const last = yield* Effect.gen(function*() {
        const { control, webhooks } = yield* Mock.MockTikTok
        const { events } = yield* Webhook.Hub
        const publisher = yield* Publisher.Publisher
        const complete = Effect.promise(() => {
          for (const { publishId } of control.posts()) control.completePost(publishId)
          return webhooks.deliver()
        })
        return yield* publisher.publishStream(yield* Fixture.creator, post, { webhooks: events }).pipe(
          Stream.tap((event) => event._tag === "StatusReceived" ? complete : Effect.void),
          Stream.runLast
        )
      }).pipe(Effect.provide(Fixture.layerOn(mock), { local: true }))

      assert.isTrue(Option.exists(last, (event) => event._tag === "Finished" && event.outcome._tag === "Published"))
    }).pipe(Effect.provide(layer)))
  // #endregion mock

  it.effect("are not needed for a publish", () =>
    Effect.gen(function*() {
      const outcome = yield* Effect.flatMap(Fixture.creator, (creator) => publish(creator, post))
      assert.strictEqual(outcome._tag, "Published")
    }).pipe(Effect.provide(layer)))
})
