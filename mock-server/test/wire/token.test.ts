import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, outcome, paths, type World } from "../support.ts"

const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
const redirect_uri = "https://yourdomain.com/callback"
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

describe("token", () => {
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
