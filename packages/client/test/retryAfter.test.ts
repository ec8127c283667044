import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as RetryAfter from "../src/internal/wire/retryAfter.ts"

const date = "Sun, 22 Nov 2026 10:00:30 GMT"

describe("retryAfter", () => {
  it.each([["60", 60_000], ["0", 0], ["12.5", 12_500], [" 299.997 ", 299_997]] as const)(
    "reads %j as seconds",
    (value, millis) => {
      assert.deepStrictEqual(RetryAfter.parse({ "retry-after": value }), Duration.millis(millis))
    }
  )

  it.each(["Sun, 22 Nov 2026 10:02:00 GMT", "Sunday, 22-Nov-26 10:02:00 GMT", "Sun Nov 22 10:02:00 2026"])(
    "measures %j from the date of the response",
    (value) => {
      assert.deepStrictEqual(RetryAfter.parse({ "retry-after": value, date }), Duration.seconds(90))
    }
  )

  it("reads a day of one digit in the oldest form", () => {
    const headers = { "retry-after": "Tue Dec  1 00:00:30 2026", date: "Tue, 01 Dec 2026 00:00:00 GMT" }
    assert.deepStrictEqual(RetryAfter.parse(headers), Duration.seconds(30))
  })

  it("reads a two-digit year far in the future as one in the past", () => {
    assert.deepStrictEqual(RetryAfter.parse({ "retry-after": "Sunday, 06-Nov-94 08:49:37 GMT", date }), Duration.zero)
  })

  it("reads a past date as no wait", () => {
    assert.deepStrictEqual(RetryAfter.parse({ "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT", date }), Duration.zero)
  })

  it.each(["9".repeat(400), "9".repeat(20), "Fri, 31 Dec 9999 23:59:59 GMT"])(
    "never waits longer than a year: %s",
    (value) => {
      assert.deepStrictEqual(RetryAfter.parse({ "retry-after": value, date }), Duration.days(366))
    }
  )

  it.each([
    undefined,
    "",
    "soon",
    "-1",
    "+5",
    "5, 10",
    "1e3",
    ".5",
    "5.",
    "0x10",
    "5s",
    "Infinity",
    "2026-11-22",
    "2026-11-22T10:02:00Z",
    "22 Nov 2026 10:02:00 GMT",
    "Sun, 22 Nov 2026 10:02:00 +0100",
    "Sun, 22 Nov 2026 25:02:00 GMT",
    "Sun, 22 Foo 2026 10:02:00 GMT",
    "Wed, 31 Feb 2027 10:02:00 GMT"
  ])("ignores %j", (value) => {
    assert.isUndefined(RetryAfter.parse({ "retry-after": value, date }))
  })

  it.each([undefined, "", "yesterday", "2026"])("ignores a date if the date of the response is %j", (date) => {
    assert.isUndefined(RetryAfter.parse({ "retry-after": "Sun, 22 Nov 2026 10:02:00 GMT", date }))
  })
})
