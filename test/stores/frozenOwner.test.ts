/**
 * An owner that stands still past its lease and wakes up again, at every step of a publish: before and after each command
 * to the store and each request to TikTok, and in the middle of a body.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { places } from "../support/places.ts"
import { type End, postKinds } from "../support/storeProtocol.ts"
import { makeStoreWorld } from "../support/storeWorld.ts"

// Room for what the second process has to wait and to do.
const timeout = 120_000

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere).concurrent(`over ${name}`, () => {
    it.live.each(postKinds)(
      "an owner of %s that is frozen at any step, and woken when another process is done, makes no second post",
      (kind) =>
        Effect.gen(function*() {
          const world = yield* makeStoreWorld(yield* place, { lease: 1_000, large: true })
          const [owner, other] = yield* Effect.all([world.start, world.start], { concurrency: 2 })
          const seen: Array<string> = []
          for (let stopAt = 1;; stopAt++) {
            const order = { key: yield* world.newKey, kind }
            const next = yield* owner.begin({ ...order, stopAt })
            assert.notStrictEqual(next._tag, "Gone")
            // There was no such step any more: every one has been tried.
            if (next._tag !== "Stopping") break
            const where = `frozen before ${next.step} (step ${stopAt} of ${kind})`
            seen.push(next.step)
            const heard = yield* other.publish(order)
            yield* owner.wake
            const late = yield* owner.ended(order.key)
            const repeated = yield* other.publish(order)
            yield* world.settle
            const all = `${where}: ${JSON.stringify({ heard, late, repeated })}`
            assert.isAtMost(world.published(order.key), 1, all)
            assert.isTrue(isKnown(heard) || mayBeUnknown(heard, kind), all)
            assert.deepStrictEqual(repeated, heard, all)
            if (isKnown(heard)) assert.strictEqual(world.published(order.key), 1, all)
            // Who was overtaken has the same outcome, or hears that the key is another's.
            assert.isTrue(
              late._tag === "Failure" ? late.reason === "KeyInUse" : isKnown(late) || mayBeUnknown(late, kind),
              all
            )
            if (kind !== "upload") assert.isAtMost(world.accepted(order.key), 1, all)
          }
          assert.isAtLeast(seen.filter((step) => step === "a write leaves").length, 4)
          assert.isAtLeast(seen.filter((step) => step.startsWith("POST ")).length, 4)
          if (kind === "upload") assert.includeMembers(seen, ["a piece leaves", "the last piece leaves"])
        }),
      timeout
    )
  })
}

const isKnown = (end: End): boolean => end._tag === "Outcome" && end.outcome._tag === "Published"

/** An init that may be on its way is not made again where TikTok publishes by itself. */
const mayBeUnknown = (end: End, kind: string): boolean =>
  kind !== "upload" && end._tag === "Outcome" && end.outcome._tag === "OutcomeUnknown"
