import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted, Schema } from "effect"
import { Auth, Creator, Media, Post, Publisher, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { type Fixture, inFixture, makeFixture, settings, terms } from "../support/fixture.ts"
import { video } from "../support/media.ts"

const login = {
  redirectUri: "https://app.example.com/callback",
  scopes: ["user.info.basic", "video.publish"]
}

describe.each(settings)("a login in $contract over $transport", (setting) => {
  it.effect("ends with stored tokens that publish", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const auth = yield* Auth.Auth
      const authorization = yield* auth.authorize(login)
      const callback = yield* Effect.promise(() => fixture.mock.control.consent(authorization.url))
      const { granted, missing, tokens } = yield* auth.complete(authorization, callback)
      assert.deepStrictEqual(tokens.scopes, login.scopes)
      assert.deepStrictEqual({ granted, missing }, { granted: login.scopes, missing: [] })
      const stored = yield* TokenStore.TokenStore.use((store) => store.get(tokens.creator))
      assert.deepStrictEqual(stored, tokens)
      const outcome = yield* Publisher.Publisher.use((publisher) =>
        publisher.publish(
          tokens.creator,
          Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })
        )
      )
      assert.strictEqual(outcome._tag, "Published")
    }))

  it.effect("sends the browser to the contract's URL with every parameter", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { codeVerifier, redirectUri, scopes, state, url } = yield* Auth.Auth.use((auth) => auth.authorize(login))
      const { origin, pathname, searchParams } = new URL(url)
      assert.strictEqual(origin, setting.transport === "memory" ? "https://www.tiktok.com" : fixture.url)
      assert.strictEqual(pathname, "/v2/auth/authorize/")
      assert.deepStrictEqual(Object.fromEntries(searchParams), {
        client_key: fixture.mock.control.apps()[0]?.clientKeys[0] ?? "",
        scope: "user.info.basic,video.publish",
        response_type: "code",
        redirect_uri: redirectUri,
        state,
        disable_auto_auth: "0",
        ...terms[setting.contract].challengeQuery(Redacted.value(codeVerifier))
      })
      assert.deepStrictEqual(scopes, login.scopes)
      assert.isAtLeast(state.length, 32)
    }))

  it.effect("begins with a fresh state and verifier", () =>
    inFixture(makeFixture(setting), function*() {
      const begun = yield* Effect.replicateEffect(Auth.Auth.use((auth) => auth.authorize(login)), 100)
      const verifiers = begun.map(({ codeVerifier }) => Redacted.value(codeVerifier))
      assert.strictEqual(new Set(begun.map(({ state }) => state)).size, 100)
      assert.strictEqual(new Set(verifiers).size, 100)
      for (const verifier of verifiers) assert.match(verifier, /^[A-Za-z0-9._~-]{43,128}$/)
    }))

  it.effect("can be stored in a session as JSON between redirect and callback", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const auth = yield* Auth.Auth
      const kept = JSON.stringify(Schema.encodeSync(Auth.Authorization)(yield* auth.authorize(login)))
      const authorization = Schema.decodeUnknownSync(Auth.Authorization)(JSON.parse(kept))
      const callback = yield* Effect.promise(() => fixture.mock.control.consent(authorization.url))
      const { creator } = yield* auth.complete(authorization, callback)
      assert.strictEqual(creator, fixture.creator)
    }))
})

const token = (creator: Post.CreatorId) => Auth.Auth.use((auth) => auth.accessToken(creator))
const refreshes = (fixture: Fixture): number => fixture.mock.journal.find({ operation: "token.refresh" }).length

describe.each(settings)("a token in $contract over $transport", (setting) => {
  it.effect("is not refreshed until 300 seconds before it expires", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const first = yield* token(fixture.creator)
      yield* TestClock.adjust(Duration.seconds(86_400 - 301))
      assert.strictEqual(Redacted.value(yield* token(fixture.creator)), Redacted.value(first))
      assert.strictEqual(refreshes(fixture), 0)
      yield* TestClock.adjust("1 second")
      assert.notStrictEqual(Redacted.value(yield* token(fixture.creator)), Redacted.value(first))
      assert.strictEqual(refreshes(fixture), 1)
    }))

  it.effect("is refreshed once for a hundred fibers when it expires", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      yield* TestClock.adjust("25 hours")
      const tokens = yield* Effect.all(Array.from({ length: 100 }, () => token(fixture.creator)), {
        concurrency: "unbounded"
      })
      assert.strictEqual(new Set(tokens.map(Redacted.value)).size, 1)
      assert.strictEqual(refreshes(fixture), 1)
    }))

  it.effect("is refreshed, and the call repeated, when TikTok rejects it early", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      fixture.mock.control.expireToken(Redacted.value(yield* token(fixture.creator)))
      const profile = yield* Creator.Creator.use((creator) => creator.profile(fixture.creator, ["displayName"]))
      assert.deepStrictEqual(profile, { displayName: "Mara Films" })
      assert.strictEqual(refreshes(fixture), 1)
    }))

  it.effect("still works while a refresh fails transiently and minutes remain", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      fixture.mock.faults.add({
        match: { operation: "token.refresh" },
        effect: { kind: "code", code: terms[setting.contract].loginOverloaded }
      })
      const first = yield* token(fixture.creator)
      yield* TestClock.adjust(Duration.seconds(86_400 - 200))
      assert.strictEqual(Redacted.value(yield* token(fixture.creator)), Redacted.value(first))
      yield* TestClock.adjust("200 seconds")
      const { reason } = yield* Effect.flip(token(fixture.creator))
      assert(reason._tag === "RefreshUnavailable", reason.message)
      assert.include(reason.detail, terms[setting.contract].loginOverloaded)
    }))

  it.effect("needs a new login when the refresh is refused or nothing is stored", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      fixture.mock.faults.add({
        match: { operation: "token.refresh" },
        effect: { kind: "code", code: "invalid_grant" }
      })
      yield* TestClock.adjust("25 hours")
      const refused = yield* Effect.flip(token(fixture.creator))
      assert.strictEqual(
        refused.reason._tag === "ReauthorizationRequired" && refused.reason.because,
        "RefreshRejected"
      )
      const unknown = yield* Effect.flip(token(Post.CreatorId.make("unknown")))
      assert.strictEqual(unknown.reason._tag === "ReauthorizationRequired" && unknown.reason.because, "NoToken")
    }))
})
