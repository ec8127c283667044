import { Config, Effect } from "effect"
import { type Post, Publisher, Webhook } from "effect-tiktok"

// #region receive
/** Handles a webhook request and returns the HTTP status to respond with. */
export const receive = Effect.fn("receive")(
  function*(request: Request) {
    const hub = yield* Webhook.Hub
    const event = yield* Webhook.receive({
      clientSecret: yield* Config.Redacted("TIKTOK_CLIENT_SECRET"),
      header: request.headers.get("TikTok-Signature"),
      body: new Uint8Array(yield* Effect.promise(() => request.arrayBuffer()))
    })
    yield* hub.publish(event)
    return 200
  },
  Effect.catchReasons("TikTokError", {
    SignatureRejected: () => Effect.succeed(401),
    MalformedEvent: () => Effect.succeed(400)
  })
)
// #endregion receive

// #region publish
export const publish = Effect.fn("publish")(function*(creator: Post.CreatorId, post: Post.Post) {
  const { events } = yield* Webhook.Hub
  const publisher = yield* Publisher.Publisher
  return yield* publisher.publish(creator, post, { webhooks: events })
})
// #endregion publish
