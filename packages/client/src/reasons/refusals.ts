import * as Schema from "effect/Schema"
import { answered, described, type Scope } from "./answered.ts"

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
 * TikTok does not take the chunk size or the number of chunks. Nothing was
 * accepted, so another plan may be tried.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ChunkPlanRejected
  extends Schema.TaggedError<ChunkPlanRejected>("effect-tiktok/TikTokError/ChunkPlanRejected")(
    "ChunkPlanRejected",
    answered
  )
{
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Publish again with another chunk size; 10,000,000 bytes is known to work."

  override get message(): string {
    return described(this)
  }
}

/**
 * The creator has reached TikTok's daily number of posts through the API, all
 * apps together.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PostCapReached extends Schema.TaggedError<PostCapReached>("effect-tiktok/TikTokError/PostCapReached")(
  "PostCapReached",
  { ...answered, retryAfter: Schema.optional(Schema.DurationFromMillis) }
) {
  readonly retryable = true
  readonly scope: Scope = "creator"
  readonly remedy = "Publish tomorrow, or let the creator post in the TikTok app."

  override get message(): string {
    return described(this)
  }
}

/**
 * Five drafts of this creator wait to be finished; TikTok takes no more within
 * 24 hours.
 *
 * @category reasons
 * @since 0.1.0
 */
export class DraftsFull extends Schema.TaggedError<DraftsFull>("effect-tiktok/TikTokError/DraftsFull")(
  "DraftsFull",
  { ...answered, retryAfter: Schema.optional(Schema.DurationFromMillis) }
) {
  readonly retryable = true
  readonly scope: Scope = "creator"
  readonly remedy = "Ask the creator to finish or delete drafts in the TikTok inbox, or wait until tomorrow."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok does not let this creator post.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CreatorBanned extends Schema.TaggedError<CreatorBanned>("effect-tiktok/TikTokError/CreatorBanned")(
  "CreatorBanned",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Stop posting for this creator; only TikTok's support can lift the ban."

  override get message(): string {
    return described(this)
  }
}

/**
 * The app has reached its number of posting creators a day.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ActiveUserCapReached
  extends Schema.TaggedError<ActiveUserCapReached>("effect-tiktok/TikTokError/ActiveUserCapReached")(
    "ActiveUserCapReached",
    { ...answered, retryAfter: Schema.optional(Schema.DurationFromMillis) }
  )
{
  readonly retryable = true
  readonly scope: Scope = "app"
  readonly remedy = "Pause every creator of the app until tomorrow; the audit raises the cap (5 before it)."

  override get message(): string {
    return described(this)
  }
}

/**
 * The media's URL is not on a domain or prefix that is verified for the app.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UrlUnverified extends Schema.TaggedError<UrlUnverified>("effect-tiktok/TikTokError/UrlUnverified")(
  "UrlUnverified",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Verify the domain or the URL prefix in the developer portal, or upload the file instead."

  override get message(): string {
    return described(this)
  }
}

/**
 * The privacy level is missing or not among the creator's current options.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PrivacyLevelRefused
  extends Schema.TaggedError<PrivacyLevelRefused>("effect-tiktok/TikTokError/PrivacyLevelRefused")(
    "PrivacyLevelRefused",
    answered
  )
{
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Ask for creator info again and let the creator choose; never choose another level for them."

  override get message(): string {
    return described(this)
  }
}

/**
 * TikTok does not know the publish id, or it belongs to somebody else.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PublishIdRejected
  extends Schema.TaggedError<PublishIdRejected>("effect-tiktok/TikTokError/PublishIdRejected")(
    "PublishIdRejected",
    answered
  )
{
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Ask with the id that the init answered, and with the token of the same creator."

  override get message(): string {
    return described(this)
  }
}

/**
 * The publish cannot be cancelled any more, or never could.
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotCancelable extends Schema.TaggedError<NotCancelable>("effect-tiktok/TikTokError/NotCancelable")(
  "NotCancelable",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "request"
  readonly remedy = "Only a pull from a URL that is still being downloaded can be cancelled."

  override get message(): string {
    return described(this)
  }
}

/**
 * The creator's TikTok app is too old for drafts of photos.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AppVersionTooOld
  extends Schema.TaggedError<AppVersionTooOld>("effect-tiktok/TikTokError/AppVersionTooOld")(
    "AppVersionTooOld",
    answered
  )
{
  readonly retryable = false
  readonly scope: Scope = "creator"
  readonly remedy = "Ask the creator to update the TikTok app to version 31.8 or newer."

  override get message(): string {
    return described(this)
  }
}

/**
 * The login asked for a scope that does not exist or that the app may not have.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ScopeRejected extends Schema.TaggedError<ScopeRejected>("effect-tiktok/TikTokError/ScopeRejected")(
  "ScopeRejected",
  answered
) {
  readonly retryable = false
  readonly scope: Scope = "app"
  readonly remedy = "Ask for scopes that the developer portal lists as approved for the app."

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
