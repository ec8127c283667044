/** A short chaos run of each contract. `npm run chaos` has longer ones. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { contractNames } from "../support/fixture.ts"
import { redisServer } from "../support/servers.ts"
import { faultKinds } from "./faultRules.ts"
import { makePlan } from "./plan.ts"
import { runPlan } from "./run.ts"
import { tableOf } from "./table.ts"
import { isPassed } from "./verdict.ts"

const command = fileURLToPath(new URL("./main.ts", import.meta.url))

describe.skipIf(!redisServer.isThere).each(contractNames)(
  "forty posts by twenty creators from two processes in %s",
  (contract) => {
    it.live(
      "are published once, while calls fail and processes are killed, frozen and cut off",
      () =>
        Effect.gen(function*() {
          const plan = makePlan({
            contract,
            seed: "3",
            posts: 40,
            creators: 20,
            kills: 2,
            freezes: 1,
            holds: 1,
            short: true
          })
          const report = yield* runPlan(plan, { store: "redis", timeoutSeconds: 9, limitSeconds: 240 })
          const { faults, freezes, holds, kills, verdict } = report
          assert.isTrue(isPassed(verdict), tableOf(report))
          assert.strictEqual(
            Object.values(verdict.outcomes).reduce((sum, count) => sum + count, 0),
            40
          )
          assert.isAtLeast((verdict.outcomes["Published"] ?? 0) + (verdict.outcomes["SentToInbox"] ?? 0), 25)
          for (const kind of faultKinds) assert.isAtLeast(faults[kind] ?? 0, 1, kind)
          assert.isAtLeast(kills, 1)
          assert.strictEqual(freezes, 1)
          assert.strictEqual(holds, 1)
          // Faults and kills cost the extra bytes, which are never negative.
          assert.isAtLeast(verdict.bytesSentAgain, 0)
        }),
      300_000
    )
  }
)

const run = async (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env["PATH"], ...env } })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  const [status] = await once(child, "close")
  return { status, stderr }
}

describe("the command", () => {
  it("exits with 2 and a message for a bad option", async () => {
    const { status, stderr } = await run(["--posts", "none"])
    assert.strictEqual(status, 2)
    assert.include(stderr, "chaos: --posts is a whole number from 1 on, not \"none\". See --help.\n")
  }, 60_000)

  it("exits with 2 and a message without Redis", async () => {
    const { status, stderr } = await run([], { REDIS_URL: "redis://127.0.0.1:1" })
    assert.strictEqual(status, 2)
    assert.include(stderr, "chaos: CANNOT RUN without Redis. Start it at redis://127.0.0.1:1,")
  }, 60_000)
})
