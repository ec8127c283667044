/** Tokens exist only once: no other field of the response may lose them, at a login or at a refresh. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Redacted } from "effect"
import { Auth, Contract, TokenStore } from "effect-tiktok"
import { authorizationOf } from "../support/authorization.ts"
import { creator, withStub } from "../support/stubTikTok.ts"

const authorization = authorizationOf(["video.publish"])

const fields = {
  access_token: "act.2",
  refresh_token: "rft.2",
  expires_in: 86_400,
  refresh_expires_in: 31_536_000,
  scope: "video.list",
  open_id: creator,
  token_type: "Bearer"
}

const logIn = Auth.Auth.use((auth) => auth.exchange(authorization, Redacted.make("a code")))

const refresh = Auth.Auth.use((auth) =>
  Effect.andThen(auth.refresh(creator), TokenStore.TokenStore.use((store) => store.get(creator)))
)

const answered = <A, E>(
  odd: object,
  effect: Effect.Effect<A, E, Auth.Auth | TokenStore.TokenStore>,
  contract: Contract.Contract
) => {
  const tokens = { ...fields, ...odd }
  const body = contract.name === "live" ? tokens : { data: tokens, error: { code: "ok" } }
  return Effect.map(withStub(() => ({ status: 200, body }), effect, contract), ({ value }) => value)
}

const secretOf = (token: Redacted.Redacted<string> | undefined) => token && Redacted.value(token)

/** The values of each field, and the resulting lifetime of the access token in seconds. */
const lives = [
  { odd: {}, seconds: 86_400 },
  { odd: { expires_in: "7200" }, seconds: 7200 },
  { odd: { expires_in: undefined }, seconds: 86_400 },
  { odd: { expires_in: null }, seconds: 86_400 },
  { odd: { expires_in: "soon" }, seconds: 86_400 },
  { odd: { expires_in: {} }, seconds: 86_400 },
  { odd: { expires_in: -1 }, seconds: 3600 },
  { odd: { expires_in: 0 }, seconds: 3600 },
  { odd: { expires_in: 1e14 }, seconds: 3600 },
  { odd: { expires_in: 1e300 }, seconds: 3600 },
  { odd: { refresh_expires_in: 1e300, scope: 7, token_type: null }, seconds: 86_400 }
]

describe.each([Contract.catalog, Contract.live])("in $name", (contract) => {
  it.effect.each(lives)(
    "tokens with $odd log in, and live $seconds seconds",
    ({ odd, seconds }) =>
      Effect.gen(function*() {
        for (
          const tokens of [(yield* answered(odd, logIn, contract)).tokens, yield* answered(odd, refresh, contract)]
        ) {
          assert.strictEqual(secretOf(tokens?.accessToken), "act.2")
          assert.strictEqual(secretOf(tokens?.refreshToken), "rft.2")
          assert.strictEqual(tokens && DateTime.toEpochMillis(tokens.expiresAt), seconds * 1000)
        }
      })
  )

  it.effect("a login without a refresh token works until the access token has expired", () =>
    Effect.gen(function*() {
      for (const refresh_token of [undefined, null, "", 7, []]) {
        const { tokens } = yield* answered({ refresh_token }, logIn, contract)
        assert.strictEqual(secretOf(tokens.accessToken), "act.2")
        assert.isUndefined(tokens.refreshToken)
      }
    }))

  it.effect("a refresh without a new refresh token keeps the old one", () =>
    Effect.gen(function*() {
      for (const refresh_token of [undefined, null, "", 7, []]) {
        const tokens = yield* answered({ refresh_token }, refresh, contract)
        assert.strictEqual(secretOf(tokens?.accessToken), "act.2")
        assert.strictEqual(secretOf(tokens?.refreshToken), "existing_refresh_token")
      }
    }))

  it.effect("a refresh belongs to its creator, even when the response names another", () =>
    Effect.gen(function*() {
      for (const open_id of [undefined, null, "", "another", {}]) {
        assert.strictEqual((yield* answered({ open_id }, refresh, contract))?.creator, creator)
      }
    }))

  it.effect("scopes that are not named are the requested or the earlier ones", () =>
    Effect.gen(function*() {
      for (const scope of [undefined, null, "", true, {}]) {
        const { granted, missing } = yield* answered({ scope }, logIn, contract)
        assert.deepStrictEqual([granted, missing], [["video.publish"], []])
        assert.deepStrictEqual((yield* answered({ scope }, refresh, contract))?.scopes, [
          "user.info.basic",
          "video.publish"
        ])
      }
      assert.deepStrictEqual((yield* answered({ scope: ["a", "b"] }, logIn, contract)).granted, ["a", "b"])
    }))
})
