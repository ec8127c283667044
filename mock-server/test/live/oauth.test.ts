import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions, Switches } from "../../src/index.ts"
import { dataOf, DAY, outcome, paths, text } from "../support.ts"
import {
  creatorsOf,
  credentials,
  exchange,
  flat,
  live,
  login,
  oauthOutcome,
  pkce,
  redirect_uri,
  refresh
} from "./support.ts"

const verifier = "code_verifier"

const challenge = (code_challenge: string) => ({ code_challenge, code_challenge_method: "S256" })

const revoke = (token: string, changes: Record<string, string> = {}) => ({ ...credentials, token, ...changes })

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

  it.effect("answers flat, with a refresh token of a year", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const answer = yield* exchange(world, yield* login(world))
      const { access_token, refresh_token, ...tokens } = flat(answer)
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(tokens, {
        expires_in: 86_400,
        open_id: creatorsOf(world).mara,
        refresh_expires_in: 31_536_000,
        scope: "user.info.basic,video.publish",
        token_type: "Bearer"
      })
      assert.match(String(access_token), /^act\./)
      assert.match(String(refresh_token), /^rft\./)
      const authorization = `Bearer ${String(access_token)}`
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "", { authorization })), "200 ok")
    }))

  it.effect("takes a code only as it was before it went through an address", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const code = yield* login(world)
      assert.match(code, /^[0-9a-f]{40}\*0!5$/)
      assert.strictEqual(oauthOutcome(yield* exchange(world, code.replace("!", "%21"))), "200 invalid_grant")
      assert.strictEqual(oauthOutcome(yield* exchange(world, code)), "200 ok")
    }))

  it.effect("compares the digest of the verifier", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const good = yield* login(world, challenge(pkce.hex))
      assert.strictEqual(oauthOutcome(yield* exchange(world, good)), "200 invalid_request")
      const wrong = yield* exchange(world, good, { [verifier]: "x".repeat(43) })
      assert.deepInclude(flat(wrong), {
        error: "invalid_request",
        error_description: "Code verifier or code challenge is invalid"
      })
      assert.strictEqual(oauthOutcome(yield* exchange(world, good, { [verifier]: "short" })), "200 invalid_request")
      assert.strictEqual(oauthOutcome(yield* exchange(world, good, { [verifier]: pkce.verifier })), "200 ok")
    }))

  it.effect("ignores a verifier when the login had no challenge", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const code = yield* login(world)
      assert.strictEqual(oauthOutcome(yield* exchange(world, code, { [verifier]: "elevenchars" })), "200 ok")
    }))

  it.effect("takes base64url of a web app, and only hex of a desktop app", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const outcomeOf = Effect.fnUntraced(function*(redirect: string, code_challenge: string) {
        const code = yield* login(world, { redirect_uri: redirect, ...challenge(code_challenge) })
        const fields = { redirect_uri: redirect, [verifier]: pkce.verifier }
        const answer = yield* exchange(world, code, fields)
        return [oauthOutcome(answer), answer.headers.get("x-mock-hint")]
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

  it.effect("compares as the switch says", () =>
    Effect.gen(function*() {
      const works = Effect.fnUntraced(function*(challengeEncoding: Switches["challengeEncoding"]) {
        const world = yield* live({ switches: { challengeEncoding } })
        const outcomes: Array<boolean> = []
        for (const code_challenge of [pkce.hex, pkce.base64url]) {
          const code = yield* login(world, challenge(code_challenge))
          const answer = yield* exchange(world, code, { [verifier]: pkce.verifier })
          outcomes.push(oauthOutcome(answer) === "200 ok")
        }
        return outcomes
      })
      assert.deepStrictEqual(yield* works("hex"), [true, false])
      assert.deepStrictEqual(yield* works("base64url"), [false, true])
      assert.deepStrictEqual(yield* works("either"), [true, true])
    }))

  it.effect("tells every mistake by its category, with status 200", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const code = yield* login(world)
      const ask = (fields: Record<string, string>) => Effect.map(world.form(paths.token, fields), oauthOutcome)
      assert.strictEqual(oauthOutcome(yield* exchange(world, code, { client_key: "stranger" })), "200 invalid_client")
      assert.strictEqual(oauthOutcome(yield* exchange(world, code, { client_secret: "wrong" })), "200 invalid_client")
      assert.strictEqual(
        oauthOutcome(yield* exchange(world, code, { redirect_uri: "https://other.example/" })),
        "200 invalid_request"
      )
      assert.strictEqual(oauthOutcome(yield* exchange(world, "stranger")), "200 invalid_grant")
      assert.strictEqual(oauthOutcome(yield* exchange(world, code)), "200 ok")
      assert.strictEqual(oauthOutcome(yield* exchange(world, code)), "200 invalid_grant")
      const late = yield* login(world)
      world.mock.clock.advance(DAY)
      assert.strictEqual(oauthOutcome(yield* exchange(world, late)), "200 invalid_grant")
      assert.strictEqual(oauthOutcome(yield* refresh(world, "stranger")), "200 invalid_grant")
      assert.strictEqual(yield* ask({ ...credentials, grant_type: "password" }), "200 unsupported_grant_type")
      assert.strictEqual(yield* ask(credentials), "200 invalid_request")
      assert.strictEqual(yield* ask({ ...credentials, grant_type: "refresh_token" }), "200 invalid_request")
      const failed = flat(yield* refresh(world, "stranger"))
      assert.hasAllKeys(failed, ["error", "error_description", "log_id"])
    }))

  it.effect("answers errors with the status that the switch says", () =>
    Effect.gen(function*() {
      for (const oauthErrorStatus of [200, 400, 401] as const) {
        const world = yield* live({ switches: { oauthErrorStatus } })
        assert.strictEqual((yield* refresh(world, "stranger")).status, oauthErrorStatus)
      }
    }))

  it.effect("gives the app a token of its own, which opens nothing here", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const { access_token, ...rest } = flat(
        yield* world.form(paths.token, { ...credentials, grant_type: "client_credentials" })
      )
      assert.deepStrictEqual(rest, { expires_in: 7_200, token_type: "Bearer" })
      assert.match(String(access_token), /^clt\./)
      const authorization = `Bearer ${String(access_token)}`
      assert.strictEqual(
        outcome(yield* world.post(paths.creatorInfo, "", { authorization })),
        "401 scope_not_authorized"
      )
      world.mock.clock.advance(7_200_000)
      assert.strictEqual(
        outcome(yield* world.post(paths.creatorInfo, "", { authorization })),
        "401 access_token_invalid"
      )
    }))

  it.effect("writes faults flat too", () =>
    Effect.gen(function*() {
      const world = yield* live()
      world.mock.faults.add({ effect: { kind: "code", code: "temporarily_unavailable" } })
      assert.deepInclude(flat(yield* refresh(world, "x")), { error: "temporarily_unavailable" })
    }))
})

describe("live refresh", () => {
  const rotate = Effect.fnUntraced(function*(refreshRotation: "strict" | "grace" | "never") {
    const world = yield* live({ switches: { refreshRotation } })
    const { refreshToken } = world.mock.control.issueToken({ contract: "live" })
    const first = flat(yield* refresh(world, refreshToken))
    const again = oauthOutcome(yield* refresh(world, refreshToken))
    world.mock.clock.advance(60_000)
    const late = oauthOutcome(yield* refresh(world, refreshToken))
    return { isNew: first["refresh_token"] !== refreshToken, again, late }
  })

  it.effect("replaces the refresh token at once", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* rotate("strict"), {
        isNew: true,
        again: "200 invalid_grant",
        late: "200 invalid_grant"
      })
    }))

  it.effect("leaves the old one a minute, when there is a grace", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* rotate("grace"), { isNew: true, again: "200 ok", late: "200 invalid_grant" })
    }))

  it.effect("leaves it for good, when nothing rotates", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* rotate("never"), { isNew: false, again: "200 ok", late: "200 ok" })
    }))
})

describe("live revoke", () => {
  it.effect("ends both tokens and what is under way", () =>
    Effect.gen(function*() {
      const world = yield* live({ lifecycle: { mode: "manual" } })
      const { accessToken, refreshToken } = world.mock.control.issueToken({ contract: "live" })
      const authorization = `Bearer ${accessToken}`
      const post = yield* world.post(paths.video, {
        post_info: { privacy_level: "SELF_ONLY" },
        source_info: { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/a.mp4" }
      }, { authorization })
      const answer = yield* world.form(paths.revoke, revoke(accessToken))
      assert.deepStrictEqual([answer.status, answer.text], [200, "{}"])
      const refused = yield* world.post(paths.creatorInfo, "", { authorization })
      assert.strictEqual(outcome(refused), "401 access_token_invalid")
      assert.include(refused.headers.get("x-mock-hint") ?? "", "revoked")
      assert.strictEqual(oauthOutcome(yield* refresh(world, refreshToken)), "200 invalid_grant")
      assert.strictEqual(
        world.mock.control.post(text(dataOf(post), "publish_id"))?.failReason,
        "auth_removed"
      )
      assert.strictEqual(oauthOutcome(yield* world.form(paths.revoke, revoke(accessToken))), "200 invalid_grant")
    }))

  it.effect("wants the app's own credentials and a token of the app", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const ask = (fields: Record<string, string>) => Effect.map(world.form(paths.revoke, fields), oauthOutcome)
      assert.strictEqual(yield* ask(revoke(world.token, { client_secret: "wrong" })), "200 invalid_client")
      assert.strictEqual(yield* ask(revoke("stranger")), "200 invalid_grant")
      assert.strictEqual(yield* ask(credentials), "200 invalid_request")
      const json = yield* world.post(paths.revoke, revoke(world.token))
      assert.strictEqual(oauthOutcome(json), "200 invalid_request")
      assert.include(json.headers.get("x-mock-hint") ?? "", "application/x-www-form-urlencoded")
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "")), "200 ok")
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
