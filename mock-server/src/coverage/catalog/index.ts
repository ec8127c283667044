import type { Behavior } from "../Behavior.ts"
import { loginsBehaviors } from "./logins.ts"
import { postsBehaviors } from "./posts.ts"
import { progressBehaviors } from "./progress.ts"

/** The behaviors of the catalog contract. */
export const catalogBehaviors: ReadonlyArray<Behavior> = [
  ...loginsBehaviors,
  ...postsBehaviors,
  ...progressBehaviors
]
