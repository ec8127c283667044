/** A login whose tokens do not name their creator: the profile does, and until then the tokens are kept. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Redacted } from "effect"
import { Auth, Contract, Post, type TikTokError, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import { authorizationOf } from "../support/authorization.ts"
import { type SentRequest, type StubResponse, withStub } from "../support/stubTikTok.ts"

const login = (scopes: ReadonlyArray<string>, codeVerifier = "a verifier") => authorizationOf(scopes, { codeVerifier })

const authorization = login(["user.info.basic", "video.publish"])
const code = Redacted.make("the code")

const exchange = (from = authorization) => Auth.Auth.use((auth) => auth.exchange(from, code))
const stored = TokenStore.TokenStore.use((store) => store.get(mara))

const mara = Post.CreatorId.make("mara")
const tokens = { access_token: "act.2", refresh_token: "rft.2", expires_in: 86_400, scope: "user.info.basic" }
const flat = (odd: object): StubResponse => ({ status: 200, body: { ...tokens, ...odd } })
const wrapped = (odd: object): StubResponse => ({
  status: 200,
  body: { data: { ...tokens, ...odd }, error: { code: "ok" } }
})

const profile = (user: object): StubResponse => ({ status: 200, body: { data: { user }, error: { code: "ok" } } })
const named = profile({ open_id: "mara" })
const refusal = (status: number, code: string, message = ""): StubResponse => ({
  status,
  body: { data: {}, error: { code, message } }
})
const fault = refusal(500, "internal_error")

const asksProfile = ({ url }: SentRequest) => !url.includes("/oauth/")

/** Serves the profile responses in turn and repeats the last. A code gets tokens without a creator once. */
const profilesInTurn = (profiles: ReadonlyArray<StubResponse>, first = flat({})) => {
  let asked = 0
  let traded = 0
  return (request: SentRequest): StubResponse => {
    if (asksProfile(request)) return profiles[Math.min(asked++, profiles.length - 1)] ?? assert.fail("no response")
    return traded++ === 0 ? first : { status: 200, body: { error: "invalid_grant", error_description: "used" } }
  }
}

const counts = (sent: ReadonlyArray<SentRequest>) => {
  const profiles = sent.filter(asksProfile).length
  return { exchanges: sent.length - profiles, profiles }
}

/** Waits as long as the pauses between the retries of a read. */
const throughPauses = Effect.fnUntraced(function*<A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  yield* TestClock.adjust("1 minute")
  return yield* Fiber.join(fiber)
})

const unfinished = <A, R>(effect: Effect.Effect<A, TikTokError.TikTokError, R>) =>
  Effect.map(Effect.flip(throughPauses(effect)), (error) => {
    assert(error.reason._tag === "LoginUnfinished", error.message)
    return { error, reason: error.reason }
  })

describe.each([Contract.catalog, Contract.live])("a login in $name that does not name its creator", (contract) => {
  it.effect.each(
    [flat, wrapped].flatMap((shape) =>
      [undefined, null, "", true, {}, [], "\ud800"].map((open_id) => ({ shape, name: shape.name, open_id }))
    )
  )(
    "reads the profile, where the creator is $open_id among $shape.name tokens",
    ({ open_id, shape }) =>
      Effect.gen(function*() {
        const { sent, value } = yield* withStub(
          profilesInTurn([named], shape({ open_id })),
          Effect.all([exchange(), stored]),
          contract
        )
        const [{ creator, granted, saved, tokens }, kept] = value
        assert.deepStrictEqual({ creator, granted, saved }, {
          creator: mara,
          granted: ["user.info.basic"],
          saved: true
        })
        assert.isTrue(kept?.isSameAs(tokens))
        assert.strictEqual(Redacted.value(tokens.accessToken), "act.2")
        assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 1 })
        const asked = sent.find(asksProfile) ?? assert.fail("not asked")
        assert.strictEqual(asked.headers["authorization"], "Bearer act.2")
        assert.strictEqual(new URL(asked.url).searchParams.get("fields"), "open_id")
      })
  )

  it.effect("repeats the profile after a transient failure", () =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        profilesInTurn([fault, { status: 200, text: "<html>" }, refusal(429, "rate_limit_exceeded"), named]),
        TestClock.adjust("1 hour").pipe(
          Effect.andThen(Effect.forkChild(exchange())),
          Effect.tap(TestClock.adjust("3 minutes")),
          Effect.flatMap(Fiber.join)
        ),
        contract
      )
      assert.strictEqual(value.creator, mara)
      // The lifetime counts from when the tokens arrived.
      assert.strictEqual(DateTime.toEpochMillis(value.tokens.expiresAt), (3600 + 86_400) * 1000)
      assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 4 })
    }))

  it.effect("fails after some attempts, and continues with the same tokens when it is repeated", () =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        profilesInTurn([fault, fault, fault, fault, fault, named]),
        Effect.gen(function*() {
          const { error, reason } = yield* unfinished(exchange())
          assert.strictEqual(reason.because, "ProfileUnavailable")
          assert.isTrue(error.retryable)
          assert.match(error.remedy, /same code/)
          assert.isUndefined(yield* stored)
          const { creator, saved, tokens } = yield* exchange()
          assert.deepStrictEqual({ creator, saved }, { creator: mara, saved: true })
          assert.isTrue((yield* stored)?.isSameAs(tokens))
          return { again: yield* Effect.flip(exchange()), end: DateTime.toEpochMillis(tokens.expiresAt) }
        }),
        contract
      )
      assert.strictEqual(value.end, 86_400_000)
      // After the login has ended, the code works only once, as always.
      assert.strictEqual(value.again.reason._tag, "GrantRejected")
      assert.deepStrictEqual(counts(sent), { exchanges: 2, profiles: 6 })
    }))

  it.effect("has no secret in its error", () =>
    Effect.gen(function*() {
      const secrets = ["act.2", "rft.2", "the code", "a verifier", "YOUR_CLIENT_SECRET"]
      const { value: { error } } = yield* withStub(
        profilesInTurn([refusal(403, "forbidden", secrets.join(" "))]),
        unfinished(exchange()),
        contract
      )
      assert.match(error.message, /redacted/)
      for (const secret of secrets) {
        assert.notInclude([inspect(error, { depth: 9 }), error.message, JSON.stringify(error)].join(), secret)
      }
    }))

  it.effect.each([
    { why: "TikTok refuses it without its scope", response: refusal(401, "scope_not_authorized"), odd: {} },
    { why: "TikTok leaves out what its scope is not there for", response: profile({}), odd: { scope: "video.publish" } }
  ])("asks for the scope in a new login where $why", ({ response, odd }) =>
    Effect.gen(function*() {
      const { sent, value: { error, reason } } = yield* withStub(
        profilesInTurn([response], flat(odd)),
        unfinished(exchange()),
        contract
      )
      assert.strictEqual(reason.because, "ScopeMissing")
      assert.match(error.remedy, /user\.info\.basic/)
      assert.isFalse(error.retryable)
      assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 1 })
    }))

  it.effect.each([
    { why: "names no creator either", response: profile({ open_id: {} }) },
    { why: "is refused", response: refusal(401, "access_token_invalid") }
  ])("keeps the tokens where the profile $why", ({ response }) =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        profilesInTurn([response, named]),
        Effect.gen(function*() {
          const { error, reason } = yield* unfinished(exchange())
          assert.strictEqual(reason.because, "ProfileUnusable")
          assert.isFalse(error.retryable)
          return yield* exchange()
        }),
        contract
      )
      assert.strictEqual(value.creator, mara)
      assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 2 })
    }))

  it.effect("keeps the tokens after an interruption", () =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        profilesInTurn([fault, named]),
        Effect.gen(function*() {
          const fiber = yield* Effect.forkChild(exchange())
          yield* TestClock.adjust("1 milli")
          yield* Fiber.interrupt(fiber)
          return yield* exchange()
        }),
        contract
      )
      assert.strictEqual(value.creator, mara)
      assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 2 })
    }))

  it.effect("is one login when it is repeated twice at once", () =>
    Effect.gen(function*() {
      const { sent, value: [one, other] } = yield* withStub(
        profilesInTurn([refusal(403, "forbidden"), fault, named]),
        Effect.andThen(
          unfinished(exchange()),
          throughPauses(Effect.all([exchange(), exchange()], { concurrency: "unbounded" }))
        ),
        contract
      )
      assert.isTrue(one.tokens.isSameAs(other.tokens))
      assert.deepStrictEqual(counts(sent), { exchanges: 1, profiles: 3 })
    }))

  it.effect("needs its verifier to get the tokens", () =>
    Effect.gen(function*() {
      const { value: { reason } } = yield* withStub(
        profilesInTurn([refusal(403, "forbidden"), named]),
        Effect.andThen(unfinished(exchange()), Effect.flip(exchange(login(["user.info.basic"], "another verifier")))),
        contract
      )
      assert.strictEqual(reason._tag, "GrantRejected")
    }))

  it.effect("removes them after the access token has expired and another login waits", () =>
    Effect.gen(function*() {
      const { sent } = yield* withStub(
        (request) => asksProfile(request) ? refusal(403, "forbidden") : flat({}),
        Effect.gen(function*() {
          yield* unfinished(exchange())
          yield* TestClock.adjust("2 days")
          yield* unfinished(exchange(login(["user.info.basic"], "another verifier")))
          yield* unfinished(exchange())
        }),
        contract
      )
      assert.deepStrictEqual(counts(sent), { exchanges: 3, profiles: 3 })
    }))
})
