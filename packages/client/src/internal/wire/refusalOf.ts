import type * as Duration from "effect/Duration"
import type { Contract, WireResponse } from "../../model/contract.ts"
import * as refusals from "../../reasons/refusals.ts"
import type { Reason, Refusal } from "../../TikTokError.ts"
import { rows } from "./errorCodes.ts"
import * as RetryAfter from "./retryAfter.ts"

/**
 * Creates the refusal for a code, or for the HTTP status when the code is unknown.
 * Also knows the codes of the other contract (tiktok-live, section 14, rows 36
 * to 42).
 *
 * @internal
 */
export const refusal = (
  contract: Contract["name"],
  response: WireResponse,
  error: { readonly code: string; readonly detail: string; readonly logId?: string | undefined }
): Refusal => {
  const given = error.code.trim().toLowerCase()
  const matches = rows.filter(({ code, whenMessage }) =>
    code.toLowerCase() === given && (whenMessage?.test(error.detail) ?? true)
  )
  const row = matches.find((row) => row.contract === contract) ?? matches[0]
  const { headers, status } = response
  const retryAfter = RetryAfter.parse(headers)
  const tag = row?.reason ?? byStatus(status)
  // TikTok does not document `Retry-After` (tiktok-live, section 10.3).
  return makeRefusal(tag, { ...error, logId: error.logId, status, retryAfter: retryAfter ?? windowOf(tag) })
}

/** @internal */
export const isRefusal = (reason: Reason): reason is Refusal => Object.hasOwn(refusals, reason._tag)

/**
 * Copies a refusal with its texts changed.
 *
 * @internal
 */
export const withTexts = (refusal: Refusal, change: (text: string) => string): Refusal =>
  makeRefusal(refusal._tag, {
    code: change(refusal.code),
    detail: change(refusal.detail),
    logId: refusal.logId === undefined ? undefined : change(refusal.logId),
    status: refusal.status,
    retryAfter: "retryAfter" in refusal ? refusal.retryAfter : undefined
  })

interface Fields {
  readonly code: string
  readonly detail: string
  readonly status: number
  readonly logId: string | undefined
  /** Used when the reason has this field. */
  readonly retryAfter: Duration.Duration | undefined
}

const makeRefusal = (tag: Refusal["_tag"], fields: Fields): Refusal => new refusals[tag](fields)

const byStatus = (status: number): Refusal["_tag"] => {
  if (status === 429) return "RateLimited"
  if (status >= 500) return "ServerFault"
  return status === 401 ? "TokenRejected" : "UnknownRefusal"
}

/**
 * The longest wait after a refusal, where it is known: the window of its limit.
 *
 * @internal
 */
export const windowOf = (tag: Refusal["_tag"]): Duration.Duration | undefined => {
  const refusal = refusals[tag]
  return "window" in refusal ? refusal.window : undefined
}
