/** How a post goes on once its media have arrived, and how it ends. */
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
  }

/** How often a client may ask; `Infinity` means as often as it likes. */
export interface Limits {
  /** Initialisations in any 60 seconds, per access token. */
  readonly initsPerMinute: number
  /** Video posts and drafts in any 24 hours, per creator. */
  readonly videosPerDay: number
}

/** How long what the server hands out stays valid, in milliseconds. */
export interface Lifetimes {
  readonly code: number
  readonly accessToken: number
  /** Life of an access token that was not born from a refresh. */
  readonly firstAccessToken: number
  readonly refreshToken: number
  readonly uploadUrl: number
}

/** The rules a mock plays by. */
export interface Rules {
  readonly lifecycle: Lifecycle
  readonly limits: Limits
  readonly lifetimes: Lifetimes
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
  uploadUrl: 3_600 * SECOND
}

/** "Initialization requests 6/minute per access token; video uploads 15/day per account." */
export const documentedLimits: Limits = { initsPerMinute: 6, videosPerDay: 15 }

/** No limit at all. */
export const noLimits: Limits = { initsPerMinute: Infinity, videosPerDay: Infinity }
