import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Auth, Media, Post, Publisher, Webhook } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { run, transports } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { fixtureWithWebhooks, idOf } from "../support/webhookReceiver.ts"

const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "PUBLIC_TO_EVERYONE" })

describe.each(transports)("webhooks of the mock over %s, received by the library", (transport) => {
  it.effect("are verified and report the progress of a post, with every digit of its id", () =>
    Effect.gen(function*() {
      const { received, fixture } = yield* fixtureWithWebhooks(transport)
      const publisher = Publisher.Publisher.use(({ publishStream }) =>
        publishStream(fixture.creator, post).pipe(
          Stream.tap((event) =>
            Effect.sync(() => event._tag === "StatusReceived" && fixture.mock.control.completePost(idOf(fixture)))
          ),
          Stream.runLast
        )
      )
      yield* run(fixture, publisher)
      yield* Effect.promise(() => fixture.mock.webhooks.deliver())
      yield* TestClock.adjust("1 day")
      yield* Effect.promise(() => fixture.mock.webhooks.deliver())
      const events = yield* received
      const ids = events.flatMap((event) => event._tag === "PubliclyAvailable" ? [String(event.postId)] : [])
      assert.deepStrictEqual(ids, [fixture.mock.control.post(idOf(fixture))?.postId])
      assert.match(ids[0] ?? "", /^\d{19}$/)
      assert.include(events.map(({ _tag }) => _tag), "PublishCompleted")
    }))

  it.effect("are refused when one bit of the body has changed", () =>
    Effect.gen(function*() {
      const { clientSecret, webhooks, fixture } = yield* fixtureWithWebhooks(transport)
      yield* Effect.promise(() =>
        fixture.mock.webhooks.trigger({
          event: "authorization.removed",
          openId: fixture.creator,
          content: { reason: 1 }
        })
      )
      const [letter] = webhooks
      assert(letter !== undefined)
      const { reason } = yield* Effect.flip(
        Webhook.receive({
          clientSecret,
          header: letter.header,
          body: letter.body.map((byte, i) => i === 30 ? byte ^ 1 : byte)
        })
      )
      assert.strictEqual(reason._tag, "SignatureRejected")
    }))

  it.effect("report that a creator revoked the app's access", () =>
    Effect.gen(function*() {
      const { received, fixture } = yield* fixtureWithWebhooks(transport)
      yield* run(fixture, Auth.Auth.use((auth) => auth.revoke(fixture.creator)))
      yield* Effect.promise(() => fixture.mock.webhooks.deliver())
      const [event] = yield* received
      assert.strictEqual(event?._tag === "AuthorizationRemoved" && event.creator, fixture.creator)
    }))
})
