import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { reason, responseFields, responseMessage, type Retry } from "./reason.ts"

// -----------------------------------------------------------------------------
// reasons: the upload
// -----------------------------------------------------------------------------

/**
 * The upload URL takes no more bytes. The post needs a new init.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UploadExpired extends reason<UploadExpired>()("UploadExpired", responseFields, {
  category: "failure",
  scope: "request",
  remedy: "Publish again. An upload URL lives one hour, and TikTok publishes nothing before the last byte arrives.",
  retry: "never"
}, responseMessage) {}

/**
 * The chunk does not start at the byte that TikTok expects next.
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
    /** The value of `Content-Range` in the response, if there was one. */
    progress: Schema.optional(Schema.String)
  },
  {
    category: "failure",
    scope: "request",
    remedy: "Continue from the byte that the response reports. Two uploaders must not share an upload URL.",
    retry: "never"
  },
  (reason) =>
    `${responseMessage(reason)} (sent from byte ${reason.sentFrom}, server progress ${reason.progress ?? "unknown"})`
) {}

// -----------------------------------------------------------------------------
// reasons: no usable response
// -----------------------------------------------------------------------------

/**
 * No response arrived.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unreachable extends reason<Unreachable>()("Unreachable", {
  /** `"NotSent"` if the request was certainly not sent; `"Unknown"` if TikTok may have acted on it. */
  delivery: Schema.Literals(["NotSent", "Unknown"]),
  detail: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy: "Check the network path to TikTok. Repeat what is safe to repeat.",
  retry: "transient"
}, (reason) => `no response: ${reason.detail}`) {}

/**
 * The host redirected the request. The library does not follow, because secrets
 * and media would go to another host. TikTok accepted nothing.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Redirected extends reason<Redirected>()("Redirected", {
  /** HTTP status of the response. Browsers do not show it. */
  status: Schema.optional(Schema.Int),
  /** Host and path of the target, without the query. Absent if there was none or the platform hides it. */
  location: Schema.optional(Schema.String)
}, {
  category: "failure",
  scope: "app",
  remedy: "Check the base URL and any proxy between you and TikTok. TikTok's API does not redirect.",
  retry: "never"
}, (reason) => {
  const status = reason.status === undefined ? "unknown status" : `HTTP ${reason.status}`
  return `redirected (${status}) to ${reason.location ?? "an address that is not named"}, which was not followed`
}) {}

/**
 * The response does not have the documented shape: HTML from a proxy, half a JSON
 * document, too many bytes, or a missing field.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedResponse extends reason<MalformedResponse>()("MalformedResponse", {
  status: Schema.Int,
  /** What breaks the rule: `body`, or a path such as `data.publish_id`. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "failure",
  scope: "request",
  remedy: "If it lasts, check what is between you and TikTok. A proxy or a captive portal often responds with HTML.",
  retry: "transient"
}, (reason) => `response with HTTP ${reason.status}: ${reason.field} ${reason.rule}`) {}

// -----------------------------------------------------------------------------
// reasons: this side
// -----------------------------------------------------------------------------

/**
 * The library refused a value before it made a request.
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
  remedy: "Correct the named field. Nothing was sent to TikTok.",
  retry: "never"
}, (reason) => `${reason.field} ${reason.rule}`) {}

/**
 * The bytes to upload could not be read, or have changed.
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
  remedy: "Provide media that stays readable and unchanged until the upload ends. Nothing was published.",
  retry: "never"
}, (reason) => `${reason.field} ${reason.rule}`) {}

/**
 * The media server did not respond correctly to a range request. The bytes of
 * this range were not sent to TikTok.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaSourceError extends reason<MediaSourceError>()("MediaSourceError", {
  /** HTTP status of the response. Absent if there was none, or if it broke off. */
  status: Schema.optional(Schema.Int),
  /** What breaks the rule: `status`, `body`, or a header. */
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
    : `media server responded with HTTP ${reason.status}: ${reason.field} ${reason.rule}`)
{
  get retry(): Retry {
    const isTransient = this.status === undefined || this.status >= 500 || this.status === 408 || this.status === 429
    return isTransient ? "transient" : "never"
  }
}

/**
 * The callback URL of a login cannot be trusted or lacks a part.
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
  retry: "never"
}, (reason) => `callback parameter ${reason.field} ${reason.rule}`) {}

/**
 * A webhook does not prove that it comes from TikTok: its signature is missing,
 * wrong or too old.
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
    "Respond with 401 and do nothing. If it may be genuine, check the client secret, that the body is unchanged, and the clock.",
  retry: "never"
}, (reason) => `header ${reason.field} ${reason.rule}`) {}

/**
 * The body of a webhook is not an event.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedEvent extends reason<MalformedEvent>()("MalformedEvent", {
  /** What breaks the rule: `body`, or a path such as `client_key`. */
  field: Schema.String,
  rule: Schema.String
}, {
  category: "input",
  scope: "request",
  remedy: "Keep the body and inspect it. TikTok would send the same again.",
  retry: "never"
}, (reason) => `webhook: ${reason.field} ${reason.rule}`) {}

/**
 * There is no usable token for this creator; only a new login helps.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ReauthorizationRequired extends reason<ReauthorizationRequired>()("ReauthorizationRequired", {
  creator: Schema.String,
  /** Why: no token or no refresh token is stored, or TikTok refused to refresh or accept the stored one. */
  because: Schema.Literals(["NoToken", "NoRefreshToken", "RefreshRejected", "TokenRejected"]),
  logId: Schema.optional(Schema.String)
}, {
  category: "login",
  scope: "creator",
  remedy: "Send this creator through the login again.",
  retry: "never"
}, (reason) => `creator ${reason.creator} has to log in again (${reason.because})`) {}

/**
 * A token has expired and cannot be refreshed now. The login is still valid.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RefreshUnavailable extends reason<RefreshUnavailable>()("RefreshUnavailable", {
  creator: Schema.String,
  /** The failure of the refresh, or of its lock. */
  detail: Schema.String,
  /** How long to wait, where TikTok says so. */
  retryAfter: Schema.optional(Schema.DurationFromMillis),
  logId: Schema.optional(Schema.String)
}, {
  category: "failure",
  scope: "creator",
  remedy: "Repeat later; the creator need not log in again.",
  retry: "later"
}, (reason) => `the token of creator ${reason.creator} could not be refreshed: ${reason.detail}`) {}

/**
 * TikTok issued tokens for a code, but neither the response nor the profile names
 * the creator. This process keeps the tokens in memory. An exchange of the same
 * code continues with them.
 *
 * @category reasons
 * @since 0.1.0
 */
export class LoginUnfinished extends reason<LoginUnfinished>()("LoginUnfinished", {
  /**
   * Why the profile did not help: the tokens lack its scope, the call failed with a transient error, or TikTok refused it
   * or left the creator out.
   */
  because: Schema.Literals(["ScopeMissing", "ProfileUnavailable", "ProfileUnusable"]),
  detail: Schema.String,
  /** How long to wait, where TikTok says so. */
  retryAfter: Schema.optional(Schema.DurationFromMillis),
  logId: Schema.optional(Schema.String)
}, {
  category: "login",
  scope: "creator"
}, (reason) => `the creator of the new tokens is not known: ${reason.detail}`) {
  get retry(): Retry {
    return this.because === "ProfileUnavailable" ? "transient" : "never"
  }

  get remedy(): string {
    switch (this.because) {
      case "ScopeMissing":
        return "Send the creator through a new login with the scope user.info.basic, which the creator must allow."
      case "ProfileUnavailable":
        return "Exchange the same code again in this process. It continues with the tokens."
      case "ProfileUnusable":
        return "Exchange the same code again in this process. If that does not help, send the creator through a new login."
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
  remedy: "Publish later, or let `Quota` wait longer. Nothing was sent to TikTok.",
  retry: "later"
}, (reason) => `limit ${reason.limit} is used up for another ${Duration.format(reason.retryAfter)}`) {}

/**
 * Calls could not be counted against the limits, so none was sent.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaUnavailable extends reason<QuotaUnavailable>()("QuotaUnavailable", {
  /** The failure of the store, or of the connection to it. */
  detail: Schema.String
}, {
  category: "failure",
  scope: "app",
  remedy: "Check the store of `Quota`, then repeat. Nothing was sent to TikTok.",
  retry: "later"
}, (reason) => `limits cannot be counted: ${reason.detail}`) {}

/**
 * A store of tokens, checkpoints or limits could not be read or written.
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
  /** A store may recover soon. A record that cannot be opened stays that way. */
  get retry(): Retry {
    return this.action === "read" || this.action === "write" ? "later" : "never"
  }

  get remedy(): string {
    switch (this.action) {
      case "read":
      case "write":
        return "Check that the store can be reached and written, and has space. Then repeat."
      case "decrypt":
      case "encrypt":
        return "Check the encryption keys: each has 32 bytes, and one of them wrote the record."
      case "decode":
        return "Keep a copy of the record and remove it from the store. It is damaged, or of another version."
    }
  }
}

/**
 * The contract has no such call.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unsupported extends reason<Unsupported>()("Unsupported", {
  /** The call that is missing. */
  feature: Schema.String,
  /** Name of the contract. */
  contract: Schema.String
}, {
  category: "input",
  scope: "app",
  remedy: "Use a contract that has the call. Nothing was sent to TikTok.",
  retry: "never"
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
  remedy: "Use one key for each post. The post of this key is unchanged.",
  retry: "never"
}, (reason) => `key ${reason.key} ${reason.rule}`) {}

/**
 * Another publish has the key now.
 *
 * @category reasons
 * @since 0.1.0
 */
export class KeyInUse extends reason<KeyInUse>()("KeyInUse", {
  key: Schema.String
}, {
  category: "refusal",
  scope: "request",
  remedy: "Try again later. When the other publish has ended, the same call returns its outcome.",
  retry: "later"
}, (reason) => `key ${reason.key} is in use by another publish`) {}
