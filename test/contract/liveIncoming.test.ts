/** The library reads the callbacks and webhooks that TikTok sends, as its published API shows them. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Auth, Contract, Post, Webhook } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as Live from "../fixtures/live/index.ts"
import { failureOf } from "../support/failureOf.ts"
import { withStub } from "../support/stubTikTok.ts"

const authorization = new Auth.Authorization({
  url: "https://www.tiktok.com/v2/auth/authorize/",
  state: "RANDOM_CSRF_TOKEN",
  codeVerifier: Redacted.make("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
  redirectUri: "https://yourdomain.com/callback",
  scopes: ["user.info.basic", "video.publish"]
})

const callback = (url: string) =>
  Effect.map(
    withStub(
      () => ({ status: 500 }),
      Auth.Auth.use((auth) => auth.callback(authorization, url)),
      Contract.live
    ),
    ({ value }) => value
  )

describe("under the live contract the library reads", () => {
  it.effect("the callback of an allowed login, with the code decoded", () =>
    Effect.gen(function*() {
      const { code, scopes } = yield* callback(Live.callback("success"))
      assert.strictEqual(Redacted.value(code), "code*with!signs")
      assert.deepStrictEqual(scopes, ["user.info.basic", "video.publish"])
    }))

  it.effect("the callback of a declined login", () =>
    Effect.gen(function*() {
      const { reason } = yield* failureOf(callback(Live.callback("error")))
      assert(reason._tag === "AccessDenied", reason._tag)
      assert.strictEqual(reason.code, "access_denied")
      assert.strictEqual(reason.detail, "The user denied authorization")
    }))

  it.effect("the webhook, verified by the page's signature", () =>
    Effect.gen(function*() {
      const { body, clientSecret, header, time } = Live.webhook
      yield* TestClock.setTime(time * 1000)
      const event = yield* Webhook.receive({ clientSecret: Redacted.make(clientSecret), header, body })
      assert(event._tag === "PublishCompleted", event._tag)
      assert.strictEqual(event.publishId, Post.PublishId.make("v_pub_file~v2-1.1"))
      assert.strictEqual(event.creator, Post.CreatorId.make("-000test"))
    }))
})
