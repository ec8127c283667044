/**
 * A write that is held up on its way to the server until another process is done with the key, and then arrives: from a
 * process that still waits for the response, or from one that was killed meanwhile.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { claimedRecord, makeHoldingProxy, throughProxy } from "../support/holdingProxy.ts"
import { assertPostedOnce, isFine, isStoreError, sweptKinds, timeout } from "../support/pausedPublish.ts"
import { places } from "../support/sharedStores.ts"
import { makeStoreFixture } from "../support/storeFixture.ts"
import { startStoreProcess } from "../support/storeProcess.ts"

const cases = sweptKinds.flatMap((kind) =>
  [
    // As many as the shortest publish makes.
    { kind, fate: "waits for it", counts: [1, 2, 3, 4, 5] },
    { kind, fate: "was killed", counts: [2, 4] }
  ] as const
)

for (const { isThere, name, place } of places.filter(({ name }) => name === "Redis" || name === "PostgreSQL")) {
  describe.skipIf(!isThere).concurrent(`over ${name}`, () => {
    it.live.each(cases)(
      "a write of $kind that arrives late is refused, when the process that made it $fate",
      ({ counts, fate, kind }) =>
        Effect.gen(function*() {
          const direct = yield* place
          const world = yield* makeStoreFixture(direct)
          const proxy = yield* makeHoldingProxy(direct)
          const owner = startStoreProcess({ ...world.setup, place: throughProxy(direct, proxy) })
          const other = yield* world.start
          let slow = yield* owner
          for (const count of counts) {
            const order = { key: yield* world.newKey, kind }
            const held = proxy.hold(claimedRecord, count)
            const begun = yield* Effect.forkChild(slow.begin(order))
            yield* held
            if (fate === "was killed") yield* slow.kill
            const heard = yield* other.publish(order)
            yield* proxy.release
            const late = fate === "was killed" ? undefined : yield* slow.ended(order.key)
            yield* Effect.sync(() => begun.interruptUnsafe())
            if (fate === "was killed") slow = yield* owner
            const repeated = yield* other.publish(order)
            yield* world.settle
            const detail = `write ${count}: ${JSON.stringify({ heard, late, repeated })}`
            assert.isTrue(isFine(heard, kind), detail)
            assert.deepStrictEqual(repeated, heard, detail)
            assert.isTrue(late === undefined || isStoreError(late) || isFine(late, kind), detail)
            assertPostedOnce(world, order, [heard, repeated], detail)
          }
        }),
      timeout
    )
  })
}
