import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions } from "../../src/index.ts"
import { dataOf, outcome, paths, text } from "../support.ts"
import { credentials, exchange, flat, live, login, oauthOutcome, pkce, redirect_uri } from "./support.ts"

const verifier = "code_verifier"

const challenge = (code_challenge: string) => ({ code_challenge, code_challenge_method: "S256" })

describe("live token", () => {
  it.effect("lets a code live as long as the mock is told", () =>
    Effect.gen(function*() {
      const afterHalfAMinute = Effect.fnUntraced(function*(lifetimes: MockOptions["lifetimes"]) {
        const world = yield* live({ lifetimes })
        const code = yield* login(world)
        world.mock.clock.advance(30_000)
        return oauthOutcome(yield* exchange(world, code))
      })
      assert.strictEqual(yield* afterHalfAMinute(undefined), "200 ok")
      assert.strictEqual(yield* afterHalfAMinute({ code: 30_001 }), "200 ok")
      assert.strictEqual(yield* afterHalfAMinute({ code: 30_000 }), "200 invalid_grant")
    }))

  it.effect("takes base64url of a web app, and only hex of a desktop app", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const outcomeOf = Effect.fnUntraced(function*(redirect: string, code_challenge: string) {
        const code = yield* login(world, { redirect_uri: redirect, ...challenge(code_challenge) })
        const fields = { redirect_uri: redirect, [verifier]: pkce.verifier }
        const response = yield* exchange(world, code, fields)
        return [oauthOutcome(response), response.headers.get("x-mock-hint")]
      })
      const desktop = "http://localhost:3000/callback"
      assert.deepStrictEqual(yield* outcomeOf(redirect_uri, pkce.base64url), ["200 ok", null])
      assert.deepStrictEqual(yield* outcomeOf(redirect_uri, pkce.hex), ["200 ok", null])
      assert.deepStrictEqual(yield* outcomeOf(desktop, pkce.hex), ["200 ok", null])
      assert.deepStrictEqual(yield* outcomeOf(desktop, pkce.base64url), [
        "200 invalid_request",
        "code_verifier: the code_challenge is the base64url of its SHA-256, but must be the hex"
      ])
    }))
})

describe("the contract of a request", () => {
  it.effect("follows the token, which follows the encoding of its request", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const grant = { ...credentials, grant_type: "authorization_code", redirect_uri }
      const asJson = yield* world.post(paths.token, { ...grant, code: yield* login(world) })
      const catalogToken = text(dataOf(asJson), "access_token")
      const liveToken = String(flat(yield* exchange(world, yield* login(world)))["access_token"])
      const code = (token: string, path: string) =>
        Effect.map(world.post(path, {}, { authorization: `Bearer ${token}` }), ({ body }) => body.error.code)
      assert.strictEqual(yield* code(catalogToken, paths.video), "invalid_request")
      assert.strictEqual(yield* code(liveToken, paths.video), "invalid_params")
      assert.strictEqual(yield* code(liveToken, "/v2/nowhere/"), "invalid_params")
    }))

  it.effect("follows the path where only one contract has it", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const authorization = `Bearer ${world.mock.control.issueToken().accessToken}`
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "", { authorization })), "200 ok")
      assert.property(dataOf(yield* world.get(paths.creator)), "user")
      const stranger = { authorization: "Bearer v.stranger" }
      assert.strictEqual(outcome(yield* world.post(paths.cancel, {}, stranger)), "401 access_token_invalid")
      assert.strictEqual(outcome(yield* world.get(paths.creator, stranger)), "401 unauthorized")
    }))

  it.effect("follows the prefix of an unknown token", () =>
    Effect.gen(function*() {
      for (const defaultContract of ["catalog", "live"] as const) {
        const world = yield* live({ defaultContract })
        const ask = (token: string, path: string) =>
          Effect.map(world.post(path, {}, { authorization: `Bearer ${token}` }), outcome)
        assert.strictEqual(yield* ask("act.stranger", paths.video), "401 access_token_invalid")
        assert.strictEqual(yield* ask("rft.stranger", paths.video), "401 access_token_invalid")
        assert.strictEqual(yield* ask("clt.stranger", paths.video), "401 access_token_invalid")
        assert.strictEqual(yield* ask("v.c0e1234567890abcdef", paths.video), "401 unauthorized")
        assert.strictEqual(yield* ask("act.stranger", "/nowhere"), "404 invalid_params")
        assert.strictEqual(yield* ask("v.stranger", "/nowhere"), "404 invalid_request")
      }
    }))

  it.effect("is the default where nothing tells", () =>
    Effect.gen(function*() {
      const stranger = { authorization: "Bearer stranger" }
      const asCatalog = yield* live()
      assert.strictEqual(outcome(yield* asCatalog.post(paths.video, {}, stranger)), "401 unauthorized")
      assert.strictEqual(outcome(yield* asCatalog.get("/nowhere", stranger)), "404 invalid_request")
      const asLive = yield* live({ defaultContract: "live" })
      assert.strictEqual(outcome(yield* asLive.post(paths.video, {}, stranger)), "401 access_token_invalid")
      assert.strictEqual(outcome(yield* asLive.get("/nowhere", stranger)), "404 invalid_params")
      assert.strictEqual(outcome(yield* asLive.get(paths.status, stranger)), "405 invalid_params")
    }))
})
