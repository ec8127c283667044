import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as RetryAfter from "../src/internal/retryAfter.ts"

describe("retryAfter", () => {
  it("reads seconds", () => {
    assert.deepStrictEqual(RetryAfter.parse({ "retry-after": "60" }), Duration.seconds(60))
  })

  it("measures a date from the answer's own date", () => {
    const headers = { "retry-after": "Sun, 22 Nov 2026 10:02:00 GMT", date: "Sun, 22 Nov 2026 10:00:30 GMT" }
    assert.deepStrictEqual(RetryAfter.parse(headers), Duration.seconds(90))
  })

  it("takes a date that has passed for no wait", () => {
    const headers = { "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT", date: "Sun, 22 Nov 2026 10:00:00 GMT" }
    assert.deepStrictEqual(RetryAfter.parse(headers), Duration.zero)
  })

  it.each([undefined, "", "soon", "-5"])("ignores %j", (value) => {
    assert.isUndefined(RetryAfter.parse({ "retry-after": value }))
  })
})
