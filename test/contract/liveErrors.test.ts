/** Every documented code and `fail_reason` becomes what the error catalog says. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import { Contract, ErrorCatalog, Post, RetryPolicy } from "effect-tiktok"
import * as Live from "../fixtures/live/index.ts"
import { failureOf } from "../support/failureOf.ts"
import { call, callAsApp } from "../support/liveCall.ts"
import { withStub } from "../support/stubTikTok.ts"

const { none } = RetryPolicy

const once = Effect.provideService(RetryPolicy.RetryPolicy, { reads: none, inits: none, chunks: none })

const contracts: Readonly<Record<string, Contract.Contract>> = { catalog: Contract.catalog, live: Contract.live }

const contractOf = (name: string) => contracts[name] ?? assert.fail(`no contract is called ${name}`)

/** The messages that distinguish two meanings of one code. */
const messages: Readonly<Record<string, string>> = {
  ChunkPlanRejected: "The chunk size is invalid",
  AppUnaudited: "Unaudited client can only post to private accounts"
}

const status = call(({ posts }) => posts.status, { publishId: Post.PublishId.make("p") })

const refresh = callAsApp(({ oauth }) => oauth.refresh, (app) => ({ app, refreshToken: Redacted.make("rft.1") }))

/** Makes TikTok refuse with the code of an entry, in the contract of the calls that have the code. */
const provoked = ({ code, contract, reason, source, status: httpStatus }: ErrorCatalog.Entry) => {
  const message = messages[reason] ?? "A message"
  const isFlat = source.endsWith("section 2.5")
  const body = isFlat
    ? { error: code, error_description: message, log_id: "log-1" }
    : { data: null, error: { code, message, log_id: "log-1" } }
  const ask = isFlat ? Effect.asVoid(refresh) : Effect.asVoid(status)
  return once(failureOf(withStub(() => ({ status: httpStatus, body }), ask, contractOf(contract))))
}

describe("the error catalog", () => {
  it.effect.each(ErrorCatalog.entries)(
    "describes the error of $code in the $contract contract: $reason",
    (entry) =>
      Effect.gen(function*() {
        const error = yield* provoked(entry)
        assert.strictEqual(error.reason._tag, entry.reason)
        assert.strictEqual(error.code, entry.code)
        assert.strictEqual(error.scope, entry.scope)
        assert.strictEqual(error.remedy, entry.remedy)
        assert.strictEqual(error.logId, "log-1")
        assert.strictEqual(error.retryable, entry.retry !== "never")
        assert.deepStrictEqual(error.retryAfter, entry.wait)
      })
  )

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
