/**
 * The operations of both contracts, by their names in errors, spans and the
 * mock server.
 *
 * @category models
 * @since 0.1.0
 */
export const operations = [
  "token.exchange",
  "token.refresh",
  "token.revoke",
  "token.client",
  "user.info",
  "creator.info",
  "video.init",
  "inbox.init",
  "photo.init",
  "status",
  "cancel",
  "video.list",
  "video.query"
] as const

/**
 * The name of an operation.
 *
 * @category models
 * @since 0.1.0
 */
export type OperationName = (typeof operations)[number]
