import * as Duration from "effect/Duration"
import type { Contract, WireAnswer } from "../../model/contract.ts"
import * as refusals from "../../reasons/refusals.ts"
import type { Reason, Refusal } from "../../TikTokError.ts"
import { rows } from "./errorRows.ts"
import * as RetryAfter from "./retryAfter.ts"

/**
 * Finds the row for a code, or falls back on what the HTTP status alone says.
 * The words of the other contract are understood where the own one lacks them
 * (tiktok-live, section 14, rows 36 to 42).
 *
 * @internal
 */
export const refusal = (
  contract: Contract["name"],
  answer: WireAnswer,
  error: { readonly code: string; readonly detail: string; readonly logId?: string | undefined }
): Refusal => {
  const fitting = rows.filter(({ code, whenMessage }) =>
    code === error.code && (whenMessage?.test(error.detail) ?? true)
  )
  const row = fitting.find((row) => row.contract === contract) ?? fitting[0]
  const { headers, status } = answer
  const retryAfter = RetryAfter.parse(headers)
  const tag = row?.reason ?? byStatus(status)
  return made(tag, { ...error, logId: error.logId, status, retryAfter: retryAfter ?? windows.get(tag) })
}

/** @internal */
export const isRefusal = (reason: Reason): reason is Refusal => Object.hasOwn(refusals, reason._tag)

/**
 * The same refusal with its texts changed.
 *
 * @internal
 */
export const withTexts = (refusal: Refusal, change: (text: string) => string): Refusal =>
  made(refusal._tag, {
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
  /** Kept where the reason has a place for it. */
  readonly retryAfter: Duration.Duration | undefined
}

const made = (tag: Refusal["_tag"], fields: Fields): Refusal => new refusals[tag](fields)

const byStatus = (status: number): Refusal["_tag"] => {
  if (status === 429) return "RateLimited"
  if (status >= 500) return "ServerFault"
  return status === 401 ? "TokenRejected" : "UnknownRefusal"
}

// `Retry-After` is not documented by TikTok itself (tiktok-live, section 10.3). Without it the wait is the window of the
// limit, as `Quota` counts it.
const windows: ReadonlyMap<Refusal["_tag"], Duration.Duration> = new Map([
  ["RateLimited", Duration.minutes(1)],
  ["PostCapReached", Duration.days(1)],
  ["DraftsFull", Duration.days(1)],
  ["ActiveUserCapReached", Duration.days(1)]
])
