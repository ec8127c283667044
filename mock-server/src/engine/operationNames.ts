/** The operations of TikTok's API. Journal and faults use these names. */
export const operations = [
  "authorize",
  "token.exchange",
  "token.refresh",
  "token.client",
  "token.revoke",
  "video.init",
  "photo.init",
  "inbox.init",
  "upload",
  "status",
  "cancel",
  "creator.info",
  "user.info",
  "video.list",
  "video.query"
] as const

/** One operation of TikTok's API. */
export type Operation = (typeof operations)[number]
