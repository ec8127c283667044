/**
 * What the mock does, and where it is known from: documented by TikTok, reported from production, or assumed. For a page
 * that shows it, and for readers who ask how much a passing test proves.
 */
import type { Behavior } from "./Behavior.ts"
import { catalogBehaviors } from "./catalog.ts"
import { liveBehaviors } from "./live.ts"

export type { Behavior, OpenPoint, Source, SwitchValue } from "./Behavior.ts"
export { switches } from "./switches.ts"

/** Everything the mock does, by contract and operation. */
export const behaviors: ReadonlyArray<Behavior> = [...catalogBehaviors, ...liveBehaviors]
