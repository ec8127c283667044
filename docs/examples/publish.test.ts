import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { Auth, Contract, Media, TikTok } from "effect-tiktok"
import * as Mock from "tiktok-mock-server/effect"
import { publish } from "./publish.ts"

const layer = TikTok.layerMemory({
  contract: Contract.live,
  clientKey: "mock-client-key",
  clientSecret: Redacted.make("mock-client-secret")
}).pipe(
  Layer.provideMerge(Mock.layer({ lifecycle: { mode: "immediate" } })),
  Layer.provide(NodeServices.layer)
)

it.effect("publishes a video", () =>
  Effect.gen(function*() {
    const { control } = yield* Mock.MockTikTok
    const auth = yield* Auth.Auth
    const login = yield* auth.authorize({ redirectUri: "http://localhost/callback", scopes: ["video.publish"] })
    const callback = yield* Effect.promise(() => control.consent(login.url))
    const { creator } = yield* auth.complete(login, callback)

    const mp4 = Media.bytes(new TextEncoder().encode("\0\0\0\0ftypisom"))
    const outcome = yield* publish(creator, mp4)

    assert.strictEqual(outcome._tag, "Published")
    assert.strictEqual(control.posts()[0]?.caption, "Hello from Effect")
  }).pipe(Effect.provide(layer)))
