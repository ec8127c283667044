/**
 * One setting for each point that TikTok's documents leave open, or that differs in production. They apply to the live
 * contract. `strict`, `refreshRotation`, `publishIdRetention`, `partialChunks`, `pkce`, `challengeEncoding`, `megabytes` and
 * `sandbox` apply to both contracts.
 */
export interface Switches {
  /**
   * Whether a request is refused that works here and may fail at TikTok. By default it is accepted, with a note in the
   * journal and in the header `x-mock-hint`.
   */
  readonly strict: boolean
  /** Error code of a bad parameter. TikTok's tables have the singular, but its servers send the plural (default). */
  readonly badParameterCode: "invalid_params" | "invalid_param"
  /** HTTP status of OAuth errors. It is undocumented. Two reports from production have 200 (default). */
  readonly oauthErrorStatus: 200 | 400 | 401
  /**
   * Which apps must send a `code_challenge`: none (default, since the page for web apps has no such parameter), apps with a
   * loopback redirect URI, or all apps.
   */
  readonly pkce: "optional" | "desktop" | "required"
  /**
   * Encoding of a challenge: lower-case hex as TikTok documents, base64url as in RFC 7636, or both. `by-redirect` (default)
   * requires hex only for a loopback redirect URI, because base64url works for web apps in production.
   */
  readonly challengeEncoding: "by-redirect" | "hex" | "base64url" | "either"
  /** The meaning of "MB" and "GB". TikTok's documents mix both, so `either` (default) has the wider bounds. */
  readonly megabytes: "either" | "decimal" | "binary"
  /** The end of the `Content-Range` in a chunk's response: the number of received bytes as documented (default), or the last byte. */
  readonly uploadProgress: "count" | "last-index"
  /** Status of the response to the last chunk: 201 as documented (default), or 200 as reported from production. */
  readonly lastChunkStatus: 201 | 200
  /**
   * What an upload keeps of a chunk whose connection breaks: nothing (default, since the page sends the same chunk again),
   * or the received bytes, so that the upload continues inside the chunk. It is undocumented.
   */
  readonly partialChunks: "dropped" | "kept"
  /** The place of `is_aigc` in a photo init: the top level as documented in 2026 (default), `post_info`, or both. */
  readonly photoAigc: "top-level" | "post-info" | "either"
  /** Whether direct posts must have both brand toggles. TikTok's table requires them, but its examples lack them (default). */
  readonly brandToggles: "optional" | "required"
  /** Privacy options for an unaudited app: those of the account (default), or only `SELF_ONLY`. */
  readonly unauditedPrivacyOptions: "full" | "self-only"
  /**
   * Whether creator info has data when its error code says that the creator cannot post. The documented status of these
   * codes is 200, so the data is there by default.
   */
  readonly creatorInfoOnError: "filled" | "absent"
  /** The value of `data` in an error: `{}` (default), `null`, or no field. All three occur in production. */
  readonly dataOnError: "empty" | "null" | "missing"
  /** A profile field outside the token's scopes: `scope_permission_missed` as documented (default), or omitted. */
  readonly fieldsOutsideScope: "error" | "silent"
  /** Undocumented body keys: ignored with a note in the journal (default), or rejected. */
  readonly unknownBodyKeys: "ignored" | "rejected"
  /** What the limit of pending drafts counts: drafts of the last 24 hours as documented (default), or unfinished drafts. */
  readonly pendingDrafts: "per-day" | "concurrent"
  /** Post ids in status responses: a list of int64 numbers as documented (default), a list of strings, or one number. */
  readonly postIds: "numbers" | "strings" | "scalar"
  /** Whether a 429 has the undocumented header `Retry-After`; false by default. */
  readonly retryAfter: boolean
  /**
   * What a refresh does to the old refresh token: it ends at once (default, since no grace period is documented), it works
   * for another minute, or it stays the current one.
   */
  readonly refreshRotation: "strict" | "grace" | "never"
  /** Type of `post_id` in webhooks: a string as in the one captured delivery (default), or an int64 number. */
  readonly webhookPostId: "string" | "number"
  /**
   * Branded content with `SELF_ONLY`. TikTok's guidelines forbid it but document no error code, so it is accepted with a
   * note in the journal by default. `refused` responds with `privacy_level_option_mismatch`.
   */
  readonly brandedPrivate: "accepted" | "refused"
  /**
   * How long a `publish_id` is valid: `forever` by default, since no end is documented, or a day. After that the id is
   * unknown.
   */
  readonly publishIdRetention: "forever" | "a-day"
  /**
   * Whether direct posts cause `post.publish.complete`; true by default. The table describes the event for drafts, but a
   * captured delivery has the `publish_type` `DIRECT_PUBLISH`.
   */
  readonly completeForDirect: boolean
  /**
   * `title` and `video_description` of more than 150 characters, the maximum on the page of the video object: cut (default),
   * or whole, since the page does not mention a cut.
   */
  readonly longTitles: "cut" | "whole"
  /**
   * What fails for a sandbox app besides what is documented: nothing (default), or each refresh and the user info, as one
   * developer reports.
   */
  readonly sandbox: "documented" | "reported"
}

/** The default of each switch. */
export const defaultSwitches: Switches = {
  strict: false,
  badParameterCode: "invalid_params",
  oauthErrorStatus: 200,
  pkce: "optional",
  challengeEncoding: "by-redirect",
  megabytes: "either",
  uploadProgress: "count",
  lastChunkStatus: 201,
  partialChunks: "dropped",
  photoAigc: "top-level",
  brandToggles: "optional",
  unauditedPrivacyOptions: "full",
  creatorInfoOnError: "filled",
  dataOnError: "empty",
  fieldsOutsideScope: "error",
  unknownBodyKeys: "ignored",
  pendingDrafts: "per-day",
  postIds: "numbers",
  retryAfter: false,
  refreshRotation: "strict",
  webhookPostId: "string",
  brandedPrivate: "accepted",
  publishIdRetention: "forever",
  completeForDirect: true,
  longTitles: "cut",
  sandbox: "documented"
}
