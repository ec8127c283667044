// The checks of a store start their processes from the package as it is installed.
import { Effect } from "effect"
import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"

const race = StoreProcessChecks.make({ module: new URL("./store.ts", import.meta.url), rounds: 2 }).at(-1)
if (race === undefined) throw new Error("no check")
await Effect.runPromise(Effect.scoped(race.check))
console.log("Passed")
