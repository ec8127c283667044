/**
 * Failures of publishing to TikTok.
 *
 * Every operation fails with one `TikTokError`. It names the operation and
 * carries a `reason`: what happened, with what a program needs to act on it.
 * Handle the family with `Effect.catchTag("TikTokError", ...)`, or one case with
 * `Effect.catchReason("TikTokError", "RateLimited", ...)`.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Whom a failure concerns: this request, every request of this creator, or
 * every creator of the app.
 *
 * @category models
 * @since 0.1.0
 */
export type Scope = "request" | "creator" | "app"

const answered = {
  /** The code as TikTok sent it. */
  code: Schema.String,
  /** TikTok's message. */
  detail: Schema.String,
  /** HTTP status of the answer. */
  status: Schema.Int,
  /** Identifier TikTok's support asks for. */
  logId: Schema.optional(Schema.String)
}

const described = (reason: { readonly code: string; readonly detail: string; readonly status: number }): string =>
  `TikTok answered ${reason.code} (HTTP ${reason.status})${reason.detail === "" ? "" : `: ${reason.detail}`}`

// -----------------------------------------------------------------------------
// reasons: TikTok refused
// -----------------------------------------------------------------------------

/**
 * TikTok found a parameter missing or invalid.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RequestRejected extends Schema.TaggedError<RequestRejected>("effect-tiktok/TikTokError/RequestRejected")(
  "RequestRejected",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Correct the parameter that TikTok's message names; repeating the same request cannot succeed."

  override get message(): string {
    return described(this)
  }
}

/**
 * The authorization code or refresh token is used, expired or foreign.
 *
 * @category reasons
 * @since 0.1.0
 */
export class GrantRejected extends Schema.TaggedError<GrantRejected>("effect-tiktok/TikTokError/GrantRejected")(
  "GrantRejected",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Send the creator through the login again; codes and rotated refresh tokens work only once."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok does not accept this client key and secret.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ClientRejected extends Schema.TaggedError<ClientRejected>("effect-tiktok/TikTokError/ClientRejected")(
  "ClientRejected",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy = "Check client key and client secret against the developer portal; sandbox and production differ."

  override get message(): string {
    return described(this)
  }
}

/**
 * The creator declined the login.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AccessDenied extends Schema.TaggedError<AccessDenied>("effect-tiktok/TikTokError/AccessDenied")(
  "AccessDenied",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Explain what the access is for and let the creator start the login again."

  override get message(): string {
    return described(this)
  }
}

/**
 * The access token is expired, revoked or unknown.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenRejected extends Schema.TaggedError<TokenRejected>("effect-tiktok/TikTokError/TokenRejected")(
  "TokenRejected",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Refresh the token; when that is refused too, send the creator through the login again."

  override get message(): string {
    return described(this)
  }
}

/**
 * The creator did not grant the scope that the call needs.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ScopeMissing extends Schema.TaggedError<ScopeMissing>("effect-tiktok/TikTokError/ScopeMissing")(
  "ScopeMissing",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Ask for the scope in a new login; posts need video.publish, drafts need video.upload."

  override get message(): string {
    return described(this)
  }
}

/**
 * The app is not audited yet and the creator's account is public.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AppUnaudited extends Schema.TaggedError<AppUnaudited>("effect-tiktok/TikTokError/AppUnaudited")(
  "AppUnaudited",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy =
    "Until the app passes TikTok's audit, post to an account that is itself private (a private post is not enough), or send a draft."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok understood the request and does not allow it for this app or creator.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Forbidden extends Schema.TaggedError<Forbidden>("effect-tiktok/TikTokError/Forbidden")(
  "Forbidden",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy =
    "Check the app's audit status, that the creator may use this privacy level, and that the media's domain is verified."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok counted too many calls.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("effect-tiktok/TikTokError/RateLimited")(
  "RateLimited",
  { ...answered, retryAfter: Schema.optional(Schema.DurationFromMillis) }
) {
  readonly retryable = true
  readonly scope: Scope = "creator"
  readonly remedy = "Wait as long as TikTok says, then repeat; `Quota` keeps under the limits when processes share it."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok failed on its side.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ServerFault extends Schema.TaggedError<ServerFault>("effect-tiktok/TikTokError/ServerFault")(
  "ServerFault",
  { ...answered, retryAfter: Schema.optional(Schema.DurationFromMillis) }
) {
  readonly retryable = true
  readonly scope: Scope = "app"
  readonly remedy = "Repeat later with growing pauses; report the log id when it lasts."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok refused with a code this version does not know.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnknownRefusal extends Schema.TaggedError<UnknownRefusal>("effect-tiktok/TikTokError/UnknownRefusal")(
  "UnknownRefusal",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Look the code up in TikTok's documentation; it is kept here as it was sent."

  override get message(): string {
    return described(this)
  }
}

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
 * The answer was not in the documented shape: HTML from a proxy, half a JSON
 * document, or a missing field.
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
 * The URL that came back from the login cannot be trusted or lacks a part.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CallbackRejected
  extends Schema.TaggedError<CallbackRejected>("effect-tiktok/TikTokError/CallbackRejected")(
    "CallbackRejected",
    {
      /** Query parameter of the callback. */
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
      /** Why: no token is stored, or TikTok refused to refresh or accept the stored one. */
      because: Schema.Literals(["NoToken", "RefreshRejected", "TokenRejected"]),
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
 * A limit is used up, and waiting for it would take longer than allowed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaExhausted extends Schema.TaggedError<QuotaExhausted>("effect-tiktok/TikTokError/QuotaExhausted")(
  "QuotaExhausted",
  {
    /** Which limit, such as `init` or `daily posts`. */
    limit: Schema.String,
    /** Until the limit has room again. */
    retryAfter: Schema.DurationFromMillis
  }
) {
  readonly retryable = true
  readonly scope: Scope = "creator"
  readonly remedy = "Publish later, or let `Quota` wait longer; nothing was sent to TikTok."

  override get message(): string {
    return `limit ${this.limit} is used up for another ${Duration.format(this.retryAfter)}`
  }
}

/**
 * The store of tokens could not be read or written.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreFailed extends Schema.TaggedError<StoreFailed>("effect-tiktok/TikTokError/StoreFailed")(
  "StoreFailed",
  {
    action: Schema.Literals(["read", "write", "decrypt", "encrypt", "decode"]),
    detail: Schema.String
  }
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy = "Check the store and its encryption key; tokens written with another key cannot be read."

  override get message(): string {
    return `token store: ${this.action} failed: ${this.detail}`
  }
}

// -----------------------------------------------------------------------------
// wrapper
// -----------------------------------------------------------------------------

/**
 * Schema for every reason.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Reason = Schema.Union([
  RequestRejected,
  GrantRejected,
  ClientRejected,
  AccessDenied,
  TokenRejected,
  ScopeMissing,
  AppUnaudited,
  Forbidden,
  RateLimited,
  ServerFault,
  UnknownRefusal,
  UploadExpired,
  OffsetMismatch,
  Unreachable,
  MalformedAnswer,
  InvalidInput,
  MediaUnreadable,
  CallbackRejected,
  ReauthorizationRequired,
  QuotaExhausted,
  StoreFailed
])

/**
 * Every reason a `TikTokError` can carry.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * What TikTok may say to any call of its API.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Refusal =
  | RequestRejected
  | GrantRejected
  | ClientRejected
  | AccessDenied
  | TokenRejected
  | ScopeMissing
  | AppUnaudited
  | Forbidden
  | RateLimited
  | ServerFault
  | UnknownRefusal

/**
 * What any call may end with that goes over the network.
 *
 * @category reasons
 * @since 0.1.0
 */
export type CallFailure = Refusal | Unreachable | MalformedAnswer

/**
 * The one error of the public API. Its type parameter lists the reasons that
 * can occur.
 *
 * @category errors
 * @since 0.1.0
 */
export class TikTokError<out R extends Reason = Reason>
  extends Schema.TaggedError<TikTokError>("effect-tiktok/TikTokError")("TikTokError", {
    /** The operation that failed, such as `Publisher.publish` or `video.init`. */
    operation: Schema.String,
    reason: Reason,
    /** The publish that failed, once TikTok has accepted it: ask for its status before publishing again. */
    publishId: Schema.optional(Schema.String)
  })
{
  declare readonly reason: R

  constructor(
    props: { readonly operation: string; readonly reason: R; readonly publishId?: string | undefined },
    options?: Schema.MakeOptions
  ) {
    super(props, options)
  }

  override readonly cause = (this as { readonly reason: Reason }).reason

  /** Whether the same call may succeed when it is repeated later. */
  get retryable(): boolean {
    return this.reason.retryable
  }

  /** How long to wait before repeating, when that is known. */
  get retryAfter(): Duration.Duration | undefined {
    return "retryAfter" in this.reason ? this.reason.retryAfter : undefined
  }

  /** Whom the failure concerns. */
  get scope(): Scope {
    return this.reason.scope
  }

  /** Identifier TikTok's support asks for, when TikTok answered. */
  get logId(): string | undefined {
    return "logId" in this.reason ? this.reason.logId : undefined
  }

  /** TikTok's code as it was sent, when TikTok answered. */
  get code(): string | undefined {
    return "code" in this.reason ? this.reason.code : undefined
  }

  /** One sentence on what a person can do about it. */
  get remedy(): string {
    return this.reason.remedy
  }

  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}

/**
 * Returns `true` when a value is a `TikTokError`.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTikTokError: (u: unknown) => u is TikTokError = Schema.is(TikTokError)

/**
 * Wraps a reason with the operation it ended and, once there is one, the
 * publish it belongs to.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromReason = (operation: string, publishId?: string) => <R extends Reason>(reason: R): TikTokError<R> =>
  new TikTokError({ operation, reason, publishId })
