/** The checks for stores that processes share, over each of ours. STORE_ROUNDS=200 makes it two hundred keys, and not forty. */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"
import { childEnvironment } from "../support/childEnvironment.ts"
import { timeout } from "../support/pausedPublish.ts"
import { places } from "../support/sharedStores.ts"

const rounds = Number(process.env["STORE_ROUNDS"] ?? (process.env["CI"] === "true" ? 200 : 40))

const checksOf = (place: unknown) =>
  StoreProcessChecks.make({
    module: new URL("../support/storeOfPlace.ts", import.meta.url),
    env: { ...childEnvironment, PLACE: JSON.stringify(place ?? null) },
    rounds
  })

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere).concurrent(`over ${name}`, () => {
    for (const [index, { name }] of checksOf(undefined).entries()) {
      it.live(
        name,
        () => Effect.flatMap(place, (where) => checksOf(where)[index]?.check ?? Effect.die("no such check")),
        timeout
      )
    }
  })
}
