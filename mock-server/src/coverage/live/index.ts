import type { Behavior } from "../Behavior.ts"
import { envelopeBehaviors } from "./envelope.ts"
import { loginsBehaviors } from "./logins.ts"
import { photosBehaviors } from "./photos.ts"
import { profilesBehaviors } from "./profiles.ts"
import { progressBehaviors } from "./progress.ts"
import { videosBehaviors } from "./videos.ts"

/** The behaviors of the live contract. */
export const liveBehaviors: ReadonlyArray<Behavior> = [
  ...loginsBehaviors,
  ...profilesBehaviors,
  ...videosBehaviors,
  ...photosBehaviors,
  ...progressBehaviors,
  ...envelopeBehaviors
]
