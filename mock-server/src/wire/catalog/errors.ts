import { codedErrors, type ContractErrors } from "../faultError.ts"

/** The reference's table of common error codes, with messages. */
const { errorOf, find } = codedErrors({
  invalid_request: { status: 400, message: "Missing or invalid parameters" },
  invalid_grant: { status: 400, message: "Code or token is invalid" },
  invalid_client: { status: 400, message: "Client key or client secret is incorrect" },
  access_denied: { status: 400, message: "The user denied authorization" },
  unauthorized: { status: 401, message: "The access token is invalid or has expired" },
  scope_not_authorized: { status: 401, message: "The user did not authorize the scope required for this request" },
  forbidden: { status: 403, message: "This request is not allowed" },
  too_many_requests: { status: 429, message: "Rate limit exceeded" },
  internal_server_error: { status: 500, message: "Internal server error" },
  bad_gateway: { status: 502, message: "Bad gateway" },
  service_unavailable: { status: 503, message: "Service unavailable" }
})

/** Seconds after which a client may retry, from the reference. */
export const RETRY_AFTER = 60

export const errors: ContractErrors["byProblem"] = {
  UnsupportedGrant: errorOf("invalid_request"),
  NotJson: errorOf("invalid_request", { message: "The request body is not valid JSON" }),
  BodyTooLarge: errorOf("invalid_request", { message: "The request body is too large" }),
  Malformed: errorOf("invalid_request"),
  BadHeader: errorOf("invalid_request", { message: "Missing or invalid headers" }),
  UnknownRoute: errorOf("invalid_request", { message: "Unknown path", status: 404 }),
  WrongMethod: errorOf("invalid_request", { message: "Method not allowed", status: 405 }),
  Defect: errorOf("internal_server_error"),

  UnknownApp: errorOf("invalid_client"),
  WrongSecret: errorOf("invalid_client"),
  MissingToken: errorOf("unauthorized", { message: "The access token is missing" }),
  UnknownToken: errorOf("unauthorized"),
  ExpiredToken: errorOf("unauthorized"),
  RevokedToken: errorOf("unauthorized"),
  MissingScope: errorOf("scope_not_authorized"),

  UnknownCode: errorOf("invalid_grant", { message: "The authorization code is invalid" }),
  UsedCode: errorOf("invalid_grant", { message: "The authorization code has already been used" }),
  ExpiredCode: errorOf("invalid_grant", { message: "The authorization code has expired" }),
  RedirectMismatch: errorOf("invalid_grant", { message: "The redirect URI does not match the authorization request" }),
  MissingVerifier: errorOf("invalid_request", { message: "Code verifier or code challenge is invalid" }),
  WrongVerifier: errorOf("invalid_grant", { message: "Code verifier or code challenge is invalid" }),
  UnknownAccessToken: errorOf("invalid_grant", { message: "The access token is invalid" }),
  UnknownRefreshToken: errorOf("invalid_grant", { message: "The refresh token is invalid" }),
  RotatedRefreshToken: errorOf("invalid_grant", { message: "The refresh token is no longer valid" }),
  ExpiredRefreshToken: errorOf("invalid_grant", { message: "The refresh token has expired" }),
  SandboxRefresh: errorOf("invalid_grant", { message: "The refresh token is invalid" }),

  UnauditedApp: errorOf("forbidden", { message: "Unaudited client can only post to private accounts" }),
  BannedCreator: errorOf("forbidden", { message: "The user is banned from posting" }),
  BrandedPrivate: errorOf("forbidden", { message: "Branded content cannot be private" }),
  PrivacyNotOffered: errorOf("forbidden", { message: "The privacy level is not available to this account" }),
  UnownedUrl: errorOf("forbidden", { message: "The URL ownership is not verified" }),
  TooManyInits: errorOf("too_many_requests"),
  OldApp: errorOf("forbidden", { message: "The TikTok app of the user is too old" }),
  TooManyPosts: errorOf("too_many_requests"),
  TooManyDrafts: errorOf("too_many_requests"),
  TooManyCreators: errorOf("too_many_requests"),
  TooManyCalls: errorOf("too_many_requests"),

  BadVideoSize: errorOf("invalid_request", { message: "The video size is invalid" }),
  BadChunkSize: errorOf("invalid_request", { message: "The chunk size is invalid" }),
  BadChunkCount: errorOf("invalid_request", { message: "The total chunk count is invalid" }),
  UnknownUpload: errorOf("invalid_request", { message: "The upload does not exist", status: 404 }),
  WrongUploadToken: errorOf("invalid_request", { message: "The upload does not exist", status: 404 }),
  ExpiredUpload: errorOf("forbidden", { message: "The upload URL has expired" }),
  NothingToUpload: errorOf("invalid_request", { message: "This post does not take an upload" }),
  WrongTotal: errorOf("invalid_request", { message: "The content range is invalid" }),
  ChunkOutOfOrder: errorOf("invalid_request", { message: "The content range is out of order", status: 416 }),
  ChunkOffPlan: errorOf("invalid_request", { message: "The content range is invalid" }),
  ChunkLength: errorOf("invalid_request", { message: "The content length does not match the content range" }),

  UnknownPost: errorOf("invalid_request", { message: "The publish ID is invalid" }),
  ForeignPost: errorOf("forbidden", { message: "The publish ID belongs to another user" }),
  NotCancelable: errorOf("invalid_request", { message: "The post can no longer be canceled" }),
  SandboxProfile: errorOf("scope_not_authorized"),
  FieldOutsideScope: errorOf("scope_not_authorized")
}

/** The errors for the translation of a fault. */
export const catalogErrors: ContractErrors = {
  byProblem: errors,
  find
}
