import type { Contract } from "../../model/contract.ts"
import type { Refusal } from "../../TikTokError.ts"

interface Row<Tag extends Refusal["_tag"] = Refusal["_tag"]> {
  readonly contract: Contract["name"]
  readonly code: string
  /** The documented HTTP status. */
  readonly status: number
  readonly reason: Tag
  /** The message that identifies this situation, when one code has several. */
  readonly whenMessage?: RegExp | undefined
  /** What happened, in one phrase. */
  readonly what: string
  readonly source: string
}

const from = (contract: Contract["name"], source: string) =>
<Tag extends Refusal["_tag"]>(
  status: number,
  code: string,
  reason: Tag,
  what: string,
  whenMessage?: RegExp
): Row<Tag> => ({ contract, source, status, code, reason, what, whenMessage })

const catalog = from("catalog", "endpoint catalog, table of common error codes")
const general = from("live", "tiktok-live, section 10.2")
const posting = from("live", "tiktok-live, sections 4.4, 6 and 7")
const oauth = from("live", "tiktok-live, section 2.5")
const status = from("live", "tiktok-live, sections 8 and 11.1")

const documented = [
  catalog(400, "invalid_request", "ChunkPlanRejected", "chunk size or number of chunks wrong", /chunk/i),
  catalog(400, "invalid_request", "RequestRejected", "missing or invalid parameters"),
  catalog(400, "invalid_grant", "GrantRejected", "authorization code or refresh token invalid"),
  catalog(400, "invalid_client", "ClientRejected", "client key or client secret wrong"),
  catalog(400, "access_denied", "AccessDenied", "the creator declined the login"),
  catalog(401, "unauthorized", "TokenRejected", "access token expired or invalid"),
  catalog(401, "scope_not_authorized", "ScopeMissing", "the creator did not grant the scope"),
  catalog(403, "forbidden", "AppUnaudited", "an unaudited app posts to an account that is not private", /unaudited/i),
  catalog(403, "forbidden", "Forbidden", "not allowed for this app or creator"),
  catalog(429, "too_many_requests", "RateLimited", "a rate limit is used up"),
  catalog(500, "internal_server_error", "ServerFault", "TikTok failed"),
  catalog(502, "bad_gateway", "ServerFault", "TikTok's gateway failed"),
  catalog(503, "service_unavailable", "ServerFault", "TikTok is down"),

  general(400, "invalid_params", "ChunkPlanRejected", "chunk size or number of chunks wrong", /chunk/i),
  general(400, "invalid_param", "ChunkPlanRejected", "chunk size or number of chunks wrong", /chunk/i),
  general(400, "invalid_params", "RequestRejected", "missing or invalid parameters"),
  general(400, "invalid_param", "RequestRejected", "missing or invalid parameters, as the tables print the code"),
  general(400, "invalid_file_upload", "RequestRejected", "the file is not what was announced"),
  general(401, "access_token_invalid", "TokenRejected", "access token expired or invalid"),
  general(401, "scope_not_authorized", "ScopeMissing", "the creator did not grant the scope"),
  general(400, "scope_permission_missed", "ScopeMissing", "a field needs another scope"),
  general(429, "rate_limit_exceeded", "RateLimited", "a rate limit is used up"),
  general(500, "internal_error", "ServerFault", "TikTok failed"),

  posting(
    403,
    "spam_risk_too_many_posts",
    "PostCapReached",
    "the creator's daily posts through the API are used up"
  ),
  posting(403, "spam_risk_user_banned_from_posting", "CreatorBanned", "the creator may not post"),
  posting(403, "spam_risk_too_many_pending_share", "DraftsFull", "five drafts wait in the creator's inbox"),
  posting(
    403,
    "reached_active_user_cap",
    "ActiveUserCapReached",
    "the app's posting creators of the day are used up"
  ),
  posting(
    403,
    "unaudited_client_can_only_post_to_private_accounts",
    "AppUnaudited",
    "an unaudited app posts to an account that is not private"
  ),
  posting(403, "url_ownership_unverified", "UrlUnverified", "the media's domain or prefix is not verified"),
  posting(403, "privacy_level_option_mismatch", "PrivacyLevelRefused", "privacy level not among the creator's options"),
  posting(400, "app_version_check_failed", "AppVersionTooOld", "the creator's TikTok app is too old"),

  status(400, "invalid_publish_id", "PublishIdRejected", "no such publish id"),
  status(400, "token_not_authorized_for_specified_publish_id", "PublishIdRejected", "another creator's publish id"),
  status(400, "publish_not_cancellable", "NotCancelable", "the publish cannot be canceled"),

  oauth(400, "access_denied", "AccessDenied", "the creator declined the login"),
  oauth(400, "invalid_client", "ClientRejected", "client key or client secret wrong"),
  oauth(400, "unauthorized_client", "ClientRejected", "the app may not use this grant"),
  oauth(400, "invalid_grant", "GrantRejected", "authorization code or refresh token invalid"),
  oauth(
    400,
    "invalid_request",
    "RequestRejected",
    "missing or invalid parameters, or a code verifier that does not fit"
  ),
  oauth(400, "invalid_scope", "ScopeRejected", "a scope that does not exist or is not approved"),
  oauth(400, "unsupported_grant_type", "RequestRejected", "no such grant type"),
  oauth(400, "unsupported_response_type", "RequestRejected", "no such response type"),
  oauth(500, "server_error", "ServerFault", "TikTok failed"),
  oauth(503, "temporarily_unavailable", "ServerFault", "TikTok is overloaded")
]

/** The refusals without a row. Codes that are not documented become an `UnknownRefusal`. */
type WithoutRow = Exclude<Refusal["_tag"], "UnknownRefusal" | (typeof documented)[number]["reason"]>

type Rows = [WithoutRow] extends [never] ? ReadonlyArray<Row> : ReadonlyArray<Row> & { readonly withoutRow: WithoutRow }

/**
 * Every documented error code, and the reason for it. The first row that fits
 * counts. Each refusal has a row, or this does not compile.
 *
 * @internal
 */
export const rows: Rows = documented
