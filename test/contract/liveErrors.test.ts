/** The error catalog. Scenario 09 makes TikTok refuse with each of its codes. */
import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { ErrorCatalog } from "effect-tiktok"
import * as Live from "../fixtures/live/index.ts"

describe("the error catalog", () => {
  it("gives every entry a cause, a scope, a remedy and a source", () => {
    for (const { code, remedy, scope, source, status, what } of ErrorCatalog.entries) {
      assert.match(remedy, /^[A-Z].{20,}\.$/, code)
      assert.match(what, /^\S.{8,}[^.]$/, code)
      assert.include(["request", "creator", "app"], scope, code)
      assert.match(source, /\w{4,}/, code)
      assert.isAtLeast(status, 400, code)
    }
  })

  it("gives the longest wait for a used up limit, and only there", () => {
    for (const { code, reason, retry, wait } of ErrorCatalog.entries) {
      const most = retry === "later" ? Duration.hours(24) : reason === "RateLimited" ? Duration.minutes(1) : undefined
      assert.deepStrictEqual(wait, most, code)
    }
  })

  it("has no second entry that is unreachable", () => {
    const keys = ErrorCatalog.entries.map(({ code, contract, reason }) => `${contract} ${code} ${reason}`)
    assert.strictEqual(new Set(keys).size, keys.length)
  })
})

describe("a post that TikTok gives up on", () => {
  it("has every reason of section 8, and allows another publish where the page does", () => {
    assert.deepStrictEqual(
      Object.fromEntries(
        ErrorCatalog.failReasons.filter(({ source }) => source === "tiktok-live, section 8").map((
          { failReason, retry }
        ) => [failReason, retry === "transient"])
      ),
      Object.fromEntries(
        Object.entries(Live.failReasons).map(([failReason, retry]) => [
          failReason,
          retry.startsWith("yes")
        ])
      )
    )
  })

  it("gives every reason a scope, a cause, a remedy and a time", () => {
    for (const { failReason, remedy, retry, scope, source, wait, what } of ErrorCatalog.failReasons) {
      assert.deepStrictEqual(wait, retry === "later" ? Duration.hours(24) : undefined, failReason)
      assert.match(source, /section [78]$/, failReason)
      assert.match(remedy, /^[A-Z].{8,}\.$/, failReason)
      assert.match(what, /^\S.{8,}[^.]$/, failReason)
      assert.include(["request", "creator", "app"], scope, failReason)
    }
  })
})
