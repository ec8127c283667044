import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { reason, responseFields, responseMessage } from "./reason.ts"

// -----------------------------------------------------------------------------
// reasons: the upload
// -----------------------------------------------------------------------------

/**
 * The upload URL takes no bytes any more; a new init is needed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UploadExpired extends reason<UploadExpired>()("UploadExpired", responseFields, {
  category: "failure",
  scope: "request",
  remedy: "Publish again: an upload URL lives one hour, and nothing is published before its last byte arrived.",
  retryable: false
}, responseMessage) {}

/**
 * TikTok expects another byte next than the one that was sent.
 *
 * @category reasons
 * @since 0.1.0
 */
export class OffsetMismatch extends reason<OffsetMismatch>()(
  "OffsetMismatch",
  {
    ...responseFields,
    /** First byte of the chunk that was refused. */
    sentFrom: Schema.Int,
    /** The value of `Content-Range` in the answer, when there was one. */
    progress: Schema.optional(Schema.String)
  },
  {
    category: "failure",
    scope: "request",
    remedy: "Go on from the byte that the answer reports; two uploaders must not share an upload URL.",
    retryable: false
  },
  (reason) =>
    `${responseMessage(reason)} (sent from byte ${reason.sentFrom}, server progress ${reason.progress ?? "unknown"})`
) {}

// -----------------------------------------------------------------------------
// reasons: no usable answer
// -----------------------------------------------------------------------------

/**
 * No answer arrived.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unreachable extends reason<Unreachable>()("Unreachable", {
  /** `"NotSent"` when the request surely never left; `"Unknown"` when TikTok may have acted on it. */
  delivery: Schema.Literals(["NotSent", "Unknown"]),
  detail: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy: "Check the network path to TikTok; repeat what is safe to repeat.",
  retryable: true
}, (reason) => `no answer: ${reason.detail}`) {}

/**
 * The host sent the request elsewhere. It is not followed, since secrets and
 * media would go to another host, and nothing was accepted.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Redirected extends reason<Redirected>()("Redirected", {
  /** HTTP status of the answer; browsers do not show it. */
  status: Schema.optional(Schema.Int),
  /** Host and path that it pointed to, without the query; absent when it named none, or the platform hides it. */
  location: Schema.optional(Schema.String)
}, {
  category: "failure",
  scope: "app",
  remedy: "Check the base URL, and what stands between you and TikTok; TikTok's API does not redirect.",
  retryable: false
}, (reason) => {
  const answer = reason.status === undefined ? "a redirect" : `HTTP ${reason.status}`
  return `answered with ${answer} to ${reason.location ?? "an address that is not named"}, which was not followed`
}) {}

/**
 * The answer was not in the documented shape: HTML from a proxy, half a JSON
 * document, more than an answer may have, or a missing field.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedAnswer extends reason<MalformedAnswer>()("MalformedAnswer", {
  status: Schema.Int,
  /** Where in the answer the rule is broken: `body`, or a path such as `data.publish_id`. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy: "Look at what stands between you and TikTok when it lasts; a proxy or a captive portal often answers HTML.",
  retryable: true
}, (reason) => `answer with HTTP ${reason.status}: ${reason.field} ${reason.rule}`) {}

// -----------------------------------------------------------------------------
// reasons: this side
// -----------------------------------------------------------------------------

/**
 * A value was refused before any request was made.
 *
 * @category reasons
 * @since 0.1.0
 */
export class InvalidInput extends reason<InvalidInput>()("InvalidInput", {
  /** Path of the value, such as `title` or `media.size`. */
  field: Schema.String,
  /** The rule it breaks, as the end of a sentence that starts with the field. */
  rule: Schema.String
}, {
  category: "input",
  scope: "request",
  remedy: "Correct the named field; nothing was sent to TikTok.",
  retryable: false
}, (reason) => `${reason.field} ${reason.rule}`) {}

/**
 * The bytes to upload could not be read, or were not what was announced.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaUnreadable extends reason<MediaUnreadable>()("MediaUnreadable", {
  field: Schema.String,
  rule: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy: "Provide media that stays readable and unchanged until the upload has ended; nothing was published.",
  retryable: false
}, (reason) => `${reason.field} ${reason.rule}`) {}

/**
 * The server that has the media did not answer a ranged request as one has to.
 * Nothing of the part in question was sent to TikTok.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaSourceError extends reason<MediaSourceError>()("MediaSourceError", {
  /** HTTP status of its answer; absent when there was none, or when it broke off. */
  status: Schema.optional(Schema.Int),
  /** What of the answer breaks the rule: `status`, `body`, or a header. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy:
    "Serve the media with byte ranges (206), a strong ETag and no compression; or download it and publish the file."
}, (reason) =>
  reason.status === undefined
    ? `media server: ${reason.field} ${reason.rule}`
    : `media server answered HTTP ${reason.status}: ${reason.field} ${reason.rule}`)
{
  get retryable(): boolean {
    return this.status === undefined || this.status >= 500 || this.status === 408 || this.status === 429
  }
}

/**
 * The URL that came back from the login cannot be trusted or lacks a part.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CallbackRejected extends reason<CallbackRejected>()("CallbackRejected", {
  because: Schema.Literals(["NotAUrl", "StateMissing", "StateMismatch", "WrongAddress", "CodeMissing"]),
  /** Query parameter of the callback, or `url` for all of it. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "login",
  scope: "creator",
  remedy: "Start the login again, and finish it in the session that started it.",
  retryable: false
}, (reason) => `callback parameter ${reason.field} ${reason.rule}`) {}

/**
 * A webhook is not proven to come from TikTok: its signature is missing, wrong
 * or too old.
 *
 * @category reasons
 * @since 0.1.0
 */
export class SignatureRejected extends reason<SignatureRejected>()("SignatureRejected", {
  /** The header, or a part of it such as `TikTok-Signature.t`. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "input",
  scope: "request",
  remedy:
    "Answer 401 and do nothing; if it should be genuine, check the client secret, that the body is as it arrived, and the clock.",
  retryable: false
}, (reason) => `header ${reason.field} ${reason.rule}`) {}

/**
 * A webhook has no body that can be read as an event.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedEvent extends reason<MalformedEvent>()("MalformedEvent", {
  /** Where in the body the rule is broken: `body`, or a path such as `client_key`. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "input",
  scope: "request",
  remedy: "Keep the body and look at it; TikTok would send the same again.",
  retryable: false
}, (reason) => `webhook: ${reason.field} ${reason.rule}`) {}

/**
 * There is no usable token for this creator; only a new login helps.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ReauthorizationRequired extends reason<ReauthorizationRequired>()("ReauthorizationRequired", {
  creator: Schema.String,
  /** Why: no token is stored, or none to refresh it with, or TikTok refused to refresh or accept the stored one. */
  because: Schema.Literals(["NoToken", "NoRefreshToken", "RefreshRejected", "TokenRejected"]),
  logId: Schema.optional(Schema.String)
}, {
  category: "login",
  scope: "creator",
  remedy: "Send this creator through the login again.",
  retryable: false
}, (reason) => `creator ${reason.creator} has to log in again (${reason.because})`) {}

/**
 * A token is over and could not be refreshed for now, though the login still
 * stands.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RefreshUnavailable extends reason<RefreshUnavailable>()("RefreshUnavailable", {
  creator: Schema.String,
  /** What stood in the way: the failure of the refresh, or of the lock around it. */
  detail: Schema.String,
  /** How long to wait, where TikTok says so. */
  retryAfter: Schema.optional(Schema.DurationFromMillis),
  logId: Schema.optional(Schema.String)
}, {
  category: "failure",
  scope: "creator",
  remedy: "Repeat later; the creator need not log in again.",
  retryable: true
}, (reason) => `the token of creator ${reason.creator} could not be refreshed: ${reason.detail}`) {}

/**
 * TikTok gave tokens for a code without saying whose they are, and its profile
 * did not tell either. This process keeps them in memory: an exchange of the
 * same code goes on with them.
 *
 * @category reasons
 * @since 0.1.0
 */
export class LoginUnfinished extends reason<LoginUnfinished>()("LoginUnfinished", {
  /**
   * What became of the question for the profile: the tokens lack the scope that it needs, it failed in passing, or TikTok
   * refuses it or leaves the creator out.
   */
  because: Schema.Literals(["ScopeMissing", "ProfileUnavailable", "ProfileUnusable"]),
  detail: Schema.String,
  /** How long to wait, where TikTok says so. */
  retryAfter: Schema.optional(Schema.DurationFromMillis),
  logId: Schema.optional(Schema.String)
}, {
  category: "login",
  scope: "creator"
}, (reason) => `whose the new tokens are is not known: ${reason.detail}`) {
  get retryable(): boolean {
    return this.because === "ProfileUnavailable"
  }

  get remedy(): string {
    switch (this.because) {
      case "ScopeMissing":
        return "Send the creator through a new login with the scope user.info.basic, which has to be allowed there."
      case "ProfileUnavailable":
        return "Exchange the same code again in this process: it goes on with the tokens."
      case "ProfileUnusable":
        return "Exchange the same code again in this process; when that does not help, send the creator through a new login."
    }
  }
}

/**
 * A limit is used up, and waiting for it would take longer than allowed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaExhausted extends reason<QuotaExhausted>()("QuotaExhausted", {
  /** Which limit, such as `init` or `pending drafts`. */
  limit: Schema.String,
  /** Whether it concerns one creator, or every creator of the app. */
  scope: Schema.Literals(["creator", "app"]),
  /** Until the limit has room again. */
  retryAfter: Schema.DurationFromMillis
}, {
  category: "refusal",
  remedy: "Publish later, or let `Quota` wait longer; nothing was sent to TikTok.",
  retryable: true
}, (reason) => `limit ${reason.limit} is used up for another ${Duration.format(reason.retryAfter)}`) {}

/**
 * Calls could not be counted against the limits, so none was made.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaUnavailable extends reason<QuotaUnavailable>()("QuotaUnavailable", {
  /** What the store has, or the way to it. */
  detail: Schema.String
}, {
  category: "failure",
  scope: "app",
  remedy: "Check the store that `Quota` counts in, then repeat; nothing was sent to TikTok.",
  retryable: true
}, (reason) => `limits cannot be counted: ${reason.detail}`) {}

/**
 * A store could not be read or written: of tokens, of checkpoints, or of limits.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreFailed extends reason<StoreFailed>()("StoreFailed", {
  action: Schema.Literals(["read", "write", "decrypt", "encrypt", "decode"]),
  detail: Schema.String,
  /** Which store, such as `token store`. */
  store: Schema.optional(Schema.String),
  /** Name or file of the record that it is about. */
  record: Schema.optional(Schema.String)
}, {
  category: "failure",
  scope: "app"
}, (reason) => {
  const record = reason.record === undefined ? "" : ` (record ${reason.record})`
  return `${reason.store ?? "store"}: ${reason.action} failed: ${reason.detail}${record}`
}) {
  /** A store that was out of reach may be back soon; a record that cannot be opened never opens. */
  get retryable(): boolean {
    return this.action === "read" || this.action === "write"
  }

  get remedy(): string {
    switch (this.action) {
      case "read":
      case "write":
        return "Check that the store can be reached and written, and has room; then repeat."
      case "decrypt":
      case "encrypt":
        return "Check the encryption keys: 32 bytes each, and one of them wrote the record."
      case "decode":
        return "Keep a copy of the record and remove it from the store; it is damaged, or of another version."
    }
  }
}

/**
 * The contract in force has no such call.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unsupported extends reason<Unsupported>()("Unsupported", {
  /** What was asked for. */
  feature: Schema.String,
  /** Name of the contract. */
  contract: Schema.String
}, {
  category: "input",
  scope: "app",
  remedy: "Compose the program with a contract that has the call; nothing was sent to TikTok.",
  retryable: false
}, (reason) => `the ${reason.contract} contract has no ${reason.feature}`) {}

/**
 * The key of a publish belongs to another request.
 *
 * @category reasons
 * @since 0.1.0
 */
export class KeyConflict extends reason<KeyConflict>()("KeyConflict", {
  key: Schema.String,
  /** How the request differs from the one that the key belongs to, as the end of a sentence that starts with it. */
  rule: Schema.String
}, {
  category: "input",
  scope: "request",
  remedy: "Use a key of its own for each post; the post that has this key is untouched.",
  retryable: false
}, (reason) => `key ${reason.key} ${reason.rule}`) {}

/**
 * Another publish has the key at this moment.
 *
 * @category reasons
 * @since 0.1.0
 */
export class KeyInUse extends reason<KeyInUse>()("KeyInUse", {
  key: Schema.String
}, {
  category: "refusal",
  scope: "request",
  remedy: "Try again later; when the other publish has ended, its outcome is the answer.",
  retryable: true
}, (reason) => `key ${reason.key} is in use by another publish`) {}
