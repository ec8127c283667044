import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Redacted } from "effect"
import { Auth, Contract, Media, Post, type TikTokError } from "effect-tiktok"
import * as Publisher from "effect-tiktok/Publisher"
import * as TikTok from "effect-tiktok/TikTok"
import * as Mock from "tiktok-mock-server/effect"

const mp4 = new Uint8Array(4096)
mp4.set(new TextEncoder().encode("ftypisom"), 4)

const program: Effect.Effect<string, TikTokError.TikTokError, TikTok.Services | Mock.MockTikTok> = Effect.gen(
  function*() {
    const auth = yield* Auth.Auth
    const mock = yield* Mock.MockTikTok
    const login = yield* auth.authorize({ redirectUri: "http://localhost:3000/callback", scopes: ["video.publish"] })
    const { creator } = yield* auth.complete(login, yield* Effect.promise(() => mock.control.consent(login.url)))
    const publisher = yield* Publisher.Publisher
    const post = Post.video({ media: Media.bytes(mp4), privacyLevel: "SELF_ONLY" })
    return (yield* publisher.publish(creator, post, { schedule: undefined }))._tag
  }
)

const services = TikTok.layerMemory({
  contract: Contract.catalog,
  clientKey: "mock-client-key",
  clientSecret: Redacted.make("mock-client-secret")
}).pipe(
  Layer.provideMerge(Mock.layer({ lifecycle: { mode: "immediate" } })),
  Layer.provide(NodeServices.layer)
)

console.log(await Effect.runPromise(Effect.provide(program, services)))
