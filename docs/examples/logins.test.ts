import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Layer, Redacted } from "effect"
import { Auth, Contract, Post } from "effect-tiktok"
import { Base64 } from "effect/encoding"
import { TestClock } from "effect/testing"
import * as Mock from "tiktok-mock-server/effect"
import { withoutRetries } from "./failures.ts"
import { begin, finish, fromSession, publishOrPostpone, toSession } from "./login.ts"
import * as Fixture from "./mock.ts"
import * as Tokens from "./tokens.ts"

describe("logins", () => {
  it.effect("complete with the authorization from the session", () =>
    Effect.gen(function*() {
      const { control } = yield* Mock.MockTikTok
      const login = yield* begin
      const session = yield* toSession(login)
      const callback = yield* Effect.promise(() => control.consent(login.url))
      assert.match(yield* finish(yield* fromSession(session), callback), /^\/creators\/./)
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("report the scopes that the creator denied", () =>
    Effect.gen(function*() {
      const { control } = yield* Mock.MockTikTok
      const login = yield* begin
      const callback = yield* Effect.promise(() => control.consent(login.url, { scopes: ["user.info.basic"] }))
      assert.strictEqual(yield* finish(login, callback), "/may-not-post")
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("report how they failed", () =>
    Effect.gen(function*() {
      const { control } = yield* Mock.MockTikTok
      const login = yield* begin
      const declined = yield* Effect.promise(() => control.consent(login.url, { deny: true }))
      assert.strictEqual(yield* finish(login, declined), "/declined")
      assert.strictEqual(yield* finish(yield* begin, declined), "/login?failed=StateMismatch")
    }).pipe(Effect.provide(Fixture.layer)))
})

const key = (byte: number) => Base64.encode(new Uint8Array(32).fill(byte))

describe("tokens", () => {
  const post = Post.video({ media: Fixture.mp4, privacyLevel: "SELF_ONLY" })

  // #region lost
  it.effect("asks for a login when the creator has disconnected the app", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      control.removeAuthorization(creator)
      assert.strictEqual(yield* publishOrPostpone(creator, post), "AskForLogin")
    }).pipe(Effect.provide(Fixture.layer)))
  // #endregion lost

  it.effect("need no new login while TikTok cannot refresh them", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { faults } = yield* Mock.MockTikTok
      yield* TestClock.adjust("25 hours")
      faults.add({ match: { operation: "token.refresh" }, effect: { kind: "status", status: 503 }, times: 1 })
      assert.strictEqual(yield* withoutRetries(publishOrPostpone(creator, post)), "TryLater")
      assert.strictEqual(yield* publishOrPostpone(creator, post), "Published")
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("are encrypted on disk and survive a change of the key", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      const options = {
        contract: Contract.live,
        clientKey: "mock-client-key",
        clientSecret: Redacted.make("mock-client-secret")
      }
      const withKeys = (...keys: ReadonlyArray<string>) =>
        Layer.provide(
          Tokens.layer(options, directory),
          ConfigProvider.layer(ConfigProvider.fromEnvRecord({ TIKTOK_TOKEN_KEY: keys.join(",") }))
        )

      const creator = yield* Effect.provide(Fixture.creator, withKeys(key(1)), { local: true })
      const token = yield* Auth.Auth.use((auth) => auth.accessToken(creator)).pipe(
        Effect.provide(withKeys(key(2), key(1)), { local: true })
      )

      const [file = ""] = yield* fs.readDirectory(directory)
      const content = yield* fs.readFileString(`${directory}/${file}`)
      assert.isFalse(content.includes(Redacted.value(token)))
    }).pipe(Effect.provide(Fixture.layer)))
})
