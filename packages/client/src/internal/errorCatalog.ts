import * as Duration from "effect/Duration"
import type { Contract, WireAnswer } from "../Contract.ts"
import {
  AccessDenied,
  ActiveUserCapReached,
  AppUnaudited,
  AppVersionTooOld,
  ChunkPlanRejected,
  ClientRejected,
  CreatorBanned,
  DraftsFull,
  Forbidden,
  GrantRejected,
  NotCancellable,
  PostCapReached,
  PrivacyLevelRefused,
  PublishIdRejected,
  RateLimited,
  RequestRejected,
  ScopeMissing,
  ScopeRejected,
  ServerFault,
  TokenRejected,
  UnknownRefusal,
  UrlUnverified
} from "../reasons/refusals.ts"
import type { Refusal } from "../TikTokError.ts"
import { rows } from "./errorRows.ts"
import * as RetryAfter from "./retryAfter.ts"

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
  const { headers, status } = answer
  const retryAfter = RetryAfter.parse(headers)
  const fields = { ...error, status, retryAfter }
  const tag = row?.reason ?? byStatus(status)
  return tag === "RateLimited"
    ? new RateLimited({ ...fields, retryAfter: retryAfter ?? longestWindow })
    : new verdicts[tag](fields)
}

const byStatus = (status: number): Refusal["_tag"] => {
  if (status === 429) return "RateLimited"
  if (status >= 500) return "ServerFault"
  return status === 401 ? "TokenRejected" : "UnknownRefusal"
}

// `Retry-After` is not documented by TikTok itself; its windows are of one minute (tiktok-live, section 10.3).
const longestWindow = Duration.minutes(1)

const verdicts = {
  RequestRejected,
  GrantRejected,
  ClientRejected,
  AccessDenied,
  TokenRejected,
  ScopeMissing,
  AppUnaudited,
  Forbidden,
  ChunkPlanRejected,
  PostCapReached,
  DraftsFull,
  CreatorBanned,
  ActiveUserCapReached,
  UrlUnverified,
  PrivacyLevelRefused,
  PublishIdRejected,
  NotCancellable,
  AppVersionTooOld,
  ScopeRejected,
  ServerFault,
  UnknownRefusal
} satisfies { readonly [Tag in Exclude<Refusal["_tag"], "RateLimited">]: unknown }
