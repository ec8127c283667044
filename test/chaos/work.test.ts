import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { contractNames, makeFixture, run } from "../support/fixture.ts"
import type { Report } from "./protocol.ts"
import { work } from "./work.ts"

describe.each(contractNames)("a process of a chaos run on %s", (contract) => {
  it.effect("takes no refused refresh for a refusal of a post that TikTok has", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport: "memory" })
      const { faults } = fixture.mock
      faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "status", status: 401 } })
      faults.add({ match: { operation: "token.refresh", nth: 1 }, effect: { kind: "status", status: 403 } })
      const reports: Array<Report> = []
      const options = {
        timeout: Duration.minutes(5),
        longestPause: Duration.minutes(1),
        publish: {},
        send: (report: Report) => Effect.sync(() => void reports.push(report))
      }
      const job = { key: "k", creator: fixture.creator, kind: "pull", size: 1, workers: [0], file: "" } as const
      yield* run(fixture, work(options, [job]))
      const [report, ...more] = reports
      assert.deepStrictEqual(more, [])
      assert.strictEqual(report?._tag === "Settled" ? report.result._tag : report?._tag, "Published")
    }))
})
