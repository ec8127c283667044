/**
 * The behaviors of the mock with their sources, documented by TikTok, reported from production, or assumed, and with their
 * tests. They show how much a passing test proves.
 */
import type { Behavior } from "./Behavior.ts"
import { catalogBehaviors } from "./catalog/index.ts"
import { liveBehaviors } from "./live/index.ts"
import { switchBehaviors } from "./switchBehaviors.ts"

export { type Behavior, isTestedBy, type OpenPoint, type Source, type SwitchValue, type Tests } from "./Behavior.ts"
export { switches } from "./switches.ts"

/** Every behavior of the mock, by contract and operation. */
export const behaviors: ReadonlyArray<Behavior> = [
  ...catalogBehaviors,
  ...switchBehaviors("catalog"),
  ...liveBehaviors,
  ...switchBehaviors("live")
]
