import * as NodeServices from "@effect/platform-node/NodeServices"
import { Config, Effect, Layer } from "effect"
import { Contract, type Media, Post, Publisher, TikTok } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"

// #region publish
export const publish = Effect.fn("publish")(function*(creator: Post.CreatorId, media: Media.Video) {
  const publisher = yield* Publisher.Publisher
  const outcome = yield* publisher.publish(
    creator,
    Post.video({ media, privacyLevel: "SELF_ONLY", title: "Hello from Effect" })
  )
  yield* Effect.log(outcome._tag === "Published" ? outcome.publishId : outcome)
  return outcome
})
// #endregion publish

// #region layer
export const layer = TikTok.layerConfig({
  contract: Contract.live,
  baseUrl: Config.URL("TIKTOK_BASE_URL").pipe(Config.withDefault(undefined)), // a mock, or TikTok itself
  clientKey: Config.String("TIKTOK_CLIENT_KEY"),
  clientSecret: Config.Redacted("TIKTOK_CLIENT_SECRET")
}, TikTok.layerMemory).pipe(
  Layer.provide([NodeTransport.layer, NodeServices.layer])
)
// #endregion layer
