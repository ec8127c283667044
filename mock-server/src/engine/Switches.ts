/**
 * One setting for each point that TikTok's documents leave open, or on which they contradict what is seen in production.
 * They concern the live contract, except for `refreshRotation`, `publishIdRetention`, `partialChunks`, the PKCE pair and
 * `megabytes`, which hold for both.
 */
export interface Switches {
  /** Code of a bad parameter. The tables print the singular, but servers send the plural (default). */
  readonly badParameterCode: "invalid_params" | "invalid_param"
  /** HTTP status of OAuth errors. It is undocumented; two reports from production saw 200 (default). */
  readonly oauthErrorStatus: 200 | 400 | 401
  /**
   * Which apps must send a `code_challenge`: none (default, since the page for the web names no such parameter), apps with a
   * redirect to this machine, or everybody.
   */
  readonly pkce: "optional" | "desktop" | "required"
  /** How a challenge is compared: as lower-case hex, TikTok's documented deviation (default), as RFC 7636 writes it, or both. */
  readonly challengeEncoding: "hex" | "base64url" | "either"
  /** How the documents' "MB" and "GB" are read. They mix both systems, so `either` (default) takes the wider bounds. */
  readonly megabytes: "either" | "decimal" | "binary"
  /** The number in a chunk answer's Content-Range: bytes that have arrived, as the page calls it (default), or the last byte. */
  readonly uploadProgress: "count" | "last-index"
  /** Status of the answer to the last chunk: 201 as documented (default), or the 200 that has been reported. */
  readonly lastChunkStatus: 201 | 200
  /**
   * What a chunk leaves whose connection breaks on the way: nothing (default, since the page has the same chunk sent again),
   * or the bytes that have arrived, so that the upload goes on in the middle of the chunk. No document says.
   */
  readonly partialChunks: "dropped" | "kept"
  /** Where a photo post's `is_aigc` counts: at the top level as on the page of 2026 (default), in `post_info`, or in both. */
  readonly photoAigc: "top-level" | "post-info" | "either"
  /** Whether direct posts must carry both brand toggles. The table says so, but its own examples lack them (`optional`). */
  readonly brandToggles: "optional" | "required"
  /** Privacy options of an unaudited app: as the account has them (default), or reduced to `SELF_ONLY`. */
  readonly unauditedPrivacyOptions: "full" | "self-only"
  /**
   * Whether creator info is still filled when its code says that nothing can be posted. The page answers these codes with
   * status 200 on purpose, so it is by default.
   */
  readonly creatorInfoOnError: "filled" | "absent"
  /** What stands for `data` in an error: `{}` (default), `null`, or nothing. All three were seen. */
  readonly dataOnError: "empty" | "null" | "missing"
  /** A profile field that the token has no scope for: `scope_permission_missed` as documented (default), or left out. */
  readonly fieldsOutsideScope: "error" | "silent"
  /** What happens to body keys that are not documented; ignored by default, and noted in the journal. */
  readonly unknownBodyKeys: "ignored" | "rejected"
  /** What the pending share limit counts: drafts of the last 24 hours as documented (default), or unfinished ones. */
  readonly pendingDrafts: "per-day" | "concurrent"
  /** How status answers write post ids: a list of bare int64 numbers as documented (default), of strings, or one number. */
  readonly postIds: "numbers" | "strings" | "scalar"
  /** Whether a 429 carries `Retry-After`, which no document mentions; false by default. */
  readonly retryAfter: boolean
  /**
   * What a refresh does to the old refresh token: it is refused at once (default, since no grace is documented), works for
   * another minute, or stays the one in use.
   */
  readonly refreshRotation: "strict" | "grace" | "never"
  /** How webhooks write `post_id`: as a string, as in the one captured delivery (default), or as a bare int64 number. */
  readonly webhookPostId: "string" | "number"
  /**
   * What an init answers to branded content for `SELF_ONLY`. The guidelines forbid the pair, but no code for it is
   * documented, so it is accepted by default, and noted in the journal; else it is `privacy_level_option_mismatch`.
   */
  readonly brandedPrivate: "accepted" | "refused"
  /**
   * How long a post can be asked for by its `publish_id`. No document names an end, so `forever` by default; after a day
   * the id is as unknown as one that was never given.
   */
  readonly publishIdRetention: "forever" | "a-day"
  /**
   * Whether `post.publish.complete` also fires for direct posts. The table words it for drafts, but its `publish_type` has
   * been captured as `DIRECT_PUBLISH`, so it does by default.
   */
  readonly completeForDirect: boolean
  /**
   * What becomes of `title` and `video_description` beyond 150 characters, the most that the page of the video object
   * names: they are cut there (default), or shown whole, since the page does not say that they are cut.
   */
  readonly longTitles: "cut" | "whole"
}

/** What the documents argue for at each open point. */
export const defaultSwitches: Switches = {
  badParameterCode: "invalid_params",
  oauthErrorStatus: 200,
  pkce: "optional",
  challengeEncoding: "hex",
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
  longTitles: "cut"
}
