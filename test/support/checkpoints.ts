import { Effect } from "effect"
import type { Checkpoint } from "effect-tiktok"

type Store = Checkpoint.CheckpointStore["Service"]
type Write = Checkpoint.Claim["write"]

/** A store whose claims write in another way. */
export const writing = (store: Store, change: (write: Write) => Write): Store => {
  const changed = (claim: Store["claim"]): Store["claim"] => (key) =>
    Effect.map(claim(key), (claim) => ({ ...claim, write: change(claim.write) }))
  return { ...store, claim: changed(store.claim), tryClaim: changed(store.tryClaim) }
}
