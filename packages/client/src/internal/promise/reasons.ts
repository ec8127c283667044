/**
 * How far a failure reaches: this request, every request of this creator, or every creator of the app.
 *
 * @category errors
 * @since 0.1.0
 */
export type Scope = "request" | "creator" | "app"

/**
 * The kind of failure: `input` that breaks a rule, a `login` that is missing or refused, a `refusal` by TikTok or a
 * limit, or a `failure` of the network, a store or the media.
 *
 * @category errors
 * @since 0.1.0
 */
export type Category = "input" | "login" | "refusal" | "failure"

/**
 * A refusal by TikTok that does not end by itself.
 *
 * @category errors
 * @since 0.1.0
 */
export interface Refusal {
  readonly _tag:
    | "AccessDenied"
    | "AppUnaudited"
    | "AppVersionTooOld"
    | "ChunkPlanRejected"
    | "ClientRejected"
    | "CreatorBanned"
    | "Forbidden"
    | "GrantRejected"
    | "NotCancelable"
    | "PrivacyLevelRefused"
    | "PublishIdRejected"
    | "RequestRejected"
    | "ScopeMissing"
    | "ScopeRejected"
    | "TokenRejected"
    | "UnknownRefusal"
    | "UploadExpired"
    | "UrlUnverified"
  /** The code as TikTok sent it. */
  readonly code: string
  /** TikTok's message. */
  readonly detail: string
  /** HTTP status of the response. */
  readonly status: number
  /** Identifier TikTok's support asks for. */
  readonly logId?: string | undefined
}

/**
 * A refusal by TikTok that ends.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TemporaryRefusal extends Omit<Refusal, "_tag"> {
  readonly _tag: "ActiveUserCapReached" | "DraftsFull" | "PostCapReached" | "RateLimited" | "ServerFault"
  /** Milliseconds to wait, where TikTok says so. */
  readonly retryAfter?: number | undefined
}

/**
 * A chunk does not start at the byte that TikTok expects next.
 *
 * @category errors
 * @since 0.1.0
 */
export interface OffsetMismatch extends Omit<Refusal, "_tag"> {
  readonly _tag: "OffsetMismatch"
  /** First byte of the chunk that was refused. */
  readonly sentFrom: number
  /** The value of `Content-Range` in the response, if there was one. */
  readonly progress?: string | undefined
}

/**
 * A value breaks a rule: input, media, a webhook or a part of one.
 *
 * @category errors
 * @since 0.1.0
 */
export interface BrokenRule {
  readonly _tag: "InvalidInput" | "MalformedEvent" | "MediaUnreadable" | "SignatureRejected"
  /** Path of the value, such as `title` or `media.size`. */
  readonly field: string
  /** The rule it breaks, as the end of a sentence that starts with the field. */
  readonly rule: string
}

/**
 * The callback URL of a login cannot be trusted or lacks a part.
 *
 * @category errors
 * @since 0.1.0
 */
export interface CallbackRejected extends Omit<BrokenRule, "_tag"> {
  readonly _tag: "CallbackRejected"
  readonly because: "NotAUrl" | "StateMissing" | "StateMismatch" | "WrongAddress" | "CodeMissing"
}

/**
 * A response does not have the documented shape.
 *
 * @category errors
 * @since 0.1.0
 */
export interface MalformedResponse extends Omit<BrokenRule, "_tag"> {
  readonly _tag: "MalformedResponse"
  readonly status: number
}

/**
 * The media server did not respond correctly to a range request.
 *
 * @category errors
 * @since 0.1.0
 */
export interface MediaSourceError extends Omit<BrokenRule, "_tag"> {
  readonly _tag: "MediaSourceError"
  /** HTTP status of the response. Absent if there was none, or if it broke off. */
  readonly status?: number | undefined
}

/**
 * No response arrived.
 *
 * @category errors
 * @since 0.1.0
 */
export interface Unreachable {
  readonly _tag: "Unreachable"
  /** `"NotSent"` if the request was certainly not sent; `"Unknown"` if TikTok may have acted on it. */
  readonly delivery: "NotSent" | "Unknown"
  readonly detail: string
}

/**
 * The host redirected the request, which was not followed.
 *
 * @category errors
 * @since 0.1.0
 */
export interface Redirected {
  readonly _tag: "Redirected"
  readonly status?: number | undefined
  /** Host and path of the target. */
  readonly location?: string | undefined
}

/**
 * Only a new login of this creator helps.
 *
 * @category errors
 * @since 0.1.0
 */
export interface ReauthorizationRequired {
  readonly _tag: "ReauthorizationRequired"
  readonly creator: string
  readonly because: "NoToken" | "NoRefreshToken" | "RefreshRejected" | "TokenRejected"
  readonly logId?: string | undefined
}

/**
 * A token has expired and cannot be refreshed now. The login is still valid.
 *
 * @category errors
 * @since 0.1.0
 */
export interface RefreshUnavailable {
  readonly _tag: "RefreshUnavailable"
  readonly creator: string
  readonly detail: string
  /** Milliseconds to wait, where TikTok says so. */
  readonly retryAfter?: number | undefined
  readonly logId?: string | undefined
}

/**
 * TikTok issued tokens for a code, but does not say whose they are.
 *
 * @category errors
 * @since 0.1.0
 */
export interface LoginUnfinished {
  readonly _tag: "LoginUnfinished"
  readonly because: "ScopeMissing" | "ProfileUnavailable" | "ProfileUnusable"
  readonly detail: string
  /** Milliseconds to wait, where TikTok says so. */
  readonly retryAfter?: number | undefined
  readonly logId?: string | undefined
}

/**
 * A limit is used up, and waiting for it would take longer than allowed.
 *
 * @category errors
 * @since 0.1.0
 */
export interface QuotaExhausted {
  readonly _tag: "QuotaExhausted"
  /** Which limit, such as `init`. */
  readonly limit: string
  readonly scope: "creator" | "app"
  /** Milliseconds until the limit has room again. */
  readonly retryAfter: number
}

/**
 * Calls could not be counted against the limits, so none was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export interface QuotaUnavailable {
  readonly _tag: "QuotaUnavailable"
  readonly detail: string
}

/**
 * A store could not be read or written.
 *
 * @category errors
 * @since 0.1.0
 */
export interface StoreFailed {
  readonly _tag: "StoreFailed"
  readonly action: "read" | "write" | "decrypt" | "encrypt" | "decode"
  readonly detail: string
  /** Which store, such as `token store`. */
  readonly store?: string | undefined
  /** Name or file of the record that it is about. */
  readonly record?: string | undefined
}

/**
 * The contract has no such call.
 *
 * @category errors
 * @since 0.1.0
 */
export interface Unsupported {
  readonly _tag: "Unsupported"
  readonly feature: string
  readonly contract: string
}

/**
 * The key of a publish belongs to another request.
 *
 * @category errors
 * @since 0.1.0
 */
export interface KeyConflict {
  readonly _tag: "KeyConflict"
  readonly key: string
  readonly rule: string
}

/**
 * Another publish has the key now.
 *
 * @category errors
 * @since 0.1.0
 */
export interface KeyInUse {
  readonly _tag: "KeyInUse"
  readonly key: string
}

/**
 * What happened, with the data that a program needs to act.
 *
 * @category errors
 * @since 0.1.0
 */
export type Reason =
  | BrokenRule
  | CallbackRejected
  | KeyConflict
  | KeyInUse
  | LoginUnfinished
  | MalformedResponse
  | MediaSourceError
  | OffsetMismatch
  | QuotaExhausted
  | QuotaUnavailable
  | ReauthorizationRequired
  | Redirected
  | RefreshUnavailable
  | Refusal
  | StoreFailed
  | TemporaryRefusal
  | Unreachable
  | Unsupported
