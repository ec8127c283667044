import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, DateTime, Effect, Layer, Redacted } from "effect"
import { Media, Webhook } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import * as Fixture from "./mock.ts"
import { attention, onLogin, plan, receive, repeat } from "./scheduler.ts"

const layer = Scheduler.layerMemory({ media: () => Effect.succeed(Media.url("https://verified-domain.com/a.mp4")) })
  .pipe(
    Layer.provideMerge(Fixture.layer),
    Layer.orDie
  )

describe("the scheduler", () => {
  it.effect("says what will happen", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const sentences = yield* Effect.forEach(
        Array.from({ length: 16 }, (_, index) => `order ${index}`),
        (order) => plan(order, creator, "clip")
      )
      assert.strictEqual(sentences[0], "It goes out at nine.")
      assert.strictEqual(sentences[15], "The day is full. It goes out as soon as there is room.")
      const { find } = yield* Scheduler.Scheduler
      const post = yield* find("order 0")
      assert.strictEqual(post && DateTime.formatIso(post.startsAt), "2030-05-01T07:00:00.000Z")
    }).pipe(Effect.provide(layer)))

  it.effect("lists what needs a person", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* attention, [])
      const creator = yield* Fixture.creator
      yield* plan("order 1", creator, "clip")
      assert.strictEqual(yield* onLogin(creator), 0)
      const { find } = yield* Scheduler.Scheduler
      const { id } = (yield* find("order 1")) ?? assert.fail("there is no post")
      assert.strictEqual((yield* Effect.flip(repeat(id))).reason._tag, "WrongState")
    }).pipe(Effect.provide(layer)))

  it.effect("takes webhooks", () =>
    Effect.gen(function*() {
      const body = JSON.stringify({
        client_key: "ck",
        event: "post.publish.complete",
        create_time: 0,
        user_openid: "mara",
        content: JSON.stringify({ publish_id: "v_pub_1", publish_type: "DIRECT_PUBLISH" })
      })
      const header = yield* Webhook.testHeader({ clientSecret: Redacted.make("cs"), body })
      const request = new Request("http://localhost/tiktok", {
        method: "POST",
        body,
        headers: { "TikTok-Signature": header }
      })
      assert.strictEqual((yield* receive(request)).status, 200)
    }).pipe(
      Effect.provide([layer, ConfigProvider.layer(ConfigProvider.fromUnknown({ TIKTOK_CLIENT_SECRET: "cs" }))])
    ))
})
