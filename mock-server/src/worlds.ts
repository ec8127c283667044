import { type ClockSource, makeClock } from "./engine/Clock.ts"
import { makeIds } from "./engine/Ids.ts"
import type { Media } from "./engine/Media.ts"
import {
  documentedLifetimes,
  documentedLimits,
  type Lifecycle,
  type Lifetimes,
  type Limits,
  noLimits,
  type Rules,
  SECOND
} from "./engine/Rules.ts"
import { defaultSwitches, type Switches } from "./engine/Switches.ts"
import { emptyState, type World } from "./engine/World.ts"
import type { Scenario } from "./scenarios/Scenario.ts"
import { catalog } from "./wire/catalog/contract.ts"
import { live } from "./wire/live/contract.ts"

/** What the owner of a mock says about its rules, beside the scenario. */
export interface RuleOptions {
  /** How posts go on; settled after 3 seconds unless the scenario says otherwise. */
  readonly lifecycle?: Lifecycle | undefined
  /** `documented` unless the scenario says otherwise; a part replaces only that part. */
  readonly limits?: "documented" | "off" | Partial<Limits> | undefined
  /** How long codes, tokens and upload addresses live, in milliseconds; a part replaces only that part. */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** What the live contract does where TikTok's documents leave it open. */
  readonly switches?: Partial<Switches> | undefined
  /** Whether a SHA-256 of each upload is kept, true by default. */
  readonly hash?: boolean | undefined
}

/** What the owner of a mock says about its ids and its time. */
export interface WorldOptions extends RuleOptions {
  /** Ids and tokens follow from it: the same seed, clock and calls give the same bytes. */
  readonly seed?: string | undefined
  /** Where time comes from, in epoch milliseconds; the system's clock by default. */
  readonly clock?: ClockSource | undefined
}

/** The seed when none is given. */
export const DEFAULT_SEED = "tiktok-mock"

/** Makes a world that is still empty. The scenario is asked for again with every id, since it can be switched. */
export const makeWorld = (
  options: WorldOptions,
  scenario: () => Scenario,
  media: Media,
  changed: () => void
): World => {
  const state = emptyState(changed)
  return {
    state,
    clock: makeClock(options.clock, changed),
    ids: makeIds(options.seed ?? DEFAULT_SEED, state.counters, () => scenario().fixedIds),
    digests: new Map(),
    media,
    dialects: { catalog: catalog.dialect, live: live.dialect },
    rules: rulesOf(options, scenario())
  }
}

/** The rules of a scenario, as far as the owner of the mock has not said otherwise. */
export const rulesOf = (options: RuleOptions, scenario: Scenario): Rules => {
  const limits = { ...documentedLimits, ...scenario.limits }
  return {
    lifecycle: options.lifecycle ?? scenario.lifecycle ?? { mode: "after", millis: 3 * SECOND },
    limits: options.limits === undefined
      ? limits
      : options.limits === "documented"
      ? documentedLimits
      : options.limits === "off"
      ? noLimits
      : { ...limits, ...options.limits },
    lifetimes: { ...documentedLifetimes, ...scenario.lifetimes, ...options.lifetimes },
    switches: { ...defaultSwitches, ...options.switches },
    hash: options.hash ?? true
  }
}
