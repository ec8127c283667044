import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, paths, sha256, type World } from "../support.ts"

const request = {
  client_key: "mock-client-key",
  scope: "user.info.basic,video.publish",
  response_type: "code",
  redirect_uri: "https://yourdomain.com/callback",
  state: "xyz 789&<>"
}

const addressOf = (world: World, changes: Record<string, string | undefined> = {}) => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...request, ...changes })) {
    if (value !== undefined) query.set(name, value)
  }
  return `${world.origin}${paths.authorize}?${query.toString()}`
}

const visit = (world: World, address: string, init: RequestInit = {}) =>
  Effect.promise(() => world.send(address, { redirect: "manual", ...init }))

const decide = (world: World, form: ReadonlyArray<[string, string]>, changes = {}) =>
  visit(world, addressOf(world, changes), { method: "POST", body: new URLSearchParams([...form]) })

const callbackOf = (response: Response) => new URL(response.headers.get("location") ?? "")

describe("authorize", () => {
  it.effect("shows who is asking, the creators and the scopes", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const response = yield* visit(world, addressOf(world))
      const page = yield* Effect.promise(() => response.text())
      assert.strictEqual(response.status, 200)
      for (const expected of ["Demo App", "@mara.films", "@jonas.private", "user.info.basic", "video.publish"]) {
        assert.include(page, expected)
      }
      assert.notInclude(page, "<script")
    }))

  it.effect("sends the creator back with code, granted scopes and the state unchanged", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [, jonas] = world.mock.control.creators()
      const response = yield* decide(world, [
        ["decision", "allow"],
        ["open_id", jonas?.openId ?? ""],
        ["scope", "video.publish"]
      ])
      assert.strictEqual(response.status, 302)
      const callback = callbackOf(response)
      assert.strictEqual(callback.origin + callback.pathname, request.redirect_uri)
      assert.strictEqual(callback.searchParams.get("state"), request.state)
      assert.strictEqual(callback.searchParams.get("scopes"), "video.publish")
      assert.isNotEmpty(callback.searchParams.get("code"))
    }))

  it.effect("sends the creator back with an error when consent is denied", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const callback = callbackOf(yield* decide(world, [["decision", "deny"]]))
      assert.deepStrictEqual(Object.fromEntries(callback.searchParams), {
        error: "access_denied",
        error_description: "The user denied authorization",
        state: request.state
      })
    }))

  it.effect("shows no page when consent is automatic", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ consent: "auto" })
      const callback = callbackOf(yield* visit(world, addressOf(world)))
      assert.strictEqual(callback.searchParams.get("scopes"), request.scope)
    }))

  it.effect("grants no scope that was not asked for", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [mara] = world.mock.control.creators()
      const response = yield* decide(world, [
        ["decision", "allow"],
        ["open_id", mara?.openId ?? ""],
        ["scope", "video.upload"]
      ])
      assert.strictEqual(response.status, 400)
      assert.include(yield* Effect.promise(() => response.text()), "at least one value")
    }))

  const mistakes: ReadonlyArray<readonly [parameter: string, value: string | undefined]> = [
    ["client_key", "stranger"],
    ["client_key", undefined],
    ["redirect_uri", "http://yourdomain.com/callback"],
    ["redirect_uri", "https://yourdomain.com/callback#fragment"],
    ["redirect_uri", "javascript:alert(1)"],
    ["redirect_uri", undefined],
    ["response_type", "token"],
    ["response_type", undefined],
    ["scope", "video.publish user.info.basic"],
    ["scope", "video.everything"],
    ["scope", undefined],
    ["disable_auto_auth", "yes"],
    ["code_challenge_method", "plain"]
  ]
  for (const [parameter, value] of mistakes) {
    it.effect(`shows an error page and redirects nowhere for ${parameter} = ${value ?? "nothing"}`, () =>
      Effect.gen(function*() {
        const world = yield* inMemory()
        const challenge = parameter === "code_challenge_method" ? { code_challenge: sha256("verifier") } : {}
        const response = yield* visit(world, addressOf(world, { ...challenge, [parameter]: value }))
        assert.strictEqual(response.status, 400)
        assert.isNull(response.headers.get("location"))
        assert.include(yield* Effect.promise(() => response.text()), parameter)
        assert.include(response.headers.get("x-mock-hint") ?? "", parameter)
      }))
  }

  it.effect("takes a challenge of either form, and notes the one that TikTok does not document", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const status = Effect.fnUntraced(function*(code_challenge: string) {
        const challenge = { code_challenge, code_challenge_method: "S256" }
        return (yield* visit(world, addressOf(world, challenge))).status
      })
      assert.strictEqual(yield* status(sha256("verifier")), 200)
      assert.strictEqual(yield* status("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), 200)
      assert.deepStrictEqual(world.mock.journal.entries().map(({ notes }) => notes), [
        [],
        ["code_challenge: is base64url, but TikTok documents hex"]
      ])
      assert.strictEqual(yield* status(sha256("verifier").toUpperCase()), 400)
      assert.strictEqual(yield* status("too-short"), 400)
    }))

  it.effect("lets an app register what TikTok's portal takes, and any port where it says so", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const register = (...redirectUris: ReadonlyArray<string>) =>
        world.mock.control.updateApp({ anyRedirectUri: false, redirectUris })
      for (
        const address of [
          "https://app.example/cb?x=1",
          "https://app.example/cb#top",
          "http://app.example/cb",
          "http://localhost/cb",
          "/cb",
          `https://app.example/${"x".repeat(500)}`
        ]
      ) {
        assert.throws(() => register(address), RangeError, undefined, address)
      }
      assert.throws(
        () => register(...Array.from({ length: 11 }, (_, index) => `https://app.example/${index}`)),
        /at most 10/
      )
      register("http://127.0.0.1:*/cb", "https://app.example/cb")
      const status = Effect.fnUntraced(function*(redirect_uri: string) {
        return (yield* visit(world, addressOf(world, { redirect_uri }))).status
      })
      assert.strictEqual(yield* status("http://127.0.0.1:43117/cb"), 200)
      assert.strictEqual(yield* status("http://127.0.0.1:43117/other"), 400)
      assert.strictEqual(yield* status("http://localhost:43117/cb"), 400)
      assert.strictEqual(yield* status("https://app.example/cb"), 200)
      assert.strictEqual(yield* status("https://app.example/cb/"), 400)
    }))

  it.effect("escapes what others wrote", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [mara] = world.mock.control.creators()
      world.mock.control.updateApp({ name: "<b>App</b>" })
      world.mock.control.updateCreator(mara?.openId ?? "", { displayName: "\"><img src=x>" })
      const response = yield* visit(world, addressOf(world, { redirect_uri: "https://a.example/<script>" }))
      const page = yield* Effect.promise(() => response.text())
      for (const raw of ["<b>App", "<img", "<script>"]) assert.notInclude(page, raw)
    }))

  it.effect("is gone through by the control as by a person", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { control } = world.mock
      const allowed = new URL(
        yield* Effect.promise(() => control.consent(addressOf(world), { scopes: ["video.publish"] }))
      )
      assert.strictEqual(allowed.searchParams.get("scopes"), "video.publish")
      const denied = new URL(yield* Effect.promise(() => control.consent(addressOf(world), { deny: true })))
      assert.strictEqual(denied.searchParams.get("error"), "access_denied")
      const failed = new URL(yield* Effect.promise(() => control.consent(addressOf(world), { deny: "server_error" })))
      assert.strictEqual(failed.searchParams.get("error"), "server_error")
      assert.strictEqual(failed.searchParams.get("state"), request.state)
      const refused = yield* Effect.promise(() =>
        control.consent(addressOf(world, { scope: "nonsense" })).catch((error: unknown) => String(error))
      )
      assert.include(refused, "scope: \"nonsense\" is not a scope")
    }))
})
