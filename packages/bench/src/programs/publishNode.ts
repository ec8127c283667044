/** Publishes a file with Node: the whole library, its HTTP client and its file system. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Contract from "effect-tiktok/Contract"
import * as Media from "effect-tiktok/Media"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import * as Post from "effect-tiktok/Post"
import * as Publisher from "effect-tiktok/Publisher"
import * as TikTok from "effect-tiktok/TikTok"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const layer = TikTok.layerMemory({
  contract: Contract.live,
  clientKey: "key",
  clientSecret: Redacted.make("secret")
}).pipe(Layer.provide([NodeTransport.layer, NodeFileSystem.layer]))

export const publish = (creator: string, path: string) =>
  Effect.gen(function*() {
    const publisher = yield* Publisher.Publisher
    return yield* publisher.publish(
      Post.CreatorId.make(creator),
      Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY", title: "Hello" })
    )
  }).pipe(Effect.provide(layer), Effect.runPromise)
