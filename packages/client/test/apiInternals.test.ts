import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result } from "effect"
import { Contract, TikTokApi } from "effect-tiktok"
import * as ApiInternals from "../src/internal/wire/apiInternals.ts"

describe("a TikTokApi that a program makes itself", () => {
  it.effect("uploads to TikTok's own hosts only", () =>
    Effect.gen(function*() {
      const internals = ApiInternals.of(yield* TikTokApi.TikTokApi)
      const isAllowed = (url: string) => Result.isSuccess(internals.checkUploadUrl(Redacted.make(url)))
      assert.isTrue(isAllowed("https://upload.tiktokapis.com/video"))
      assert.isFalse(isAllowed("https://upload.example/video"))
      assert.strictEqual(yield* internals.within("media")(Effect.succeed(1)), 1)
      assert.deepStrictEqual(internals.secrets.of(undefined), ["secret"])
    }).pipe(Effect.provide(Layer.mock(TikTokApi.TikTokApi, {
      contract: Contract.live,
      app: { clientKey: "key", clientSecret: Redacted.make("secret") },
      authorizeOrigin: "https://www.tiktok.com"
    }))))
})
