import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result, Stream } from "effect"
import { Auth, Contract, Post, TikTokApi, TikTokError, Videos } from "effect-tiktok"

/** A server whose every page has a video and begins before the last one. */
const endless = () => {
  let cursor = 1_000_000_000
  const page = () => ({ data: { videos: [{ id: "7001" }], cursor: cursor--, has_more: true }, error: { code: "ok" } })
  return Videos.layer.pipe(
    Layer.provide([
      Layer.mock(Auth.Auth, { withToken: (_creator, call) => call(Redacted.make("token")) }),
      Layer.mock(TikTokApi.TikTokApi, {
        contract: Contract.live,
        app: { clientKey: "key", clientSecret: Redacted.make("secret") },
        authorizeOrigin: "https://www.tiktok.com",
        secrets: { of: () => [], remember: () => undefined },
        checkUploadUrl: () => Result.void,
        within: () => (self) => self,
        supported: (feature, operation) => operation === undefined ? Effect.die(feature) : Effect.succeed(operation),
        call: (operation, input) =>
          Effect.fromResult(operation.decode({ status: 200, headers: {}, text: JSON.stringify(page()) }, input)).pipe(
            Effect.mapError(TikTokError.fromReason(operation.name))
          )
      })
    ])
  )
}

describe("Videos", () => {
  it.effect("lists ten thousand pages at most", () =>
    Effect.gen(function*() {
      const videos = yield* Videos.Videos
      const listed = yield* Stream.runCount(videos.list(Post.CreatorId.make("mara")))
      assert.strictEqual(listed, 10_000)
    }).pipe(Effect.provide(endless())))
})
