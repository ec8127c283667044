import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import { TikTokError } from "effect-tiktok"
import { rows } from "../src/internal/wire/errorCodes.ts"

const limited = TikTokError.fromReason("video.init", "v_pub_1")(
  new TikTokError.RateLimited({
    code: "too_many_requests",
    detail: "Rate limit exceeded",
    status: 429,
    logId: "log-1",
    retryAfter: Duration.seconds(60)
  })
)

describe("TikTokError", () => {
  it("has the data that a program needs to act", () => {
    assert.strictEqual(
      limited.message,
      "video.init: TikTok refused with too_many_requests (HTTP 429): Rate limit exceeded"
    )
    assert.isTrue(limited.retryable)
    assert.deepStrictEqual(limited.retryAfter, Duration.seconds(60))
    assert.strictEqual(limited.scope, "creator")
    assert.strictEqual(limited.logId, "log-1")
    assert.strictEqual(limited.code, "too_many_requests")
    assert.strictEqual(limited.publishId, "v_pub_1")
    assert.match(limited.remedy, /^[A-Z].*\.$/)
  })

  it("survives JSON with its reason", () => {
    const codec = Schema.toCodecJson(TikTokError.TikTokError)
    const json = JSON.parse(JSON.stringify(Schema.encodeSync(codec)(limited)))
    const back = Schema.decodeUnknownSync(codec)(json)
    assert.instanceOf(back, TikTokError.TikTokError)
    assert.instanceOf(back.reason, TikTokError.RateLimited)
    assert.deepStrictEqual(back.retryAfter, Duration.seconds(60))
  })

  it("names the failed store, its record and the remedy", () => {
    const unnamed = new TikTokError.StoreFailed({ action: "write", detail: "no space" })
    assert.strictEqual(unnamed.message, "store: write failed: no space")
    const named = new TikTokError.StoreFailed({
      action: "decode",
      detail: "not JSON",
      store: "checkpoint store",
      record: "a.json"
    })
    assert.strictEqual(named.message, "checkpoint store: decode failed: not JSON (record a.json)")
    const remedies = (["read", "write", "encrypt", "decrypt", "decode"] as const).map((action) =>
      new TikTokError.StoreFailed({ action, detail: "" }).remedy
    )
    assert.strictEqual(new Set(remedies).size, 3)
    for (const remedy of remedies) assert.match(remedy, /^[A-Z].*\.$/)
  })

  it.effect("is caught by reason", () =>
    Effect.gen(function*() {
      const after = yield* Effect.fail(limited).pipe(
        Effect.catchReason("TikTokError", "RateLimited", (reason) => Effect.succeed(reason.retryAfter))
      )
      assert.deepStrictEqual(after, Duration.seconds(60))
    }))

  // The table of the catalog, section "Common Error Codes".
  it("has a row for every code of the catalog", () => {
    const codes = rows.filter((row) => row.contract === "catalog").map((row) => `${row.code} ${row.status}`)
    assert.sameMembers([...new Set(codes)], [
      "invalid_request 400",
      "invalid_grant 400",
      "invalid_client 400",
      "access_denied 400",
      "unauthorized 401",
      "scope_not_authorized 401",
      "forbidden 403",
      "too_many_requests 429",
      "internal_server_error 500",
      "bad_gateway 502",
      "service_unavailable 503"
    ])
  })
})
