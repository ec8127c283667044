import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"
import { childEnvironment } from "../support/childEnvironment.ts"

const checksOf = (module: URL, rounds = 1) => StoreProcessChecks.make({ module, env: childEnvironment, rounds })

describe.concurrent("checks among processes", () => {
  it.live.each(
    [
      [0, 1, / \(step \d+\): \d posts, /],
      [1, 1, / \(step \d+\): \d posts, /],
      [2, 1, /^round 0 of upload: 4 inits, 4 posts, /],
      [2, 0, /^killed where .* posts, /]
    ] as const
  )("find a store that is not shared (check %i, %i rounds)", ([index, rounds, message]) =>
    Effect.gen(function*() {
      const { check } = checksOf(new URL("../support/storeOfOneProcess.ts", import.meta.url), rounds)[index] ??
        assert.fail()
      assert.match((yield* Effect.flip(check)).message, message)
    }), 300_000)

  it.live("name a module that exports no store", () =>
    Effect.gen(function*() {
      const { check } = checksOf(new URL("../support/freePort.ts", import.meta.url))[2] ?? assert.fail()
      const { message } = yield* Effect.flip(check)
      assert.match(
        message,
        /a process has ended: [^]*the default export of file:.*freePort\.ts is no layer of a RecordStore/
      )
    }), 300_000)
})
