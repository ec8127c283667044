/** Four processes that publish under one key at once. STORE_ROUNDS=200 makes it two hundred keys, and not forty. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { places } from "../support/places.ts"
import { postKinds } from "../support/storeProtocol.ts"
import { makeStoreWorld } from "../support/storeWorld.ts"

const rounds = Number(process.env["STORE_ROUNDS"] ?? 40)

// Several keys are on the way at the same time.
const concurrency = 8

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere)(`four processes over ${name}`, () => {
    it.live(
      `publish each of ${rounds} keys once when all of them have it at once, and all hear of the one post`,
      () =>
        Effect.gen(function*() {
          // Who waits for a key looks now and then; a process that is merely slow must not lose it meanwhile.
          const world = yield* makeStoreWorld(yield* place, { lease: 10_000 })
          const processes = yield* Effect.all(Array.from({ length: 4 }, () => world.start), {
            concurrency: "unbounded"
          })
          const round = Effect.fnUntraced(function*(index: number) {
            const key = yield* world.newKey
            const order = { key, kind: postKinds[index % postKinds.length] ?? "upload" }
            const ends = yield* Effect.forEach(processes, ({ publish }) => publish(order), { concurrency: "unbounded" })
            assert.strictEqual(ends[0]?._tag === "Outcome" ? ends[0].outcome._tag : ends[0], "Published")
            for (const end of ends) assert.deepStrictEqual(end, ends[0])
            return key
          })
          const keys = yield* Effect.forEach(Array.from({ length: rounds }, (_, index) => index), round, {
            concurrency
          })
          yield* world.settle
          assert.lengthOf(keys, rounds)
          for (const key of keys) {
            assert.strictEqual(world.accepted(key), 1, `inits of ${key}`)
            assert.strictEqual(world.published(key), 1, `posts of ${key}`)
          }
        }),
      30_000 + 2_000 * rounds
    )
  })
}
