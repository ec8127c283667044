import { defaultSwitches, type Switches } from "./Switches.ts"

/** How a post progresses after its media arrive, and how it ends. */
export type Lifecycle =
  & (
    /** Settled as soon as the media are there. */
    | { readonly mode: "immediate" }
    /** Settled so many milliseconds after the media are there. */
    | { readonly mode: "after"; readonly millis: number }
    /** So many status calls are answered "in progress", the next one finds the post settled. */
    | { readonly mode: "polls"; readonly count: number }
    /** Settled only by `completePost` and `failPost`. */
    | { readonly mode: "manual" }
  )
  & {
    /** Makes every post fail, with this reason. */
    readonly failReason?: string | undefined
    /** How long media are pulled; a second in mode `after`, otherwise no time at all. */
    readonly pullMillis?: number | undefined
    /** How long after its publication a public post gets its id; 2 seconds in mode `after`, otherwise no time at all. */
    readonly moderationMillis?: number | undefined
  }

/** Rate limits and caps; `Infinity` means no limit. */
export interface Limits {
  /** Initializations in any 60 seconds, per access token: of all kinds together in the catalog, of each in the live API. */
  readonly initsPerMinute: number
  /** Posts in any 24 hours, per creator: videos and drafts in the catalog, direct posts of any app in the live API. */
  readonly postsPerDay: number
  /** Creator info calls in any 60 seconds, per access token of the live API. */
  readonly creatorCallsPerMinute: number
  /** Status calls in any 60 seconds, per access token of the live API. */
  readonly statusCallsPerMinute: number
  /** Calls of each display endpoint in any 60 seconds, per access token of the live API. */
  readonly displayCallsPerMinute: number
  /** Drafts that may wait for a creator, in the live API. */
  readonly pendingDrafts: number
  /** Creators who may post in any 24 hours through one app that is not audited, in the live API. */
  readonly unauditedActiveCreators: number
}

/** Lifetimes of codes, tokens and upload addresses, in milliseconds. */
export interface Lifetimes {
  readonly code: number
  readonly accessToken: number
  /** Life of an access token that was not born from a refresh. */
  readonly firstAccessToken: number
  readonly refreshToken: number
  /** Life of a token for the app itself. */
  readonly clientToken: number
  readonly uploadUrl: number
}

/** The rules of a mock. */
export interface Rules {
  readonly lifecycle: Lifecycle
  readonly limits: Limits
  readonly lifetimes: Lifetimes
  readonly switches: Switches
  /** Whether a SHA-256 of each upload is kept. */
  readonly hash: boolean
}

/** Milliseconds of a second. */
export const SECOND = 1_000

/** Milliseconds of a minute. */
export const MINUTE = 60 * SECOND

/** Milliseconds of a day. */
export const DAY = 24 * 60 * MINUTE

/** What the reference documents, and ten minutes for a code, whose life it does not state. */
export const documentedLifetimes: Lifetimes = {
  code: 10 * MINUTE,
  accessToken: DAY,
  firstAccessToken: DAY,
  refreshToken: 365 * DAY,
  clientToken: 120 * MINUTE,
  uploadUrl: 3_600 * SECOND
}

/** The limits that TikTok documents: the catalog names the first two, the live pages name all. */
export const documentedLimits: Limits = {
  initsPerMinute: 6,
  postsPerDay: 15,
  creatorCallsPerMinute: 20,
  statusCallsPerMinute: 30,
  displayCallsPerMinute: 600,
  pendingDrafts: 5,
  unauditedActiveCreators: 5
}

/** Bounds of a chunk and of a video, in bytes. The last chunk may be longer. */
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

/** The bounds by how "MB" and "GB" are read. A client may use either system, so `either` takes the wider bounds. */
export const planBounds: Readonly<Record<Switches["megabytes"], PlanBounds>> = {
  decimal: boundsOf(1e6, 1e9),
  binary: boundsOf(2 ** 20, 2 ** 30),
  either: { ...boundsOf(2 ** 20, 2 ** 30), minChunk: boundsOf(1e6, 1e9).minChunk }
}

/** The most chunks of one upload. */
export const MAX_CHUNKS = 1_000

/** No limit at all. */
export const noLimits: Limits = {
  initsPerMinute: Infinity,
  postsPerDay: Infinity,
  creatorCallsPerMinute: Infinity,
  statusCallsPerMinute: Infinity,
  displayCallsPerMinute: Infinity,
  pendingDrafts: Infinity,
  unauditedActiveCreators: Infinity
}

/** Rules that the owner of a mock sets beside the scenario. */
export interface RuleOptions {
  /** How posts progress; settled after 3 seconds unless the scenario says otherwise. */
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

/** The rules that a scenario sets. */
export interface ScenarioRules {
  readonly lifecycle?: Lifecycle | undefined
  /** Documented limits apply to the parts that are left out. */
  readonly limits?: Partial<Limits> | undefined
  readonly lifetimes?: Partial<Lifetimes> | undefined
}

/** The rules of a scenario, with the owner's options on top. */
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
    switches: { ...defaultSwitches, ...options.switches },
    hash: options.hash ?? true
  }
}
