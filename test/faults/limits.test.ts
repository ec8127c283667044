/** A limit means the same wherever it is noticed: by TikTok at the first post beyond it, or by `Quota` at later posts. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { ErrorCatalog, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { inFixture, makeFixture } from "../support/fixture.ts"
import { postKinds } from "../support/postKinds.ts"

const caps = ErrorCatalog.entries.filter(({ contract, retry }) => contract === "live" && retry === "later")

const kinds = caps.flatMap(({ code, reason }) =>
  postKinds.live
    .filter(({ first }) => first._tag.endsWith("Draft") === (reason === "DraftsFull"))
    .map((kind) => ({ code, reason, what: kind.kind, kind }))
)

describe("a limit that TikTok names", () => {
  it.effect.each(kinds)(
    "with $code stops $what, and later ones, for the same time",
    ({ code, kind, reason }) =>
      inFixture(
        makeFixture({ contract: "live", transport: "memory" }, {
          client: { quota: { maxWait: 0 } }
        }),
        function*(fixture) {
          fixture.mock.faults.add({ match: { operation: kind.operation }, effect: { kind: "code", code }, times: 1 })
          const { pending, publish, recover } = yield* Publisher.Publisher
          const first = yield* Effect.flip(publish(fixture.creator, kind.first, { key: "first" }))
          const second = yield* Effect.flip(publish(fixture.creator, kind.second, { key: "second" }))
          assert.deepStrictEqual([first.reason._tag, second.reason._tag], [reason, "QuotaExhausted"])
          assert.deepStrictEqual([first.retryable, second.retryable], [true, true])
          const waits = [first, second].map(({ retryAfter }) => Duration.toSeconds(retryAfter ?? Duration.zero))
          assert.approximately(waits[0] ?? 0, waits[1] ?? 0, 2)
          assert.isAtLeast(waits[0] ?? 0, 60)
          // Nothing was accepted, so only the jobs have the posts.
          assert.deepStrictEqual(yield* pending, [])
          yield* Effect.scoped(recover())

          yield* TestClock.adjust(Duration.sum(first.retryAfter ?? Duration.zero, Duration.minutes(1)))
          for (const [key, post] of [["first", kind.first], ["second", kind.second]] as const) {
            assert.include(["Published", "SentToInbox"], (yield* publish(fixture.creator, post, { key }))._tag)
          }
          assert.strictEqual(fixture.mock.control.posts().length, 2)
        }
      )
  )
})
