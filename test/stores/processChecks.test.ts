import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"

const checksOf = (module: string) => StoreProcessChecks.make({ module: new URL(module, import.meta.url), rounds: 1 })

describe.concurrent("checks among processes", () => {
  it.live.each(
    [
      [0, /^round 0 of upload: 4 inits, 4 posts, /],
      [1, / posts, /],
      [2, / posts, /],
      [3, / posts, /]
    ] as const
  )("find a store that is not shared (check %i)", ([index, message]) =>
    Effect.gen(function*() {
      const { check } = checksOf("../support/storeOfOneProcess.ts")[index] ?? assert.fail()
      assert.match((yield* Effect.flip(check)).message, message)
    }), 300_000)

  it.live("name a module that exports no store", () =>
    Effect.gen(function*() {
      const { check } = checksOf("../support/freePort.ts")[3] ?? assert.fail()
      const { message } = yield* Effect.flip(check)
      assert.match(
        message,
        /a process has ended: [^]*the default export of file:.*freePort\.ts is no layer of a RecordStore/
      )
    }), 300_000)
})
