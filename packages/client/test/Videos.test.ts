import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Redacted, Stream } from "effect"
import { Auth, Contract, Post, TikTokApi, TikTokError, Videos } from "effect-tiktok"

/** A server with endless pages. Each has a video and an earlier cursor. */
const endless = (asked: Array<unknown> = []) => {
  let cursor = 1_000_000_000
  const page = () => ({
    data: { videos: [{ id: "7001", create_time: 1_700_000_000 }], cursor: cursor--, has_more: true },
    error: { code: "ok" }
  })
  return Videos.layer.pipe(
    Layer.provide([
      Layer.mock(Auth.Auth, { withToken: (_creator, call) => call(Redacted.make("token")) }),
      Layer.mock(TikTokApi.TikTokApi, {
        contract: Contract.live,
        app: { clientKey: "key", clientSecret: Redacted.make("secret") },
        authorizeOrigin: "https://www.tiktok.com",
        call: (operation, input) => {
          asked.push(input)
          return Effect.fromResult(operation.decode({ status: 200, headers: {}, text: JSON.stringify(page()) }, input))
            .pipe(
              Effect.mapError(TikTokError.fromReason(operation.name))
            )
        }
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

  it.effect("lists videos older than a moment", () => {
    const asked: Array<unknown> = []
    return Effect.gen(function*() {
      const videos = yield* Videos.Videos
      const before = DateTime.makeUnsafe("2026-11-30T06:28:00.123Z")
      const [video] = yield* Stream.runCollect(Stream.take(videos.list(Post.CreatorId.make("mara"), { before }), 1))
      assert.strictEqual(Object(asked[0]).cursor, before.epochMilliseconds)
      assert.deepStrictEqual(video?.createdAt, DateTime.makeUnsafe("2023-11-14T22:13:20Z"))
    }).pipe(Effect.provide(endless(asked)))
  })
})
