/** A login that fails ends in an error that names the parameter and the rule, and stores no token. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Auth, type TikTokError, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, settings, terms } from "../support/fixture.ts"

const redirectUri = "https://app.example/callback"

const authorize = (options: Partial<Parameters<Auth.Auth["Service"]["authorize"]>[0]> = {}) =>
  Auth.Auth.use((auth) => auth.authorize({ redirectUri, scopes: ["user.info.basic", "video.publish"], ...options }))

const complete = (authorization: Auth.Authorization, callback: string | URL) =>
  Auth.Auth.use((auth) => auth.complete(authorization, callback))

/** Opens the consent page and returns the callback URL. */
const visit = (
  { mock }: Fixture,
  { url }: Auth.Authorization,
  options: Parameters<Fixture["mock"]["control"]["consent"]>[1] = {}
) => Effect.promise(() => mock.control.consent(url, options))

/** The exchanges that gave tokens. The status does not show it, since a refusal may be HTTP 200. */
const logins = ({ mock }: Fixture) =>
  mock.journal.find({ operation: "token.exchange" }).filter(({ code }) => code === "ok")

const assertNoLogin = (fixture: Fixture) => assert.lengthOf(logins(fixture), 0)

/** Changes the query of the callback URL. */
const edited = (callback: string, edit: (query: URLSearchParams) => void) => {
  const url = new URL(callback)
  edit(url.searchParams)
  return url
}

const callbacks: ReadonlyArray<{
  readonly what: string
  readonly edit: (query: URLSearchParams) => void
  readonly because: TikTokError.CallbackRejected["because"]
  readonly field: string
  readonly rule: RegExp
}> = [
  {
    what: "another state",
    edit: (query) => query.set("state", "forged"),
    because: "StateMismatch",
    field: "state",
    rule: /^must equal the state that this login began with$/
  },
  {
    what: "no state",
    edit: (query) => query.delete("state"),
    because: "StateMissing",
    field: "state",
    rule: /^is missing$/
  },
  {
    what: "an empty state",
    edit: (query) => query.set("state", ""),
    because: "StateMismatch",
    field: "state",
    rule: /^must equal the state that this login began with$/
  },
  {
    what: "no code",
    edit: (query) => query.delete("code"),
    because: "CodeMissing",
    field: "code",
    rule: /^is missing$/
  },
  {
    what: "an empty code",
    edit: (query) => query.set("code", ""),
    because: "CodeMissing",
    field: "code",
    rule: /^is missing$/
  },
  {
    what: "a forged refusal, whose state is wrong",
    edit: (query) => {
      query.set("error", "access_denied")
      query.set("state", "forged")
    },
    because: "StateMismatch",
    field: "state",
    rule: /^must equal the state that this login began with$/
  }
]

const refusals: ReadonlyArray<readonly [code: string, tag: TikTokError.Refusal["_tag"]]> = [
  ["access_denied", "AccessDenied"],
  ["invalid_client", "ClientRejected"],
  ["invalid_grant", "GrantRejected"],
  ["invalid_request", "RequestRejected"],
  ["invalid_scope", "ScopeRejected"],
  ["unauthorized_client", "ClientRejected"],
  ["unsupported_grant_type", "RequestRejected"],
  ["unsupported_response_type", "RequestRejected"],
  ["server_error", "ServerFault"],
  ["temporarily_unavailable", "ServerFault"],
  ["not_documented_yet", "UnknownRefusal"]
]

describe.each(settings)("a login in $contract over $transport", (setting) => {
  it.effect.each(callbacks)(
    "refuses a callback with $what",
    ({ because, edit, field, rule }) =>
      inFixture(makeFixture(setting), function*(fixture) {
        const authorization = yield* authorize()
        const callback = yield* visit(fixture, authorization)
        const error = yield* failureOf(complete(authorization, edited(callback, edit)))
        assert(error.reason._tag === "CallbackRejected", error.message)
        assert.strictEqual(error.reason.because, because)
        assert.strictEqual(error.reason.field, field)
        assert.match(error.reason.rule, rule)
        assert.include(error.message, `${field} ${error.reason.rule}`)
        assert.isFalse(error.retryable)
        assertNoLogin(fixture)
      })
  )

  it.effect.each(["", "/callback?code=1&state=2", "not a URL"])(
    "refuses the callback \"%s\", which is no URL",
    (callback) =>
      inFixture(makeFixture(setting), function*() {
        const error = yield* Effect.flatMap(
          authorize(),
          (authorization) => failureOf(complete(authorization, callback))
        )
        assert(error.reason._tag === "CallbackRejected", error.message)
        assert.strictEqual(error.reason.because, "NotAUrl")
        assert.strictEqual(error.reason.field, "url")
        assert.match(error.reason.rule, /^must be the absolute URL /)
      })
  )

  it.effect.each(["https://app.example/other", "https://app.example/callback/", "https://evil.example/callback"])(
    "refuses a callback at %s",
    (address) =>
      inFixture(makeFixture(setting), function*(fixture) {
        const authorization = yield* authorize()
        const callback = yield* visit(fixture, authorization)
        const error = yield* failureOf(complete(authorization, callback.replace(redirectUri, address)))
        assert(error.reason._tag === "CallbackRejected", error.message)
        assert.strictEqual(error.reason.because, "WrongAddress")
        assert.strictEqual(error.reason.rule, `must lead to ${redirectUri}, led to ${address}`)
        assertNoLogin(fixture)
      })
  )

  it.effect.each(refusals)(
    "explains the callback error %s",
    ([code, tag]) =>
      inFixture(makeFixture(setting), function*(fixture) {
        const authorization = yield* authorize()
        const callback = yield* visit(fixture, authorization)
        const refused = edited(callback, (query) => {
          query.delete("code")
          query.set("error", code)
          query.set("error_description", "because")
        })
        const error = yield* failureOf(complete(authorization, refused))
        assert.strictEqual(error.reason._tag, tag)
        assert.strictEqual(error.code, code)
        assert.include(error.message, "because")
        assertNoLogin(fixture)
      })
  )

  it.effect("reports which scopes the creator left out", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const auth = yield* Auth.Auth
      const authorization = yield* authorize()
      const url = yield* visit(fixture, authorization, { scopes: ["user.info.basic"] })
      const callback = yield* auth.callback(authorization, url)
      assert.deepStrictEqual(callback.scopes, ["user.info.basic"])
      const { granted, missing, tokens } = yield* auth.exchange(authorization, callback.code)
      assert.deepStrictEqual({ granted, missing }, { granted: ["user.info.basic"], missing: ["video.publish"] })
      assert.deepStrictEqual(tokens.scopes, granted)
    }))

  it.effect("distinguishes a creator who declined from one who was never asked", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const authorization = yield* authorize()
      const error = yield* failureOf(complete(authorization, yield* visit(fixture, authorization, { deny: true })))
      assert.strictEqual(error.reason._tag, "AccessDenied")
      assert.strictEqual(error.code, "access_denied")
      assertNoLogin(fixture)
    }))

  it.effect("exchanges a code once", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const authorization = yield* authorize()
      const callback = yield* visit(fixture, authorization)
      const { tokens } = yield* complete(authorization, callback)
      const error = yield* failureOf(complete(authorization, callback))
      assert(error.reason._tag === "GrantRejected", error.message)
      assert.match(error.reason.detail, /already been used/)
      assert.lengthOf(fixture.mock.journal.find({ operation: "token.exchange" }), 2)
      assert.lengthOf(logins(fixture), 1)
      assert.strictEqual(yield* TokenStore.TokenStore.use((store) => store.get(tokens.creator)), tokens)
    }))

  it.effect("exchanges a code within ten minutes", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const authorization = yield* authorize()
      const callback = yield* visit(fixture, authorization)
      yield* TestClock.adjust("10 minutes")
      const error = yield* failureOf(complete(authorization, callback))
      assert(error.reason._tag === "GrantRejected", error.message)
      assert.match(error.reason.detail, /expired/)
      assertNoLogin(fixture)
    }))

  it.effect("exchanges a code for its own redirect URI only", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const authorization = yield* authorize()
      const callback = yield* visit(fixture, authorization)
      const auth = yield* Auth.Auth
      const { code } = yield* auth.callback(authorization, callback)
      const { codeVerifier, scopes, state, url } = authorization
      const elsewhere = new Auth.Authorization({
        url,
        state,
        codeVerifier,
        redirectUri: "https://app.example/other",
        scopes
      })
      const error = yield* failureOf(auth.exchange(elsewhere, code))
      assert.strictEqual(error.reason._tag, terms[setting.contract].redirectMismatch, error.message)
      assert.match(error.message, /redirect[ _]uri/i)
      assertNoLogin(fixture)
    }))

  it.effect.each([
    { what: "no scope", options: { scopes: [] }, field: "scopes", rule: /^must name at least one scope$/ },
    {
      what: "two scopes in one",
      options: { scopes: ["user.info.basic,video.publish"] },
      field: "scopes",
      rule: /^must be names such as video.publish, had "user.info.basic,video.publish"$/
    },
    { what: "an empty scope", options: { scopes: [""] }, field: "scopes", rule: /had ""$/ },
    {
      what: "a relative redirect",
      options: { redirectUri: "/callback" },
      field: "redirectUri",
      rule: /^must be an absolute URL$/
    }
  ])("does not begin with $what", ({ field, options, rule }) =>
    inFixture(makeFixture(setting), function*() {
      const error = yield* failureOf(authorize(options))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(error.reason.field, field)
      assert.match(error.reason.rule, rule)
    }))
})
