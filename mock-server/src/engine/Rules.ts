import { defaultSwitches, type Switches } from "./Switches.ts"

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

/** Rate limits and caps; `Infinity` means no limit. */
export interface Limits {
  /** Inits in any 60 seconds, per access token. The catalog counts all kinds together, the live contract each kind. */
  readonly initsPerMinute: number
  /** Posts in any 24 hours, per creator. The catalog counts videos and their drafts, the live contract direct posts. */
  readonly postsPerDay: number
  /** Creator info calls in any 60 seconds, per access token. Only the live contract has this limit and the next ones. */
  readonly creatorCallsPerMinute: number
  /** Status calls in any 60 seconds, per access token. */
  readonly statusCallsPerMinute: number
  /** Calls of each display endpoint in any 60 seconds, per access token. */
  readonly displayCallsPerMinute: number
  /** Pending drafts of a creator. */
  readonly pendingDrafts: number
  /** Creators who may post in any 24 hours through one unaudited app. */
  readonly unauditedActiveCreators: number
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

/** Milliseconds of a second. */
export const SECOND = 1_000

/** Milliseconds of a minute. */
export const MINUTE = 60 * SECOND

/** Milliseconds of a day. */
export const DAY = 24 * 60 * MINUTE

/** The documented lifetimes. That of a code is undocumented; ten minutes is common. */
export const documentedLifetimes: Lifetimes = {
  code: 10 * MINUTE,
  accessToken: DAY,
  firstAccessToken: DAY,
  refreshToken: 365 * DAY,
  clientToken: 120 * MINUTE,
  uploadUrl: 3_600 * SECOND
}

/** The documented limits. The catalog names the first two, TikTok's pages name all. */
export const documentedLimits: Limits = {
  initsPerMinute: 6,
  postsPerDay: 15,
  creatorCallsPerMinute: 20,
  statusCallsPerMinute: 30,
  displayCallsPerMinute: 600,
  pendingDrafts: 5,
  unauditedActiveCreators: 5
}

/** Bounds of a chunk and of a video, in bytes. The last chunk may exceed them. */
export interface PlanBounds {
  readonly minChunk: number
  readonly maxChunk: number
  readonly maxVideo: number
}

/** The bounds as TikTok writes them. */
export const documentedBounds = { minChunkMegabytes: 5, maxChunkMegabytes: 64, maxVideoGigabytes: 4 }

const boundsOf = (megabyte: number, gigabyte: number): PlanBounds => ({
  minChunk: documentedBounds.minChunkMegabytes * megabyte,
  maxChunk: documentedBounds.maxChunkMegabytes * megabyte,
  maxVideo: documentedBounds.maxVideoGigabytes * gigabyte
})

/** The bounds by the meaning of "MB" and "GB". `either` has the wider bound of each pair, `both` the narrower one. */
export const planBounds: Readonly<Record<Switches["megabytes"] | "both", PlanBounds>> = {
  decimal: boundsOf(1e6, 1e9),
  binary: boundsOf(2 ** 20, 2 ** 30),
  either: { ...boundsOf(2 ** 20, 2 ** 30), minChunk: boundsOf(1e6, 1e9).minChunk },
  both: { ...boundsOf(1e6, 1e9), minChunk: boundsOf(2 ** 20, 2 ** 30).minChunk }
}

/** The most chunks of an upload. */
export const MAX_CHUNKS = 1_000

/** Rules without any limit. */
export const noLimits: Limits = {
  initsPerMinute: Infinity,
  postsPerDay: Infinity,
  creatorCallsPerMinute: Infinity,
  statusCallsPerMinute: Infinity,
  displayCallsPerMinute: Infinity,
  pendingDrafts: Infinity,
  unauditedActiveCreators: Infinity
}

/** Options of a mock that override the rules of its scenario. */
export interface RuleOptions {
  /** When and how posts end; by the scenario, or 3 seconds after the media have arrived. */
  readonly lifecycle?: Lifecycle | undefined
  /** By the scenario, or `documented`. An object overrides only the limits that it has. */
  readonly limits?: "documented" | "off" | Partial<Limits> | undefined
  /** Lifetimes of codes, tokens and upload URLs, in milliseconds. An object overrides only the lifetimes that it has. */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** The behavior where TikTok's documents leave a point open. */
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
