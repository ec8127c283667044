/** Token responses of the live contract in every observed shape (`tiktok-live`, sections 2 and 17). */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { callAsApp, refused, withResponse } from "../support/liveCall.ts"

const refresh = callAsApp(({ oauth }) => oauth.refresh, (app) => ({ app, refreshToken: Redacted.make("rft.1") }))

const exchange = callAsApp(({ oauth }) => oauth.exchange, (app) => ({
  app,
  code: Redacted.make("a code"),
  redirectUri: "https://app.example",
  codeVerifier: Redacted.make("a verifier")
}))

const revoke = callAsApp(({ oauth }) => oauth.revoke, (app) => ({ app, accessToken: Redacted.make("act.1") }))

describe("tokens", () => {
  const fields =
    `"access_token":"act.2","refresh_token":"rft.2","expires_in":86400,"scope":"video.publish","open_id":"-000abc"`

  it.effect.each([
    { what: "flat", text: `{${fields}}` },
    { what: "flat, with an empty error", text: `{${fields},"error":"","error_description":""}` },
    { what: "flat, beside data that holds none", text: `{${fields},"data":{}}` },
    { what: "flat, beside null", text: `{${fields},"data":null,"error":null}` },
    { what: "wrapped", text: `{"data":{${fields}},"message":"success"}` },
    { what: "wrapped in the envelope of the other calls", text: `{"data":{${fields}},"error":{"code":"ok"}}` }
  ])("are read $what", ({ text }) =>
    Effect.gen(function*() {
      const grant = yield* withResponse({ status: 200, text }, refresh)
      assert.strictEqual(Redacted.value(grant.accessToken), "act.2")
      assert.isUndefined(grant.refreshExpiresIn)
      const login = yield* withResponse({ status: 200, text }, exchange)
      assert.strictEqual(login.creator, "-000abc")
    }))

  it.effect.each([
    { what: "commas", scope: "user.info.basic,video.publish" },
    { what: "commas and spaces", scope: "user.info.basic, video.publish" },
    { what: "spaces", scope: "user.info.basic video.publish" }
  ])("name their scopes with $what between them", ({ scope }) =>
    Effect.gen(function*() {
      const { scopes } = yield* withResponse(
        { status: 200, text: `{${fields.replace("video.publish", scope)}}` },
        refresh
      )
      assert.deepStrictEqual(scopes, ["user.info.basic", "video.publish"])
    }))

  it.effect.each([200, 400, 401, 403, 500])("are refused with HTTP %d", (status) =>
    Effect.gen(function*() {
      const text = `{"error":"invalid_grant","error_description":"Expired","log_id":"1"}`
      const error = yield* refused({ status, text }, refresh)
      assert.strictEqual(error.reason._tag, "GrantRejected")
      assert.strictEqual(error.code, "invalid_grant")
    }))

  it.effect.each([200, 201, 204])(
    "are revoked with HTTP %d and no body",
    (status) => Effect.map(withResponse({ status }, revoke), (nothing) => assert.isUndefined(nothing))
  )

  it.effect.each([
    { status: 400, text: `{"error":"invalid_request"}`, reason: "RequestRejected" },
    { status: 200, text: `{"error":"invalid_request"}`, reason: "RequestRejected" },
    { status: 500, text: "{}", reason: "ServerFault" },
    { status: 503, text: undefined, reason: "ServerFault" },
    { status: 404, text: "{}", reason: "UnknownRefusal" }
  ])(
    "do not count as revoked after HTTP $status with $text",
    ({ reason, ...response }) =>
      Effect.map(refused(response, revoke), (error) => assert.strictEqual(error.reason._tag, reason))
  )
})
