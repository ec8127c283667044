import { Effect } from "effect"
import type { Checkpoint } from "effect-tiktok"

type Store = Checkpoint.CheckpointStore["Service"]

/** A store whose claims have some functions replaced. */
export const withClaims = (store: Store, change: (claim: Checkpoint.Claim) => Partial<Checkpoint.Claim>): Store => ({
  ...store,
  claim: (key) => Effect.map(store.claim(key), (claim) => ({ ...claim, ...change(claim) })),
  tryClaim: (key) => Effect.map(store.tryClaim(key), (claim) => ({ ...claim, ...change(claim) }))
})
