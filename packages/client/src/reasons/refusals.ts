import * as Duration from "effect/Duration"
import { refusal, temporaryRefusal } from "./reason.ts"

/**
 * TikTok found a parameter missing or invalid.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RequestRejected extends refusal<RequestRejected>()("RequestRejected", {
  category: "refusal",
  scope: "request",
  remedy: "Correct the parameter that TikTok's message names. The same request cannot succeed."
}) {}

/**
 * The authorization code or refresh token is used, expired or of another app.
 *
 * @category reasons
 * @since 0.1.0
 */
export class GrantRejected extends refusal<GrantRejected>()("GrantRejected", {
  category: "login",
  scope: "creator",
  remedy: "Send the creator through the login again; codes and rotated refresh tokens work only once."
}) {}

/**
 * TikTok does not accept this client key and secret.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ClientRejected extends refusal<ClientRejected>()("ClientRejected", {
  category: "login",
  scope: "app",
  remedy: "Check client key and client secret against the developer portal; sandbox and production differ."
}) {}

/**
 * The creator declined the login.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AccessDenied extends refusal<AccessDenied>()("AccessDenied", {
  category: "login",
  scope: "creator",
  remedy: "Explain what the access is for and let the creator start the login again."
}) {}

/**
 * The access token is expired, revoked or unknown.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenRejected extends refusal<TokenRejected>()("TokenRejected", {
  category: "login",
  scope: "creator",
  remedy: "Refresh the token. If that is refused too, send the creator through the login again."
}) {}

/**
 * The creator did not grant the scope that the call needs.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ScopeMissing extends refusal<ScopeMissing>()("ScopeMissing", {
  category: "login",
  scope: "creator",
  remedy: "Ask for the scope in a new login; posts need video.publish, drafts need video.upload."
}) {}

/**
 * The app is not audited yet and the creator's account is public.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AppUnaudited extends refusal<AppUnaudited>()("AppUnaudited", {
  category: "refusal",
  scope: "app",
  remedy:
    "Until the app passes TikTok's audit, post to an account that is itself private (a private post is not enough), or send a draft."
}) {}

/**
 * TikTok does not allow the request for this app or creator.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Forbidden extends refusal<Forbidden>()("Forbidden", {
  category: "refusal",
  scope: "request",
  remedy:
    "Check the app's audit status, that the creator may use this privacy level, and that the media's domain is verified."
}) {}

/**
 * TikTok counted too many calls.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RateLimited extends temporaryRefusal<RateLimited>()("RateLimited", {
  category: "refusal",
  scope: "creator",
  remedy: "Wait as long as TikTok says, then repeat. `Quota` prevents this if all processes share it.",
  retry: "transient",
  window: Duration.minutes(1)
}) {}

/**
 * TikTok had an internal error.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ServerFault extends temporaryRefusal<ServerFault>()("ServerFault", {
  category: "failure",
  scope: "app",
  remedy: "Repeat later with growing pauses. If it lasts, report the log id to TikTok.",
  retry: "transient"
}) {}

/**
 * TikTok does not accept the chunk size or the number of chunks. It accepted
 * nothing, so another plan may work.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ChunkPlanRejected extends refusal<ChunkPlanRejected>()("ChunkPlanRejected", {
  category: "refusal",
  scope: "request",
  remedy: "Publish again with another chunk size; 10,000,000 bytes is known to work."
}) {}

/**
 * The creator has reached TikTok's daily number of posts through the API, over
 * all apps.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PostCapReached extends temporaryRefusal<PostCapReached>()("PostCapReached", {
  category: "refusal",
  scope: "creator",
  remedy: "Publish tomorrow, or let the creator post in the TikTok app.",
  retry: "later",
  window: Duration.days(1)
}) {}

/**
 * This creator has five unfinished drafts. TikTok accepts no more within 24 hours.
 *
 * @category reasons
 * @since 0.1.0
 */
export class DraftsFull extends temporaryRefusal<DraftsFull>()("DraftsFull", {
  category: "refusal",
  scope: "creator",
  remedy: "Ask the creator to finish or delete drafts in the TikTok inbox, or wait until tomorrow.",
  retry: "later",
  window: Duration.days(1)
}) {}

/**
 * TikTok does not let this creator post.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CreatorBanned extends refusal<CreatorBanned>()("CreatorBanned", {
  category: "refusal",
  scope: "creator",
  remedy: "Stop posting for this creator; only TikTok's support can lift the ban."
}) {}

/**
 * The app has reached its daily number of creators who post.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ActiveUserCapReached extends temporaryRefusal<ActiveUserCapReached>()("ActiveUserCapReached", {
  category: "refusal",
  scope: "app",
  remedy: "Pause every creator of the app until tomorrow. The audit raises the cap of 5.",
  retry: "later",
  window: Duration.days(1)
}) {}

/**
 * The media's URL is not on a domain or prefix that is verified for the app.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UrlUnverified extends refusal<UrlUnverified>()("UrlUnverified", {
  category: "refusal",
  scope: "request",
  remedy: "Verify the domain or the URL prefix in the developer portal, or upload the file instead."
}) {}

/**
 * The privacy level is missing or not among the creator's current options.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PrivacyLevelRefused extends refusal<PrivacyLevelRefused>()("PrivacyLevelRefused", {
  category: "refusal",
  scope: "request",
  remedy: "Ask for creator info again and let the creator choose; never choose another level for them."
}) {}

/**
 * TikTok does not know the publish id, or it belongs to another creator.
 *
 * @category reasons
 * @since 0.1.0
 */
export class PublishIdRejected extends refusal<PublishIdRejected>()("PublishIdRejected", {
  category: "refusal",
  scope: "request",
  remedy: "Use the publish id of the init, and a token of the same creator."
}) {}

/**
 * The publish cannot be canceled, now or ever.
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotCancelable extends refusal<NotCancelable>()("NotCancelable", {
  category: "refusal",
  scope: "request",
  remedy: "Only a pull that TikTok still downloads can be canceled."
}) {}

/**
 * The creator's TikTok app is too old for drafts of photos.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AppVersionTooOld extends refusal<AppVersionTooOld>()("AppVersionTooOld", {
  category: "refusal",
  scope: "creator",
  remedy: "Ask the creator to update the TikTok app to version 31.8 or newer."
}) {}

/**
 * The login asked for a scope that does not exist or that the app may not have.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ScopeRejected extends refusal<ScopeRejected>()("ScopeRejected", {
  category: "login",
  scope: "app",
  remedy: "Ask for scopes that the developer portal lists as approved for the app."
}) {}

/**
 * TikTok refused with a code that this version does not know.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnknownRefusal extends refusal<UnknownRefusal>()("UnknownRefusal", {
  category: "refusal",
  scope: "request",
  remedy: "Look up the code in TikTok's documentation. It is unchanged."
}) {}
