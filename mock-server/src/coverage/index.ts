/**
 * What the mock does, and where it is known from: documented by TikTok, reported from production, or assumed. For a page
 * that shows it, and for whoever wonders how far to believe a test that passes.
 */
import type { Behaviour } from "./Behaviour.ts"
import { catalogBehaviours } from "./catalog.ts"
import { liveBehaviours } from "./live.ts"

export type { Behaviour, OpenPoint, Source, SwitchValue } from "./Behaviour.ts"
export { switches } from "./switches.ts"

/** Everything the mock does, by contract and operation. */
export const behaviours: ReadonlyArray<Behaviour> = [...catalogBehaviours, ...liveBehaviours]
