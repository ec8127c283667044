// The store checks start their processes from the installed package.
import { Effect } from "effect"
import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"

const race = StoreProcessChecks.make({ module: new URL("./store.ts", import.meta.url), rounds: 2 }).at(-1)
if (race === undefined) throw new Error("no check")
await Effect.runPromise(Effect.scoped(race.check))
console.log("Passed")
