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
