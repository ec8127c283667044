import { assert, describe, it } from "@effect/vitest"
import { Publisher } from "effect-tiktok"
import type { FaultEffect } from "tiktok-mock-server"
import { inFixture, makeFixture, settings } from "../support/fixture.ts"
import { doubtfulResponses, pulls } from "../support/inits.ts"

/** What happens to the response after the mock has accepted the post. */
const accepted: ReadonlySet<FaultEffect["kind"]> = new Set(["lose-response", "cut", "truncated-json"])

describe.each(settings)(
  "Scenario 02: init response lost after the mock accepted it ($contract over $transport)",
  ({ contract, transport }) => {
    const responses = [...doubtfulResponses(contract), ["never comes, for a reset", { kind: "reset" }] as const]

    describe.each(pulls[contract])("$post._tag by $operation", ({ operation, post }) => {
      it.effect.each(responses)(
        "is sent once when the response %s",
        ([, effect]) =>
          inFixture(makeFixture({ contract, transport }), function*(fixture) {
            fixture.mock.faults.add({ match: { operation, nth: 1 }, effect })
            const outcome = yield* Publisher.Publisher.use((publisher) => publisher.publish(fixture.creator, post))
            assert.strictEqual(outcome._tag, "OutcomeUnknown")
            assert.strictEqual(fixture.mock.journal.find({ operation }).length, 1)
            assert.strictEqual(fixture.mock.control.posts().length, accepted.has(effect.kind) ? 1 : 0)
          })
      )

      it.effect("is not sent again under the same key, by any process", () =>
        inFixture(makeFixture({ contract, transport }), function*(fixture) {
          fixture.mock.faults.add({ match: { operation, nth: 1 }, effect: { kind: "lose-response" } })
          const { publish, resume } = yield* Publisher.Publisher
          yield* publish(fixture.creator, post, { key: "k" })
          yield* publish(fixture.creator, post, { key: "k" })
          yield* resume("k")
          assert.strictEqual(fixture.mock.journal.find({ operation }).length, 1)
          assert.strictEqual(fixture.mock.control.posts().length, 1)
        }))
    })
  }
)
