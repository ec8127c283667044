import { documentedLimits, type Limits, noLimits } from "./documentedLimits.ts"
import { defaultSwitches, type Switches } from "./Switches.ts"
import { DAY, MINUTE, SECOND } from "./time.ts"

/** When and how a post ends after its media have arrived. */
export type Lifecycle =
  & (
    /** The post ends as soon as the media have arrived. */
    | { readonly mode: "immediate" }
    /** The post ends this many milliseconds after the media have arrived. */
    | { readonly mode: "after"; readonly millis: number }
    /** This many status calls find the post in progress. The next call ends it. */
    | { readonly mode: "polls"; readonly count: number }
    /** Only `completePost` and `failPost` end the post. */
    | { readonly mode: "manual" }
  )
  & {
    /** Makes every post fail with this reason. */
    readonly failReason?: string | undefined
    /** Duration of a pull; one second in mode `after`, otherwise 0. */
    readonly pullMillis?: number | undefined
    /** Time from publication until a public post is visible; 2 seconds in mode `after`, otherwise 0. */
    readonly moderationMillis?: number | undefined
  }

/** Lifetimes of codes, tokens and upload URLs, in milliseconds. */
export interface Lifetimes {
  readonly code: number
  readonly accessToken: number
  /** Lifetime of an access token that does not come from a refresh. */
  readonly firstAccessToken: number
  readonly refreshToken: number
  /** Lifetime of a client token. */
  readonly clientToken: number
  readonly uploadUrl: number
}

/** The rules of a mock. */
export interface Rules {
  readonly lifecycle: Lifecycle
  readonly limits: Limits
  readonly lifetimes: Lifetimes
  readonly switches: Switches
  /** Whether the SHA-256 of each upload is computed. */
  readonly hash: boolean
}

/** The documented lifetimes. That of a code is undocumented; ten minutes is common. */
export const documentedLifetimes: Lifetimes = {
  code: 10 * MINUTE,
  accessToken: DAY,
  firstAccessToken: DAY,
  refreshToken: 365 * DAY,
  clientToken: 120 * MINUTE,
  uploadUrl: 3_600 * SECOND
}

/** Options of a mock that override the rules of its scenario. */
export interface RuleOptions {
  /** When and how posts end. @default by the scenario, or 3 seconds after the media have arrived */
  readonly lifecycle?: Lifecycle | undefined
  /** The limits of calls and posts. An object overrides only the limits that it has. @default by the scenario, or `documented` */
  readonly limits?: "documented" | "off" | Partial<Limits> | undefined
  /**
   * Lifetimes of codes, tokens and upload URLs, in milliseconds. An object overrides only the lifetimes that it has.
   *
   * @default those that TikTok documents
   */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** The behavior where TikTok's documents leave a point open. @default the list in the README of the package */
  readonly switches?: Partial<Switches> | undefined
  /** Short for the switch `strict`. */
  readonly strict?: boolean | undefined
  /** Whether the SHA-256 of each upload is computed; true by default. */
  readonly hash?: boolean | undefined
}

/** The rules that a scenario sets. */
export interface ScenarioRules {
  readonly lifecycle?: Lifecycle | undefined
  /** Limits that differ from the documented ones. */
  readonly limits?: Partial<Limits> | undefined
  readonly lifetimes?: Partial<Lifetimes> | undefined
  readonly switches?: Partial<Switches> | undefined
}

/** Changes of the rules of a running mock, as plain JSON. */
export interface RuleChanges {
  readonly lifecycle?: Lifecycle | undefined
  /** null means no limit. */
  readonly limits?: { readonly [Name in keyof Limits]?: number | null } | undefined
  /** In milliseconds. */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  readonly switches?: Partial<Switches> | undefined
}

/** Combines changes. The later ones take precedence. */
export const mergeChanges = (first: RuleChanges, later: RuleChanges): RuleChanges => ({
  lifecycle: later.lifecycle ?? first.lifecycle,
  limits: { ...first.limits, ...later.limits },
  lifetimes: { ...first.lifetimes, ...later.lifetimes },
  switches: { ...first.switches, ...later.switches }
})

/** Applies changes to rules. */
export const changeRules = (rules: Rules, { lifecycle, lifetimes, limits, switches }: RuleChanges): Rules => ({
  ...rules,
  lifecycle: lifecycle ?? rules.lifecycle,
  limits: { ...rules.limits, ...readLimits(limits) },
  lifetimes: { ...rules.lifetimes, ...lifetimes },
  switches: { ...rules.switches, ...switches }
})

/** Limits of plain JSON, where null means no limit. */
export const readLimits = (limits: RuleChanges["limits"] = {}): Partial<Limits> =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, limit ?? Infinity]))

/** Combines the rules of a scenario with the options of the mock. */
export const rulesOf = (options: RuleOptions, scenario: ScenarioRules): Rules => {
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
    switches: {
      ...defaultSwitches,
      ...scenario.switches,
      ...(options.strict === undefined ? {} : { strict: options.strict }),
      ...options.switches
    },
    hash: options.hash ?? true
  }
}
