/** A disk that is full from any step of a publish on, and has room again later. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import type { Place } from "../support/layerRecords.ts"
import {
  assertPostedOnce,
  isFine,
  isStoreError,
  pauseAtEveryStep,
  sweptKinds,
  timeout
} from "../support/pausedPublish.ts"
import { canMount, smallDisk } from "../support/smallDisk.ts"

const onDisk: ReadonlyArray<readonly [Place["_tag"], (folder: string) => Place]> = [
  ["Files", (folder) => ({ _tag: "Files", directory: `${folder}/records` })],
  ["SQLite", (folder) => ({ _tag: "SQLite", filename: `${folder}/records.db` })]
]

/** Takes all the room that is left. */
const fill = (file: string) =>
  Effect.sync(() => {
    const handle = openSync(file, "a")
    try {
      for (const size of [65_536, 4096, 1]) {
        const zeros = new Uint8Array(size)
        try {
          while (writeSync(handle, zeros) > 0);
        } catch {
          // Full for pieces of this size.
        }
      }
    } finally {
      closeSync(handle)
    }
  })

for (const [name, placeIn] of onDisk) {
  describe.skipIf(!canMount).concurrent(`over ${name}`, () => {
    it.live.each(sweptKinds)(
      "a disk that is full at any step of %s costs no second post and no publish",
      (kind) =>
        Effect.gen(function*() {
          const disk = yield* smallDisk
          const ballast = `${disk}/ballast`
          let failures = 0
          yield* pauseAtEveryStep(
            { kind, place: placeIn(disk) },
            Effect.fnUntraced(function*({ order, other, step, wake }, world) {
              yield* fill(ballast)
              const ending = yield* Effect.forkChild(wake)
              // Who waits for room goes on once there is some.
              yield* Effect.race(Fiber.await(ending), Effect.sleep("2 seconds"))
              yield* Effect.sync(() => rmSync(ballast))
              const end = yield* Fiber.join(ending)
              const repeated = yield* other.publish(order)
              yield* world.settle
              const detail = `${step}: ${JSON.stringify({ end, repeated })}`
              if (end._tag === "Failure") failures++
              assert.isTrue(isFine(end, kind) || isStoreError(end), detail)
              assert.isTrue(isFine(repeated, kind), detail)
              assertPostedOnce(world, order, [end, repeated], detail)
            })
          )
          assert.isAtLeast(failures, 3)
        }),
      timeout
    )
  })
}
