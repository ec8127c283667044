import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dataOf, DAY, inMemory, outcome, paths, sha256, text, type World } from "../support.ts"

const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
const redirect_uri = "https://yourdomain.com/callback"
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

/** Logs in and gives the code. */
const login = (world: World, parameters: Record<string, string> = {}) =>
  Effect.promise(async () => {
    const query = new URLSearchParams({
      client_key: credentials.client_key,
      scope: "user.info.basic,video.publish",
      response_type: "code",
      redirect_uri,
      ...parameters
    })
    const callback = await world.mock.control.consent(`https://www.tiktok.com/v2/auth/authorize/?${query.toString()}`)
    return new URL(callback).searchParams.get("code") ?? ""
  })

const exchange = (world: World, code: string, changes: Record<string, unknown> = {}) =>
  world.post(paths.token, { ...credentials, grant_type: "authorization_code", code, redirect_uri, ...changes })

const refresh = (world: World, refresh_token: string, changes: Record<string, unknown> = {}) =>
  world.post(paths.token, { ...credentials, grant_type: "refresh_token", refresh_token, ...changes })

describe("token", () => {
  it.effect("exchanges a code for a pair that opens the API", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const tokens = dataOf(yield* exchange(world, yield* login(world)))
      assert.hasAllKeys(tokens, ["access_token", "refresh_token", "expires_in", "scope", "open_id", "token_type"])
      assert.strictEqual(tokens["expires_in"], 86_400)
      assert.strictEqual(tokens["token_type"], "Bearer")
      assert.strictEqual(tokens["scope"], "user.info.basic,video.publish")
      const profile = yield* world.get(paths.creator, { authorization: `Bearer ${text(tokens, "access_token")}` })
      assert.deepInclude(dataOf(profile)["user"], { open_id: tokens["open_id"] })
    }))

  it.effect("rejects a code used twice, expired, unknown, or of another address", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const code = yield* login(world)
      assert.strictEqual(
        outcome(yield* exchange(world, code, { redirect_uri: "https://other.example/" })),
        "400 invalid_grant"
      )
      assert.strictEqual(outcome(yield* exchange(world, code)), "200 ok")
      const twice = yield* exchange(world, code)
      assert.strictEqual(outcome(twice), "400 invalid_grant")
      assert.include(twice.headers.get("x-mock-hint") ?? "", "works once")
      assert.strictEqual(outcome(yield* exchange(world, "stranger")), "400 invalid_grant")
      const late = yield* login(world)
      world.mock.clock.advance(10 * 60 * 1_000)
      assert.strictEqual(outcome(yield* exchange(world, late)), "400 invalid_grant")
    }))

  it.effect("binds a code to its challenge", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const challenge = { code_challenge: sha256(verifier), code_challenge_method: "S256" }
      const code = yield* login(world, challenge)
      assert.strictEqual(outcome(yield* exchange(world, code)), "400 invalid_request")
      assert.strictEqual(outcome(yield* exchange(world, code, { code_verifier: "wrong" })), "400 invalid_grant")
      assert.strictEqual(outcome(yield* exchange(world, code, { code_verifier: verifier })), "200 ok")
      const unbound = yield* login(world)
      assert.strictEqual(outcome(yield* exchange(world, unbound, { code_verifier: "elevenchars" })), "200 ok")
    }))

  it.effect("rotates refresh tokens and refuses the old ones", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const first = dataOf(yield* exchange(world, yield* login(world)))
      const second = dataOf(yield* refresh(world, text(first, "refresh_token")))
      assert.notStrictEqual(second["refresh_token"], first["refresh_token"])
      assert.notStrictEqual(second["access_token"], first["access_token"])
      assert.strictEqual(second["open_id"], first["open_id"])
      assert.strictEqual(outcome(yield* refresh(world, text(first, "refresh_token"))), "400 invalid_grant")
      assert.strictEqual(outcome(yield* refresh(world, text(second, "refresh_token"))), "200 ok")
      assert.strictEqual(outcome(yield* refresh(world, "stranger")), "400 invalid_grant")
    }))

  it.effect("lets a refresh token die after a year", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { refreshToken } = world.mock.control.issueToken()
      world.mock.clock.advance(365 * DAY)
      assert.strictEqual(outcome(yield* refresh(world, refreshToken)), "400 invalid_grant")
    }))

  it.effect("lets an access token die after a day", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      world.mock.clock.advance(DAY - 1)
      assert.strictEqual(outcome(yield* world.get(paths.creator)), "200 ok")
      world.mock.clock.advance(1)
      assert.strictEqual(outcome(yield* world.get(paths.creator)), "401 unauthorized")
    }))

  it.effect("refuses wrong credentials before it looks at the code", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const code = yield* login(world)
      assert.strictEqual(outcome(yield* exchange(world, code, { client_key: "stranger" })), "400 invalid_client")
      assert.strictEqual(outcome(yield* exchange(world, code, { client_secret: "wrong" })), "400 invalid_client")
      assert.strictEqual(outcome(yield* refresh(world, "x", { client_secret: "wrong" })), "400 invalid_client")
    }))

  it.effect("names the field of a malformed request", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const missing = yield* exchange(world, "x", { redirect_uri: undefined })
      assert.strictEqual(outcome(missing), "400 invalid_request")
      assert.include(missing.headers.get("x-mock-hint") ?? "", "redirect_uri")
      const grantType = yield* exchange(world, "x", { grant_type: "password" })
      assert.strictEqual(outcome(grantType), "400 invalid_request")
      assert.include(grantType.headers.get("x-mock-hint") ?? "", "grant_type")
      assert.strictEqual(outcome(yield* world.post(paths.token, "a=b&c=d")), "400 invalid_request")
      assert.strictEqual(outcome(yield* world.post(paths.token, "null")), "400 invalid_request")
    }))
})
