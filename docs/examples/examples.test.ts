import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, FileSystem, Layer, Redacted } from "effect"
import { Auth, Contract, Post, TikTokError } from "effect-tiktok"
import { Base64 } from "effect/encoding"
import { TestClock } from "effect/testing"
import * as Mock from "tiktok-mock-server/effect"
import { again, publishOrExplain, withoutRetries } from "./failures.ts"
import * as World from "./mock.ts"
import { publishWithProgress } from "./progress.ts"
import * as Publish from "./publish.ts"
import * as Tokens from "./tokens.ts"

describe("examples", () => {
  // #region clock
  it.effect("refreshes a token that has expired", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      yield* TestClock.adjust("25 hours")

      yield* Publish.publish(creator, World.mp4)

      const { journal } = yield* Mock.MockTikTok
      assert.strictEqual(journal.find({ operation: "token.refresh" }).length, 1)
    }).pipe(Effect.provide(World.layer)))
  // #endregion clock

  // #region fault
  it.effect("never repeats a post whose answer was lost", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { control, faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "photo.init" }, effect: { kind: "lose-answer" }, times: 1 })

      const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
      const end = yield* publishOrExplain(creator, photos)

      assert.strictEqual(end, "It ended as OutcomeUnknown.")
      assert.strictEqual(control.posts().length, 1)
    }).pipe(Effect.provide(World.layer)))
  // #endregion fault

  it.effect("explains a refusal", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { control } = yield* Mock.MockTikTok
      const tooLong = Post.video({ media: World.mp4, privacyLevel: "SELF_ONLY", title: "x".repeat(2201) })
      assert.match(yield* publishOrExplain(creator, tooLong), /^Correct the post: title /)

      control.updateApp({ audited: false })
      const post = Post.video({ media: World.mp4, privacyLevel: "SELF_ONLY" })
      assert.match(yield* publishOrExplain(creator, post), /unaudited.* audit/is)

      const stranger = Post.CreatorId.make("1")
      assert.strictEqual(yield* publishOrExplain(stranger, post), "Ask 1 to log in again.")
    }).pipe(Effect.provide(World.layer)))

  it.effect("tells a queue when to run a job again", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const { faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "code", code: "too_many_requests" } })
      const limited = yield* Publish.publish(creator, World.mp4).pipe(withoutRetries, Effect.flip)
      assert.deepStrictEqual(again(limited), { after: Duration.minutes(1) })
      assert.deepStrictEqual(
        again(TikTokError.fromReason("test")(new TikTokError.InvalidInput({ field: "title", rule: "is too long" }))),
        "never"
      )
    }).pipe(Effect.provide(World.layer)))

  it.effect("shows progress", () =>
    Effect.gen(function*() {
      const creator = yield* World.creator
      const lines: Array<string> = []
      const post = Post.video({ media: World.mp4, privacyLevel: "SELF_ONLY" })
      yield* publishWithProgress(creator, post, (line) => lines.push(line))
      assert.deepStrictEqual(lines, [
        "12 bytes in 1 chunks",
        "12 of 12 bytes have arrived",
        "POSTED",
        "Published"
      ])
    }).pipe(Effect.provide(World.layer)))

  // #region socket
  it.effect("publishes over a socket", () =>
    Effect.gen(function*() {
      const { url } = yield* Mock.MockServer
      const environment = ConfigProvider.layer(ConfigProvider.fromEnvRecord({
        TIKTOK_BASE_URL: url,
        TIKTOK_CLIENT_KEY: "mock-client-key",
        TIKTOK_CLIENT_SECRET: "mock-client-secret"
      }))
      const outcome = yield* World.creator.pipe(
        Effect.flatMap((creator) => Publish.publish(creator, World.mp4)),
        Effect.provide(Layer.provide(Publish.layer, environment))
      )
      assert.strictEqual(outcome._tag, "Published")
    }).pipe(Effect.provide(Mock.layerServer({ lifecycle: { mode: "immediate" } }))))
  // #endregion socket

  it.effect("keeps tokens encrypted on disk", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      const options = {
        contract: Contract.catalog,
        clientKey: "mock-client-key",
        clientSecret: Redacted.make("mock-client-secret")
      }
      const environment = ConfigProvider.layer(ConfigProvider.fromEnvRecord({
        TIKTOK_TOKEN_KEY: Base64.encode(new Uint8Array(32).fill(7))
      }))
      const layer = Layer.provide(Tokens.layer(options, directory), environment)

      const creator = yield* Effect.provide(World.creator, layer, { local: true })
      const token = yield* Effect.provide(
        Effect.flatMap(Auth.Auth, (auth) => auth.accessToken(creator)),
        layer,
        { local: true }
      )

      const [file = ""] = yield* fs.readDirectory(directory)
      const content = yield* fs.readFileString(`${directory}/${file}`)
      assert.isFalse(content.includes(Redacted.value(token)))
    }).pipe(Effect.provide(World.layer)))
})
