/** An owner that stands still (SIGSTOP) past its lease, at every step of a publish, and wakes when another is done. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { everyStep, holdsOnce, isFine, sweptKinds, timeout } from "../support/everyStep.ts"
import { places } from "../support/places.ts"

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere).concurrent(`over ${name}`, () => {
    it.live.each(sweptKinds)(
      "an owner of %s that is frozen at any step, and woken when another process is done, makes no second post",
      (kind) =>
        Effect.gen(function*() {
          yield* everyStep(
            { kind, place: yield* place },
            Effect.fnUntraced(function*({ order, other, step, wake }, world) {
              const heard = yield* other.publish(order)
              const late = yield* wake
              const repeated = yield* other.publish(order)
              yield* world.settle
              const detail = `${step}: ${JSON.stringify({ heard, late, repeated })}`
              assert.isTrue(isFine(heard, kind), detail)
              assert.deepStrictEqual(repeated, heard, detail)
              // Who was overtaken has the outcome, or hears that the key is another's.
              assert.isTrue(late._tag === "Failure" ? late.reason === "KeyInUse" : isFine(late, kind), detail)
              holdsOnce(world, order, [heard, late, repeated], detail)
            })
          )
        }),
      timeout
    )
  })
}
