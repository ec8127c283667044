import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { answered, described, type Scope } from "./answered.ts"

// -----------------------------------------------------------------------------
// reasons: the upload
// -----------------------------------------------------------------------------

/**
 * The upload URL takes no bytes any more; a new init is needed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UploadExpired extends Schema.TaggedError<UploadExpired>("effect-tiktok/TikTokError/UploadExpired")(
  "UploadExpired",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy =
    "Publish again: an upload URL lives one hour, and nothing is published before its last byte arrived."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok expects another byte next than the one that was sent.
 *
 * @category reasons
 * @since 0.1.0
 */
export class OffsetMismatch extends Schema.TaggedError<OffsetMismatch>("effect-tiktok/TikTokError/OffsetMismatch")(
  "OffsetMismatch",
  {
    ...answered,
    /** First byte of the chunk that was refused. */
    sentFrom: Schema.Int,
    /** The value of `Content-Range` in the answer, when there was one. */
    progress: Schema.optional(Schema.String)
  }
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Go on from the byte that the answer reports; two uploaders must not share an upload URL."

  override get message(): string {
    return `${described(this)} (sent from byte ${this.sentFrom}, server progress ${this.progress ?? "unknown"})`
  }
}

// -----------------------------------------------------------------------------
// reasons: no usable answer
// -----------------------------------------------------------------------------

/**
 * No answer arrived.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unreachable extends Schema.TaggedError<Unreachable>("effect-tiktok/TikTokError/Unreachable")(
  "Unreachable",
  {
    /** `"NotSent"` when the request surely never left; `"Unknown"` when TikTok may have acted on it. */
    delivery: Schema.Literals(["NotSent", "Unknown"]),
    detail: Schema.String
  }
) {
  readonly retryable = true
  readonly scope: Scope = "request"
  readonly remedy = "Check the network path to TikTok; repeat what is safe to repeat."

  override get message(): string {
    return `no answer: ${this.detail}`
  }
}

/**
 * The host sent the request elsewhere. It is not followed, since secrets and
 * media would go to another host, and nothing was accepted.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Redirected extends Schema.TaggedError<Redirected>("effect-tiktok/TikTokError/Redirected")(
  "Redirected",
  {
    /** HTTP status of the answer; browsers do not show it. */
    status: Schema.optional(Schema.Int),
    /** Host and path that it pointed to, without the query; absent when it named none, or the platform hides it. */
    location: Schema.optional(Schema.String)
  }
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy = "Check the base URL, and what stands between you and TikTok; TikTok's API does not redirect."

  override get message(): string {
    const answer = this.status === undefined ? "a redirect" : `HTTP ${this.status}`
    return `answered with ${answer} to ${this.location ?? "an address that is not named"}, which was not followed`
  }
}

/**
 * The answer was not in the documented shape: HTML from a proxy, half a JSON
 * document, more than an answer may have, or a missing field.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedAnswer extends Schema.TaggedError<MalformedAnswer>("effect-tiktok/TikTokError/MalformedAnswer")(
  "MalformedAnswer",
  {
    status: Schema.Int,
    /** Where in the answer the rule is broken: `body`, or a path such as `data.publish_id`. */
    field: Schema.String,
    rule: Schema.String
  }
) {
  readonly retryable = true
  readonly scope: Scope = "request"
  readonly remedy =
    "Look at what stands between you and TikTok when it lasts; a proxy or a captive portal often answers HTML."

  override get message(): string {
    return `answer with HTTP ${this.status}: ${this.field} ${this.rule}`
  }
}

// -----------------------------------------------------------------------------
// reasons: this side
// -----------------------------------------------------------------------------

/**
 * A value was refused before any request was made.
 *
 * @category reasons
 * @since 0.1.0
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("effect-tiktok/TikTokError/InvalidInput")(
  "InvalidInput",
  {
    /** Path of the value, such as `title` or `media.size`. */
    field: Schema.String,
    /** The rule it breaks, as the end of a sentence that starts with the field. */
    rule: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Correct the named field; nothing was sent to TikTok."

  override get message(): string {
    return `${this.field} ${this.rule}`
  }
}

/**
 * The bytes to upload could not be read, or were not what was announced.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaUnreadable extends Schema.TaggedError<MediaUnreadable>("effect-tiktok/TikTokError/MediaUnreadable")(
  "MediaUnreadable",
  {
    field: Schema.String,
    rule: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Provide media that stays readable and unchanged until the upload has ended; nothing was published."

  override get message(): string {
    return `${this.field} ${this.rule}`
  }
}

/**
 * The server that has the media did not answer a ranged request as one has to.
 * Nothing of the part in question was sent to TikTok.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaSourceError
  extends Schema.TaggedError<MediaSourceError>("effect-tiktok/TikTokError/MediaSourceError")(
    "MediaSourceError",
    {
      /** HTTP status of its answer; absent when there was none, or when it broke off. */
      status: Schema.optional(Schema.Int),
      /** What of the answer breaks the rule: `status`, `body`, or a header. */
      field: Schema.String,
      rule: Schema.String
    }
  )
{
  readonly scope: Scope = "request"
  readonly remedy =
    "Serve the media with byte ranges (206), a strong ETag and no compression; or download it and publish the file."

  get retryable(): boolean {
    return this.status === undefined || this.status >= 500 || this.status === 408 || this.status === 429
  }

  override get message(): string {
    return this.status === undefined
      ? `media server: ${this.field} ${this.rule}`
      : `media server answered HTTP ${this.status}: ${this.field} ${this.rule}`
  }
}

/**
 * The URL that came back from the login cannot be trusted or lacks a part.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CallbackRejected
  extends Schema.TaggedError<CallbackRejected>("effect-tiktok/TikTokError/CallbackRejected")(
    "CallbackRejected",
    {
      because: Schema.Literals(["NotAUrl", "StateMissing", "StateMismatch", "WrongAddress", "CodeMissing"]),
      /** Query parameter of the callback, or `url` for all of it. */
      field: Schema.String,
      rule: Schema.String
    }
  )
{
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Start the login again, and finish it in the session that started it."

  override get message(): string {
    return `callback parameter ${this.field} ${this.rule}`
  }
}

/**
 * A webhook is not proven to come from TikTok: its signature is missing, wrong
 * or too old.
 *
 * @category reasons
 * @since 0.1.0
 */
export class SignatureRejected
  extends Schema.TaggedError<SignatureRejected>("effect-tiktok/TikTokError/SignatureRejected")(
    "SignatureRejected",
    {
      /** The header, or a part of it such as `TikTok-Signature.t`. */
      field: Schema.String,
      rule: Schema.String
    }
  )
{
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy =
    "Answer 401 and do nothing; if it should be genuine, check the client secret, that the body is as it arrived, and the clock."

  override get message(): string {
    return `header ${this.field} ${this.rule}`
  }
}

/**
 * A webhook has no body that can be read as an event.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MalformedEvent extends Schema.TaggedError<MalformedEvent>("effect-tiktok/TikTokError/MalformedEvent")(
  "MalformedEvent",
  {
    /** Where in the body the rule is broken: `body`, or a path such as `client_key`. */
    field: Schema.String,
    rule: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Keep the body and look at it; TikTok would send the same again."

  override get message(): string {
    return `webhook: ${this.field} ${this.rule}`
  }
}

/**
 * There is no usable token for this creator; only a new login helps.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ReauthorizationRequired
  extends Schema.TaggedError<ReauthorizationRequired>("effect-tiktok/TikTokError/ReauthorizationRequired")(
    "ReauthorizationRequired",
    {
      creator: Schema.String,
      /** Why: no token is stored, or none to refresh it with, or TikTok refused to refresh or accept the stored one. */
      because: Schema.Literals(["NoToken", "NoRefreshToken", "RefreshRejected", "TokenRejected"]),
      logId: Schema.optional(Schema.String)
    }
  )
{
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Send this creator through the login again."

  override get message(): string {
    return `creator ${this.creator} has to log in again (${this.because})`
  }
}

/**
 * A token is over and could not be refreshed for now, though the login still
 * stands.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RefreshUnavailable
  extends Schema.TaggedError<RefreshUnavailable>("effect-tiktok/TikTokError/RefreshUnavailable")(
    "RefreshUnavailable",
    {
      creator: Schema.String,
      /** What stood in the way: the failure of the refresh, or of the lock around it. */
      detail: Schema.String,
      /** How long to wait, where TikTok says so. */
      retryAfter: Schema.optional(Schema.DurationFromMillis),
      logId: Schema.optional(Schema.String)
    }
  )
{
  readonly retryable = true
  readonly scope: Scope = "creator"
  readonly remedy = "Repeat later; the creator need not log in again."

  override get message(): string {
    return `the token of creator ${this.creator} could not be refreshed: ${this.detail}`
  }
}

/**
 * A limit is used up, and waiting for it would take longer than allowed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaExhausted extends Schema.TaggedError<QuotaExhausted>("effect-tiktok/TikTokError/QuotaExhausted")(
  "QuotaExhausted",
  {
    /** Which limit, such as `init` or `pending drafts`. */
    limit: Schema.String,
    /** Whether it concerns one creator, or every creator of the app. */
    scope: Schema.Literals(["creator", "app"]),
    /** Until the limit has room again. */
    retryAfter: Schema.DurationFromMillis
  }
) {
  readonly retryable = true
  readonly remedy = "Publish later, or let `Quota` wait longer; nothing was sent to TikTok."

  override get message(): string {
    return `limit ${this.limit} is used up for another ${Duration.format(this.retryAfter)}`
  }
}

/**
 * Calls could not be counted against the limits, so none was made.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaUnavailable
  extends Schema.TaggedError<QuotaUnavailable>("effect-tiktok/TikTokError/QuotaUnavailable")(
    "QuotaUnavailable",
    {
      /** What the store has, or the way to it. */
      detail: Schema.String
    }
  )
{
  readonly retryable = true
  readonly scope: Scope = "app"
  readonly remedy = "Check the store that `Quota` counts in, then repeat; nothing was sent to TikTok."

  override get message(): string {
    return `limits cannot be counted: ${this.detail}`
  }
}

/**
 * A store could not be read or written: of tokens, of checkpoints, or of limits.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreFailed extends Schema.TaggedError<StoreFailed>("effect-tiktok/TikTokError/StoreFailed")(
  "StoreFailed",
  {
    action: Schema.Literals(["read", "write", "decrypt", "encrypt", "decode"]),
    detail: Schema.String,
    /** Which store, such as `token store`. */
    store: Schema.optional(Schema.String),
    /** Name or file of the record that it is about. */
    record: Schema.optional(Schema.String)
  }
) {
  readonly scope: Scope = "app"

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

  override get message(): string {
    const record = this.record === undefined ? "" : ` (record ${this.record})`
    return `${this.store ?? "store"}: ${this.action} failed: ${this.detail}${record}`
  }
}

/**
 * The contract in force has no such call.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unsupported extends Schema.TaggedError<Unsupported>("effect-tiktok/TikTokError/Unsupported")(
  "Unsupported",
  {
    /** What was asked for. */
    feature: Schema.String,
    /** Name of the contract. */
    contract: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy = "Compose the program with a contract that has the call; nothing was sent to TikTok."

  override get message(): string {
    return `the ${this.contract} contract has no ${this.feature}`
  }
}

/**
 * The key of a publish belongs to another request.
 *
 * @category reasons
 * @since 0.1.0
 */
export class KeyConflict extends Schema.TaggedError<KeyConflict>("effect-tiktok/TikTokError/KeyConflict")(
  "KeyConflict",
  {
    key: Schema.String,
    /** How the request differs from the one that the key belongs to, as the end of a sentence that starts with it. */
    rule: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Use a key of its own for each post; the post that has this key is untouched."

  override get message(): string {
    return `key ${this.key} ${this.rule}`
  }
}

/**
 * Another publish has the key at this moment.
 *
 * @category reasons
 * @since 0.1.0
 */
export class KeyInUse extends Schema.TaggedError<KeyInUse>("effect-tiktok/TikTokError/KeyInUse")("KeyInUse", {
  key: Schema.String
}) {
  readonly retryable = true
  readonly scope: Scope = "request"
  readonly remedy = "Try again later; when the other publish has ended, its outcome is the answer."

  override get message(): string {
    return `key ${this.key} is in use by another publish`
  }
}
