/** Publishes a file that a browser, a worker or any other runtime with `fetch` holds. */
import * as Contract from "effect-tiktok/Contract"
import * as Media from "effect-tiktok/Media"
import * as Post from "effect-tiktok/Post"
import * as Publisher from "effect-tiktok/Publisher"
import * as TikTok from "effect-tiktok/TikTok"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

const layer = TikTok.layerMemory({
  contract: Contract.live,
  clientKey: "key",
  clientSecret: Redacted.make("secret")
}).pipe(Layer.provide([FetchHttpClient.layer, FileSystem.layerNoop({})]))

export const publish = (creator: string, file: Blob) =>
  Effect.gen(function*() {
    const publisher = yield* Publisher.Publisher
    const bytes = Stream.fromReadableStream({ evaluate: () => file.stream(), onError: (error) => error })
    const media = Media.stream(bytes, { size: file.size })
    return yield* publisher.publish(
      Post.CreatorId.make(creator),
      Post.video({ media, privacyLevel: "SELF_ONLY", title: "Hello" })
    )
  }).pipe(Effect.provide(layer), Effect.runPromise)
