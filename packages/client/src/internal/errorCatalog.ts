import type { Contract, WireAnswer } from "../Contract.ts"
import {
  AccessDenied,
  AppUnaudited,
  ClientRejected,
  Forbidden,
  GrantRejected,
  RateLimited,
  type Refusal,
  RequestRejected,
  ScopeMissing,
  ServerFault,
  TokenRejected,
  UnknownRefusal
} from "../TikTokError.ts"
import * as RetryAfter from "./retryAfter.ts"

/** @internal */
export interface Row {
  readonly contract: Contract["name"]
  readonly code: string
  /** HTTP status it is documented with. */
  readonly status: number
  readonly reason: Refusal["_tag"]
  /** Where one code stands for several situations, the message that tells this one apart. */
  readonly whenMessage?: RegExp | undefined
  /** What happened, in one phrase. */
  readonly what: string
  readonly source: string
}

const table = "endpoint catalog, table of common error codes"

/**
 * Every code TikTok is documented to refuse with, and the reason it becomes.
 *
 * @internal
 */
export const rows: ReadonlyArray<Row> = [
  {
    contract: "catalog",
    code: "invalid_request",
    status: 400,
    reason: "RequestRejected",
    what: "missing or invalid parameters",
    source: table
  },
  {
    contract: "catalog",
    code: "invalid_grant",
    status: 400,
    reason: "GrantRejected",
    what: "authorization code or refresh token invalid",
    source: table
  },
  {
    contract: "catalog",
    code: "invalid_client",
    status: 400,
    reason: "ClientRejected",
    what: "client key or client secret wrong",
    source: table
  },
  {
    contract: "catalog",
    code: "access_denied",
    status: 400,
    reason: "AccessDenied",
    what: "the creator declined the login",
    source: table
  },
  {
    contract: "catalog",
    code: "unauthorized",
    status: 401,
    reason: "TokenRejected",
    what: "access token expired or invalid",
    source: table
  },
  {
    contract: "catalog",
    code: "scope_not_authorized",
    status: 401,
    reason: "ScopeMissing",
    what: "the creator did not grant the scope",
    source: table
  },
  {
    contract: "catalog",
    code: "forbidden",
    status: 403,
    reason: "AppUnaudited",
    whenMessage: /unaudited/i,
    what: "an unaudited app posts to an account that is not private",
    source: "endpoint catalog, section 3, first error sample"
  },
  {
    contract: "catalog",
    code: "forbidden",
    status: 403,
    reason: "Forbidden",
    what: "not allowed for this app or creator",
    source: table
  },
  {
    contract: "catalog",
    code: "too_many_requests",
    status: 429,
    reason: "RateLimited",
    what: "a rate limit is used up",
    source: table
  },
  {
    contract: "catalog",
    code: "internal_server_error",
    status: 500,
    reason: "ServerFault",
    what: "TikTok failed",
    source: table
  },
  {
    contract: "catalog",
    code: "bad_gateway",
    status: 502,
    reason: "ServerFault",
    what: "TikTok's gateway failed",
    source: table
  },
  {
    contract: "catalog",
    code: "service_unavailable",
    status: 503,
    reason: "ServerFault",
    what: "TikTok is down",
    source: table
  }
]

const makers = {
  RequestRejected: (input) => new RequestRejected(input),
  GrantRejected: (input) => new GrantRejected(input),
  ClientRejected: (input) => new ClientRejected(input),
  AccessDenied: (input) => new AccessDenied(input),
  TokenRejected: (input) => new TokenRejected(input),
  ScopeMissing: (input) => new ScopeMissing(input),
  AppUnaudited: (input) => new AppUnaudited(input),
  Forbidden: (input) => new Forbidden(input),
  RateLimited: (input, retryAfter) => new RateLimited({ ...input, retryAfter }),
  ServerFault: (input, retryAfter) => new ServerFault({ ...input, retryAfter }),
  UnknownRefusal: (input) => new UnknownRefusal(input)
} satisfies {
  readonly [Tag in Refusal["_tag"]]: (
    input: Omit<ConstructorParameters<typeof UnknownRefusal>[0], "_tag">,
    retryAfter: ReturnType<typeof RetryAfter.parse>
  ) => Extract<Refusal, { readonly _tag: Tag }>
}

/**
 * Finds the row for a code, or falls back on what the HTTP status alone says.
 *
 * @internal
 */
export const refusal = (
  contract: Contract["name"],
  answer: WireAnswer,
  error: { readonly code: string; readonly detail: string; readonly logId?: string | undefined }
): Refusal => {
  const row = rows.find((row) =>
    row.contract === contract && row.code === error.code && (row.whenMessage?.test(error.detail) ?? true)
  )
  const input = { code: error.code, detail: error.detail, status: answer.status, logId: error.logId }
  return makers[row?.reason ?? byStatus(answer.status)](input, RetryAfter.parse(answer.headers))
}

const byStatus = (status: number): Refusal["_tag"] => {
  if (status === 429) return "RateLimited"
  return status >= 500 ? "ServerFault" : "UnknownRefusal"
}
