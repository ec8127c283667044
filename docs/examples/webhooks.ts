import { Effect, Layer } from "effect"
import { type Post, Publisher, TikTok, Webhook } from "effect-tiktok"

// #region receive
/** Handles a webhook request and returns the HTTP status to respond with. */
export const receive = Effect.fn("receive")(
  function*(request: Request) {
    const hub = yield* Webhook.Hub
    const event = yield* Webhook.receive({
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

// #region shared
/** Everything in one PostgreSQL. Each process gets the webhooks of all. */
export const layerShared = (options: TikTok.SqlOptions) =>
  Layer.merge(TikTok.layerSql(options), Webhook.layerHubSql(options))
// #endregion shared
