import { codedErrors, type ContractErrors } from "../faultError.ts"
import type { Problem } from "../Problem.ts"

// In production, most refusals have this message. Only the code differs.
const GUIDELINES =
  "Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/"

/** Every documented code of the JSON endpoints, with its HTTP status. */
const { errorOf, find } = codedErrors({
  invalid_params: { status: 400, message: "Invalid params" },
  invalid_param: { status: 400, message: "Invalid params" },
  invalid_file_upload: { status: 400, message: "The uploaded file does not meet the requirements" },
  invalid_publish_id: { status: 400, message: "The publish_id does not exist" },
  token_not_authorized_for_specified_publish_id: {
    status: 400,
    message: "The access token is not authorized for the specified publish_id"
  },
  publish_not_cancellable: { status: 400, message: "The publish can no longer be canceled" },
  app_version_check_failed: { status: 400, message: "The user's TikTok app is too old for this feature" },
  scope_permission_missed: { status: 400, message: "Additional scope permission is needed for the requested fields" },
  access_token_invalid: { status: 401, message: "The access token is invalid or not found in the request." },
  scope_not_authorized: {
    status: 401,
    message: "The user did not authorize the scope required for completing this request."
  },
  spam_risk_too_many_posts: { status: 403, message: GUIDELINES },
  spam_risk_too_many_pending_share: { status: 403, message: GUIDELINES },
  spam_risk_user_banned_from_posting: { status: 403, message: GUIDELINES },
  reached_active_user_cap: { status: 403, message: GUIDELINES },
  unaudited_client_can_only_post_to_private_accounts: { status: 403, message: GUIDELINES },
  url_ownership_unverified: { status: 403, message: GUIDELINES },
  privacy_level_option_mismatch: { status: 403, message: GUIDELINES },
  rate_limit_exceeded: { status: 429, message: "The API rate limit was exceeded. Please try again later." },
  internal_error: { status: 500, message: "Internal error" }
})

const badParameter = (message?: string, status?: number) => errorOf("invalid_params", { message, status })

/** The error of the JSON endpoints for each problem. */
export const errors: ContractErrors["byProblem"] = {
  NotJson: badParameter("The request body is not valid JSON"),
  BodyTooLarge: badParameter("The request body is too large"),
  UnsupportedGrant: badParameter(),
  Malformed: badParameter(),
  BadHeader: badParameter("Invalid headers"),
  UnknownRoute: badParameter("Unsupported path", 404),
  WrongMethod: badParameter("Unsupported method", 405),
  Defect: errorOf("internal_error"),

  UnknownApp: badParameter(),
  WrongSecret: badParameter(),
  MissingToken: errorOf("access_token_invalid"),
  UnknownToken: errorOf("access_token_invalid"),
  ExpiredToken: errorOf("access_token_invalid"),
  RevokedToken: errorOf("access_token_invalid"),
  MissingScope: errorOf("scope_not_authorized"),

  UnknownCode: badParameter(),
  UsedCode: badParameter(),
  ExpiredCode: badParameter(),
  RedirectMismatch: badParameter(),
  MissingVerifier: badParameter(),
  WrongVerifier: badParameter(),
  UnknownAccessToken: badParameter(),
  UnknownRefreshToken: badParameter(),
  RotatedRefreshToken: badParameter(),
  ExpiredRefreshToken: badParameter(),
  SandboxRefresh: badParameter(),

  UnauditedApp: errorOf("unaudited_client_can_only_post_to_private_accounts"),
  BannedCreator: errorOf("spam_risk_user_banned_from_posting"),
  PrivacyNotOffered: errorOf("privacy_level_option_mismatch"),
  BrandedPrivate: errorOf("privacy_level_option_mismatch"),
  OldApp: errorOf("app_version_check_failed"),
  UnownedUrl: errorOf("url_ownership_unverified"),
  TooManyInits: errorOf("rate_limit_exceeded"),
  TooManyPosts: errorOf("spam_risk_too_many_posts"),
  TooManyDrafts: errorOf("spam_risk_too_many_pending_share"),
  TooManyCreators: errorOf("reached_active_user_cap"),
  TooManyCalls: errorOf("rate_limit_exceeded"),

  BadVideoSize: badParameter("The video size is invalid"),
  BadChunkSize: badParameter("The chunk size is invalid"),
  BadChunkCount: badParameter("The total chunk count is invalid"),
  UnknownUpload: badParameter(),
  WrongUploadToken: badParameter(),
  ExpiredUpload: badParameter(),
  NothingToUpload: badParameter(),
  WrongTotal: badParameter(),
  ChunkOutOfOrder: badParameter(),
  ChunkOffPlan: badParameter(),
  ChunkLength: badParameter(),

  UnknownPost: errorOf("invalid_publish_id"),
  ForeignPost: errorOf("token_not_authorized_for_specified_publish_id"),
  NotCancelable: errorOf("publish_not_cancellable"),
  SandboxProfile: errorOf("scope_not_authorized"),
  FieldOutsideScope: errorOf("scope_permission_missed")
}

/** The errors for the translation of a fault. */
export const liveErrors: ContractErrors = {
  byProblem: errors,
  find
}

/** HTTP statuses for a refused chunk; 400 for every other problem. */
export const uploadStatuses: Readonly<Partial<Record<Problem["_tag"], number>>> = {
  ExpiredUpload: 403,
  UnknownUpload: 404,
  WrongUploadToken: 404,
  ChunkOutOfOrder: 416,
  Defect: 500
}

/** An error of the OAuth endpoints. */
export interface OAuthError {
  readonly error: string
  readonly description: string
}

const invalidGrant = (description: string): OAuthError => ({ error: "invalid_grant", description })
const badPkce: OAuthError = { error: "invalid_request", description: "Code verifier or code challenge is invalid" }
const badClient: OAuthError = { error: "invalid_client", description: "Client key or secret is incorrect" }

/** The errors of the OAuth endpoints; `invalid_request` for every other problem. */
export const oauthErrors: Readonly<Partial<Record<Problem["_tag"], OAuthError>>> = {
  UnknownApp: badClient,
  WrongSecret: badClient,
  UnsupportedGrant: { error: "unsupported_grant_type", description: "The grant type is not supported" },
  UnknownCode: invalidGrant("Authorization code is invalid"),
  UsedCode: invalidGrant("Authorization code has already been used"),
  ExpiredCode: invalidGrant("Authorization code is expired"),
  RedirectMismatch: {
    error: "invalid_request",
    description: "Redirect_uri is not matched with the uri when requesting code"
  },
  MissingVerifier: badPkce,
  WrongVerifier: badPkce,
  UnknownAccessToken: invalidGrant("Access token is invalid"),
  UnknownRefreshToken: invalidGrant("Refresh token is invalid"),
  RotatedRefreshToken: invalidGrant("Refresh token is no longer valid"),
  ExpiredRefreshToken: invalidGrant("Refresh token is expired"),
  SandboxRefresh: invalidGrant("Refresh token is invalid"),
  RevokedToken: invalidGrant("The authorization was revoked"),
  Defect: { error: "server_error", description: "Internal error" }
}

/** The code of a fault in the words of the OAuth endpoints. `liveCode` is the one of the JSON endpoints. */
export const oauthCode = (code: string, liveCode: string): string =>
  Object.values(oauthErrors).some(({ error }) => error === code) ? code : oauthCodes.get(liveCode) ?? liveCode

// TikTok documents no OAuth error for a rate limit, so that code stays as it is.
const oauthCodes: ReadonlyMap<string, string> = new Map([
  ["internal_error", "server_error"],
  ["invalid_params", "invalid_request"],
  ["invalid_param", "invalid_request"]
])
