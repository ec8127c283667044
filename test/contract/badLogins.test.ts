/** A login that goes wrong ends in an error that names the parameter and the rule, and in no token. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Auth, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { makeWorld, run, transports, type World } from "../support/world.ts"

const redirectUri = "https://app.example/callback"

const authorize = (options: Partial<Parameters<Auth.Auth["Service"]["authorize"]>[0]> = {}) =>
  Auth.Auth.use((auth) => auth.authorize({ redirectUri, scopes: ["user.info.basic", "video.publish"], ...options }))

const complete = (authorization: Auth.Authorization, callback: string | URL) =>
  Auth.Auth.use((auth) => auth.complete(authorization, callback))

/** Goes to the consent page and comes back. */
const visit = (
  { mock }: World,
  { url }: Auth.Authorization,
  options: Parameters<World["mock"]["control"]["consent"]>[1] = {}
) => Effect.promise(() => mock.control.consent(url, options))

const assertNoLogin = ({ mock }: World) =>
  assert.lengthOf(mock.journal.find({ operation: "token.exchange", status: 200 }), 0)

/** Changes the query of the address that the creator comes back to. */
const edited = (callback: string, edit: (query: URLSearchParams) => void) => {
  const url = new URL(callback)
  edit(url.searchParams)
  return url
}

const callbacks: ReadonlyArray<{
  readonly what: string
  readonly edit: (query: URLSearchParams) => void
  readonly field: string
  readonly rule: RegExp
}> = [
  {
    what: "another state",
    edit: (query) => query.set("state", "forged"),
    field: "state",
    rule: /^must equal the state that this login began with$/
  },
  { what: "no state", edit: (query) => query.delete("state"), field: "state", rule: /^is missing$/ },
  {
    what: "an empty state",
    edit: (query) => query.set("state", ""),
    field: "state",
    rule: /^must equal the state that this login began with$/
  },
  { what: "no code", edit: (query) => query.delete("code"), field: "code", rule: /^is missing$/ },
  { what: "an empty code", edit: (query) => query.set("code", ""), field: "code", rule: /^is missing$/ },
  {
    what: "an error of TikTok's",
    edit: (query) => query.set("error", "server_error"),
    field: "error",
    rule: /^must be absent, was server_error$/
  },
  {
    what: "a forged refusal, whose state is wrong",
    edit: (query) => {
      query.set("error", "access_denied")
      query.set("state", "forged")
    },
    field: "state",
    rule: /^must equal the state that this login began with$/
  }
]

describe.each(transports)("a login over %s", (transport) => {
  it.effect.each(callbacks)("refuses a callback with $what", ({ edit, field, rule }) =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      yield* run(
        world,
        Effect.gen(function*() {
          const authorization = yield* authorize()
          const callback = yield* visit(world, authorization)
          const error = yield* failureOf(complete(authorization, edited(callback, edit)))
          assert(error.reason._tag === "CallbackRejected", error.message)
          assert.strictEqual(error.reason.field, field)
          assert.match(error.reason.rule, rule)
          assert.include(error.message, `${field} ${error.reason.rule}`)
          assert.isFalse(error.retryable)
          assertNoLogin(world)
        })
      )
    }))

  it.effect.each(["", "/callback?code=1&state=2", "not a URL"])(
    "refuses the callback \"%s\", which is no URL",
    (callback) =>
      Effect.gen(function*() {
        const world = yield* makeWorld(transport)
        const error = yield* run(
          world,
          Effect.flatMap(authorize(), (authorization) => failureOf(complete(authorization, callback)))
        )
        assert(error.reason._tag === "CallbackRejected", error.message)
        assert.strictEqual(error.reason.field, "url")
        assert.match(error.reason.rule, /^must be the absolute URL /)
      })
  )

  it.effect("tells a creator who said no from one who was never asked", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      yield* run(
        world,
        Effect.gen(function*() {
          const authorization = yield* authorize()
          const error = yield* failureOf(complete(authorization, yield* visit(world, authorization, { deny: true })))
          assert.strictEqual(error.reason._tag, "AccessDenied")
          assert.strictEqual(error.code, "access_denied")
          assertNoLogin(world)
        })
      )
    }))

  it.effect("trades a code once", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      yield* run(
        world,
        Effect.gen(function*() {
          const authorization = yield* authorize()
          const callback = yield* visit(world, authorization)
          const tokens = yield* complete(authorization, callback)
          const error = yield* failureOf(complete(authorization, callback))
          assert(error.reason._tag === "GrantRejected", error.message)
          assert.match(error.reason.detail, /already been used/)
          assert.lengthOf(world.mock.journal.find({ operation: "token.exchange" }), 2)
          assert.strictEqual(yield* TokenStore.TokenStore.use((store) => store.get(tokens.creator)), tokens)
        })
      )
    }))

  it.effect("trades a code within ten minutes", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      yield* run(
        world,
        Effect.gen(function*() {
          const authorization = yield* authorize()
          const callback = yield* visit(world, authorization)
          yield* TestClock.adjust("10 minutes")
          const error = yield* failureOf(complete(authorization, callback))
          assert(error.reason._tag === "GrantRejected", error.message)
          assert.match(error.reason.detail, /expired/)
          assertNoLogin(world)
        })
      )
    }))

  it.effect("trades a code for the address it was sent to", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      yield* run(
        world,
        Effect.gen(function*() {
          const authorization = yield* authorize()
          const callback = yield* visit(world, authorization)
          const { scopes, state, url } = authorization
          const elsewhere = new Auth.Authorization({ url, state, scopes, redirectUri: "https://app.example/other" })
          const error = yield* failureOf(complete(elsewhere, callback))
          assert(error.reason._tag === "GrantRejected", error.message)
          assert.match(error.reason.detail, /redirect URI/)
          assertNoLogin(world)
        })
      )
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
    Effect.gen(function*() {
      const world = yield* makeWorld(transport)
      const error = yield* run(world, failureOf(authorize(options)))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(error.reason.field, field)
      assert.match(error.reason.rule, rule)
    }))
})
