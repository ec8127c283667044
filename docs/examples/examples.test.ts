import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer } from "effect"
import { Contract, Post, Publisher, TikTokError } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as Mock from "tiktok-mock-server/effect"
import { contract, withoutChallenge, withStandardChallenge } from "./contract.ts"
import { again, publishOrExplain, withoutRetries } from "./failures.ts"
import * as Fixture from "./mock.ts"
import { publishWithProgress } from "./progress.ts"
import * as Publish from "./publish.ts"
import { newest } from "./videos.ts"

describe("examples", () => {
  // #region clock
  it.effect("refreshes a token that has expired", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      yield* TestClock.adjust("25 hours")

      yield* Publish.publish(creator, Fixture.mp4)

      const { journal } = yield* Mock.MockTikTok
      assert.strictEqual(journal.find({ operation: "token.refresh" }).length, 1)
    }).pipe(Effect.provide(Fixture.layer)))
  // #endregion clock

  // #region fault
  it.effect("never repeats a post whose response was lost", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control, faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "photo.init" }, effect: { kind: "lose-response" }, times: 1 })

      const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
      const end = yield* publishOrExplain(creator, photos)

      assert.strictEqual(end, "It ended as OutcomeUnknown.")
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(Fixture.layer)))
  // #endregion fault

  it.effect("explains a refusal", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      const tooLong = Post.video({ media: Fixture.mp4, privacyLevel: "SELF_ONLY", title: "x".repeat(2201) })
      assert.match(yield* publishOrExplain(creator, tooLong), /^Correct the post: title /)

      control.updateApp({ audited: false })
      const post = Post.video({ media: Fixture.mp4, privacyLevel: "SELF_ONLY" })
      assert.match(yield* publishOrExplain(creator, post), /unaudited.* audit/is)

      const stranger = Post.CreatorId.make("1")
      assert.strictEqual(yield* publishOrExplain(stranger, post), "Ask 1 to log in again.")
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("says when a queue can run a job again", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "code", code: "rate_limit_exceeded" } })
      const limited = yield* Publish.publish(creator, Fixture.mp4).pipe(withoutRetries, Effect.flip)
      assert.deepStrictEqual(again(limited), { after: Duration.minutes(1) })
      assert.deepStrictEqual(
        again(TikTokError.fromReason("test")(new TikTokError.InvalidInput({ field: "title", rule: "is too long" }))),
        "never"
      )
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("shows progress", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const lines: Array<string> = []
      const post = Post.video({ media: Fixture.mp4, privacyLevel: "SELF_ONLY" })
      yield* publishWithProgress(creator, post, (line) => lines.push(line))
      assert.deepStrictEqual(lines, [
        "12 bytes in 1 chunks",
        "12 of 12 bytes have arrived",
        "PUBLISH_COMPLETE",
        "Published"
      ])
    }).pipe(Effect.provide(Fixture.layer)))

  // #region socket
  it.effect("publishes over a socket", () =>
    Effect.gen(function*() {
      const { url } = yield* Mock.MockServer
      const environment = ConfigProvider.layer(ConfigProvider.fromEnvRecord({
        TIKTOK_BASE_URL: url,
        TIKTOK_CLIENT_KEY: "mock-client-key",
        TIKTOK_CLIENT_SECRET: "mock-client-secret"
      }))
      const outcome = yield* Fixture.creator.pipe(
        Effect.flatMap((creator) => Publish.publish(creator, Fixture.mp4)),
        Effect.provide(Layer.provide(Publish.layer, environment))
      )
      assert.strictEqual(outcome._tag, "Published")
    }).pipe(Effect.provide(Mock.layerServer({ lifecycle: { mode: "immediate" } }))))
  // #endregion socket

  // #region both
  it.effect.each([Contract.catalog, Contract.live])(
    "publishes under the contract $name",
    (contract) =>
      Effect.gen(function*() {
        const outcome = yield* Effect.flatMap(Fixture.creator, (creator) => Publish.publish(creator, Fixture.mp4))
        assert.strictEqual(outcome._tag, "Published")
      }).pipe(Effect.provide(Fixture.layerOn(Mock.layer({ lifecycle: { mode: "immediate" } }), contract)))
  )
  // #endregion both

  it.effect("takes the contract from the environment", () =>
    Effect.gen(function*() {
      const chosen = yield* contract.parse(ConfigProvider.fromEnvRecord({ TIKTOK_CONTRACT: "live" }))
      assert.strictEqual(chosen, Contract.live)
      const missing = yield* Effect.flip(contract.parse(ConfigProvider.fromEnvRecord({})))
      assert.include(missing.message, "TIKTOK_CONTRACT")
    }))

  // #region switch
  it.effect("logs in when TikTok accepts only the RFC encoding of the challenge", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      assert.strictEqual((yield* Publish.publish(creator, Fixture.mp4))._tag, "Published")
    }).pipe(Effect.provide(
      Fixture.layerOn(
        Mock.layer({
          lifecycle: { mode: "immediate" },
          switches: { pkce: "required", challengeEncoding: "base64url" }
        }),
        withStandardChallenge
      )
    )))
  // #endregion switch

  it.effect("logs in without a challenge when TikTok expects none", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      assert.strictEqual((yield* Publish.publish(creator, Fixture.mp4))._tag, "Published")
    }).pipe(Effect.provide(Fixture.layerOn(Mock.layer({ lifecycle: { mode: "immediate" } }), withoutChallenge))))

  it.effect("lists the newest videos with exact ids", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      const publisher = yield* Publisher.Publisher
      for (const title of ["one", "two"]) {
        yield* publisher.publish(
          creator,
          Post.video({ media: Fixture.mp4, privacyLevel: "PUBLIC_TO_EVERYONE", title })
        )
        yield* TestClock.adjust("1 hour")
      }
      const [latest] = yield* newest(creator, 1)
      assert.deepStrictEqual([String(latest?.id)], control.posts().at(-1)?.publicPostIds)
    }).pipe(Effect.provide(Fixture.layer)))
})
